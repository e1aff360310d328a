"""What has to do with review, in sentences: exports, samples, and who reads what is confidential."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from engine.insight.samples import Finding
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


def findings() -> list[tuple[str, str]]:
    """What a reviewer can make of an entry: value and words."""
    return [
        (Finding.OK.value, pgettext("finding", "In order")),
        (Finding.QUESTION.value, pgettext("finding", "Question")),
        (Finding.DEVIATION.value, pgettext("finding", "Deviation")),
    ]


def finding(value: str | None) -> str:
    """A finding in words; none yet where there is none."""
    return dict(findings()).get(value or "", _("Not reviewed yet"))


def kinds_chosen(value: str) -> str:
    """What a sample was drawn from, by kinds of acts."""
    if value == "cases":
        return _("Everything in cases")
    return _act(value) if value else _("All kinds of acts")


def _drawn(details: Details, page: Page) -> str:
    organisation = page.organisations.get(details["organisation"] or 0)
    return _(
        "Drew a sample of %(count)s of %(all)s entries of %(quarter)s (%(kinds)s, %(organisation)s).",
        count=details["size"],
        all=details["population"],
        quarter=details["quarter"],
        kinds=kinds_chosen(details["scope"]["kinds"]),
        organisation=organisation.name if organisation is not None else _("all organisations"),
    )


def _judged(details: Details, page: Page) -> str:
    places = {"position": details["position"], "number": details["sample"]}
    return _("Recorded a finding about entry %(position)s of sample %(number)s.", **places)


def _review_finished(details: Details, page: Page) -> str:
    found = ", ".join(f"{finding(value)}: {count}" for value, count in details["findings"].items())
    return _("Finished the review of sample %(number)s. %(found)s.", number=details["sample"], found=found)


SENTENCES: dict[str, Callable[[Details, Page], str]] = {
    Action.SAMPLE_DRAWN: _drawn,
    Action.FINDING_RECORDED: _judged,
    Action.SAMPLE_FINISHED: _review_finished,
    Action.TRAIL_EXPORTED: _exported,
    Action.SECRECY_CHANGED: _secrecy,
    Action.CASE_READ: _read,
}
