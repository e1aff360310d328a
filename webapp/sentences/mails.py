"""What a mail says: a subject, paragraphs and links, made from facts in the language of whoever gets it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext

from engine.casework.mails import Mail
from engine.casework.notices import NOTICE
from engine.ledger.outbox import MessageState
from engine.people.wishes import About, Choice
from webapp.sentences import notices

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Link:
    """Where something is: words, route and its values."""

    words: str
    route: str
    values: Values = field(default_factory=dict)


@dataclass(frozen=True)
class Section:
    """Several links under one heading."""

    heading: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Words:
    """A mail in words."""

    subject: str
    paragraphs: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    sections: tuple[Section, ...] = ()


def words(mail: Mail) -> Words:
    """The words of a mail, in the language that is set."""
    if mail.template.startswith(NOTICE):
        return _notice(mail)
    return _MAKERS[mail.template](mail)


def about(subject: About) -> str:
    """What a kind of mail tells of."""
    return {
        About.TASKS: _("New tasks"),
        About.REMINDERS: _("Reminders of deadlines"),
        About.NEWS: _("Messages from cases"),
    }[subject]


def choice(chosen: Choice) -> str:
    """When somebody wants to be told."""
    return {
        Choice.AT_ONCE: _("At once"),
        Choice.DAILY: _("Once a day"),
        Choice.NEVER: _("No mail"),
    }[chosen]


def state(key: str) -> str:
    """How far a mail has come."""
    return {
        MessageState.NEW: _("Waits to be sent"),
        MessageState.SENT: pgettext("status of a mail", "Sent"),
        MessageState.PARKED: _("Could not be sent"),
        MessageState.DROPPED: pgettext("status of a mail", "No longer needed"),
    }[MessageState(key)]


def state_kind(key: str) -> str:
    """How that is coloured."""
    return {MessageState.SENT.value: "done", MessageState.PARKED.value: "late"}.get(key, "calm")


def reason(mail: Mail) -> str:
    """Why somebody gets a mail."""
    if mail.required:
        return _("The deadline is set by law. This reminder cannot be switched off.")
    return _("You get this mail because of your settings for “%(about)s”.", about=about(mail.about))


def _notice(mail: Mail) -> Words:
    title = notices.title(mail.template.removeprefix(NOTICE))
    number = mail.values["number"]
    return Words(
        subject=f"{title} ({number})",
        paragraphs=(_("There is a message for you in case %(number)s: %(title)s.", number=number, title=title),),
        links=(
            Link(_("Read the message"), "inbox.index"),
            Link(_("Open the case"), "cases.show", {"number": number}),
        ),
    )


_MAKERS: dict[str, Callable[[Mail], Words]] = {}
