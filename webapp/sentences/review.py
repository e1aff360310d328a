"""What has to do with review, in sentences: exports, and who reads what is confidential."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from engine.insight.trail import Page
from engine.ledger.audit import Action
from webapp.sentences import acts, kinds

Details = Mapping[str, Any]


def _exported(details: Details, page: Page) -> str:
    told = ngettext(
        "Exported %(num)s entry as %(format)s.",
        "Exported %(num)s entries as %(format)s.",
        details["count"],
        format=str(details["format"]).upper(),
    )
    searched = ", ".join(f"{label}: {value}" for label, value in _search(details, page))
    return f"{told} {_told_search(searched)}" if searched else told


def _told_search(words: str) -> str:
    return _("Search: %(words)s.", words=words)


def _search(details: Details, page: Page) -> list[tuple[str, str]]:
    """What was asked for, each with its label."""
    asked = details["filter"]
    person, organisation = page.people.get(details["participant"]), page.organisations.get(details["organisation"])
    known = (
        (_("Words"), asked.get("q", "")),
        (_("Case"), asked.get("case", "")),
        (_("Action"), _act(asked.get("action", ""))),
        (_("Person"), person.name if person is not None else ""),
        (_("Organisation"), organisation.name if organisation is not None else ""),
        (_("From"), asked.get("since", "")),
        (_("To"), asked.get("until", "")),
    )
    return [(label, value) for label, value in known if value]


def _act(value: str) -> str:
    return next((group.name for group in acts.groups() if group.key == value), kinds.name(value))


def _secrecy(details: Details, page: Page) -> str:
    return _("The case was made confidential.") if details["after"] else _("The case is no longer confidential.")


def _read(details: Details, page: Page) -> str:
    words = {
        "case": _("Read the confidential case."),
        "task": _("Read a task of the confidential case."),
        "story": _("Read the whole story of the confidential case."),
        "pdf": _("Took the whole story of the confidential case as PDF."),
    }
    return words.get(details["page"], _("Read the confidential case."))


SENTENCES: dict[str, Callable[[Details, Page], str]] = {
    Action.TRAIL_EXPORTED: _exported,
    Action.SECRECY_CHANGED: _secrecy,
    Action.CASE_READ: _read,
}
