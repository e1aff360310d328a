"""What an act changed and why: before, after and the reason of an audit entry, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from engine.insight.trail import Page
from engine.ledger.audit import Action, AuditEntry
from engine.people.wishes import About, Choice
from webapp import formats, languages
from webapp.sentences import closing, mails, review, roles

BEFORE, AFTER, REASON = "before", "after", "reason"
# Acts whose before and after are people.
_OF_PEOPLE = {
    Action.ROLE_GIVEN,
    Action.VOTERS_CHOSEN,
    Action.TASK_RELEASED,
    Action.TASK_REASSIGNED,
    Action.TASK_OFFERED,
}
# Acts whose sentence says it already.
_SAID_BEFORE = {Action.ROLE_GIVEN, Action.VOTERS_CHOSEN, Action.TASK_OFFERED, Action.SECRECY_CHANGED}
_SAID_REASON = {Action.CASE_CLOSED, Action.PROCESS_PUBLISHED, Action.CLOSING_DAYS_ADDED}


@dataclass(frozen=True)
class Change:
    """One value that changed; `label` says which where there are several."""

    label: str
    before: str
    after: str


def of(entry: AuditEntry, page: Page, *, whole: bool = False) -> list[Change]:
    """What changed; without `whole` only what the entry's sentence leaves out."""
    details = entry.facts["details"]
    if is_private(entry):
        return []
    if (BEFORE not in details and AFTER not in details) or (entry.action in _SAID_BEFORE and not whole):
        return []
    before, after = details.get(BEFORE), details.get(AFTER)
    if not isinstance(before, Mapping) and not isinstance(after, Mapping):
        return [Change("", _value(entry, page, before), _value(entry, page, after))]
    old, new = (value if isinstance(value, Mapping) else {} for value in (before, after))
    keys = [key for key in dict.fromkeys([*old, *new]) if old.get(key) != new.get(key)]
    return [Change(_label(key), _value(entry, page, old.get(key)), _value(entry, page, new.get(key))) for key in keys]


def is_private(entry: AuditEntry) -> bool:
    """Whether an entry holds a date that somebody noted for themselves, as entries once did."""
    return entry.action == Action.FOLLOW_UP_SET and AFTER in entry.facts["details"]


def reason(entry: AuditEntry, page: Page, *, whole: bool = False) -> str:
    """Why it was done, as whoever did it said; nothing where the words have been erased."""
    if entry.action in _SAID_REASON and not whole:
        return ""
    told = entry.facts["details"].get(REASON)
    if isinstance(told, int):
        return page.reasons[told].text if told in page.reasons else ""
    if not isinstance(told, str):
        return ""
    return closing.reason(told) if entry.action == Action.CASE_CLOSED else told


def _label(key: str) -> str:
    words = {
        "language": _("Language"),
        "theme": _("Colours"),
        "deadline": _("Due date"),
        "since": _("From"),
        "until": _("To"),
        "role": _("Role"),
        "name": _("Name"),
        "organisation": _("Organisation"),
        "kind": _("Kind"),
        "registration": _("Registration number"),
        "email": _("E-mail address"),
        **{about.value: mails.about(about) for about in About},
    }
    return words.get(key, key)


def _value(entry: AuditEntry, page: Page, value: object) -> str:
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int):
        person = page.people.get(value) if entry.action in _OF_PEOPLE else None
        return person.name if person is not None else formats.number(value)
    if isinstance(value, str):
        return review.finding(value) if entry.action == Action.FINDING_RECORDED else _text(value)
    if isinstance(value, Sequence):
        return ", ".join(_value(entry, page, one) for one in value)
    return str(value)


def _text(value: str) -> str:
    """A moment or a day as the reader writes it, a language, role or choice by its name; anything else as it stands."""
    try:
        if len(value) == len("2027-05-03"):
            return formats.day(date.fromisoformat(value))
        moment = datetime.fromisoformat(value)
        return formats.moment(moment) if moment.tzinfo is not None else value
    except ValueError:
        chosen = mails.choice(Choice(value)) if value in set(Choice) else None
        return chosen or languages.NAMES.get(value) or roles.name(roles.kind(value))
