"""Who uses the page."""

from flask import g
from flask_login import AnonymousUserMixin  # type: ignore[import-untyped]
from flask_security import current_user

from engine.casework import permissions
from engine.casework.permissions import Asker
from engine.people import participants
from engine.people.participants import Participant
from webapp.database import db


class NobodySignedIn(RuntimeError):
    """A page that is open to anyone asked who is there."""


def me() -> Participant:
    """The person signed in, as the session knows them now; raises NobodySignedIn."""
    person = somebody()
    if person is None:
        raise NobodySignedIn()
    return person


def somebody() -> Participant | None:
    """The person signed in, if anybody is; nobody on a page that must do without the database."""
    if g.get("without_database"):
        return None
    if "person_id" not in g:
        if not current_user.is_authenticated:
            return None
        g.person_id = current_user.participant_id
    return participants.get(db.session(), g.person_id)


def asker() -> Asker:
    """What decides about the person signed in: the same for the whole request."""
    if "asker" not in g:
        g.asker = permissions.asker(me())
    found: Asker = g.asker
    return found


def do_without_database() -> None:
    """Let the rest of the request be a stranger's: the database cannot be asked who is there."""
    g.without_database = True
    g._login_user = AnonymousUserMixin()  # where Flask-Login keeps whom it has loaded; templates make it look


def forget() -> None:
    """Ask again who is there: somebody has just signed in or out."""
    g.pop("person_id", None)
    g.pop("asker", None)
