"""The first page of the area: where one can go."""

from dataclasses import dataclass

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _

from engine.people import roles
from webapp import access

blueprint = Blueprint("administration", __name__, url_prefix="/administration")


@dataclass(frozen=True)
class Entry:
    """A page of the area, in words."""

    name: str
    about: str
    address: str


@blueprint.get("/")
@access.holding(roles.ADMIN, roles.MANAGER, roles.COORDINATOR)  # whoever may use one of the pages below
def index() -> str:
    """The pages of the area that the reader may use."""
    entries = [
        Entry(name, about, url_for(page))
        for page, name, about in (*_about_people(), *_about_mail())
        if access.allows(page)
    ]
    return render_template("administration/index.html", pages=entries)


def _about_people() -> list[tuple[str, str, str]]:
    """Endpoint, name and one sentence of each page about people and their days, in the order shown."""
    return [
        (
            "administration.people.index",
            _("People"),
            _("Who is entered, with which roles; entering people, inviting them and letting them go."),
        ),
        (
            "administration.organisations.index",
            _("Organisations"),
            _("Municipalities, regions, universities and companies that can take part in cases."),
        ),
        (
            "administration.substitutes.index",
            _("Substitutes"),
            _("Who does the tasks of somebody who is away."),
        ),
        (
            "administration.closings.index",
            _("Closing days"),
            _("Days on which an organisation is closed though its country works. They count for deadlines."),
        ),
    ]


def _about_mail() -> list[tuple[str, str, str]]:
    """The same of the pages about what is sent and received."""
    return [
        (
            "administration.parked.index",
            _("Mail that could not be sent"),
            _("Mail that the server refused or that failed too often, and trying it again."),
        ),
        (
            "administration.reminders.index",
            _("Reminders"),
            _("When people are reminded of deadlines, who is told after them, and the weeks in which reminders wait."),
        ),
        (
            "administration.messages.index",
            _("Undelivered messages"),
            _("What came for cases and no case took: to be delivered after all, or given up."),
        ),
        (
            "administration.messagekeys.index",
            _("Keys for messages"),
            _("With a key another system sends messages to cases."),
        ),
    ]
