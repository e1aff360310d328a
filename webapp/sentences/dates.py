"""One sentence per audit entry about deadlines, pauses and closing days, made when it is read."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from engine.insight.trail import Page
from engine.ledger.audit import Action
from webapp import formats
from webapp.sentences import names, roles

Details = Mapping[str, Any]


def _recounted(details: Details, page: Page) -> str:
    place = roles.place(details["calendar"])
    return _("The deadline of “%(task)s” was counted anew: %(place)s.", task=names.task(details, page), place=place)


def _extended(details: Details, page: Page) -> str:
    return _("Extended the deadline of “%(task)s”.", task=names.task(details, page))


def _follow_up(details: Details, page: Page) -> str:
    return _("Changed the own follow-up date of “%(task)s”.", task=names.task(details, page))


def _closed_days(details: Details, page: Page) -> str:
    days = ", ".join(formats.day(date.fromisoformat(day)) for day in details["days"])
    return _("%(organisation)s is closed: %(days)s. %(reason)s", days=days, **_closing(details, page))


def _opened_days(details: Details, page: Page) -> str:
    days = ", ".join(formats.day(date.fromisoformat(day)) for day in details["days"])
    return _("%(organisation)s is not closed after all: %(days)s.", days=days, **_closing(details, page))


def _closing(details: Details, page: Page) -> dict[str, str]:
    organisation = page.organisations.get(details["organisation"])
    return {"organisation": organisation.name if organisation else "", "reason": details.get("reason", "")}


def _paused(details: Details, page: Page) -> str:
    count = len(details["deadlines"])
    if not count:
        return _("The case was paused.")
    return ngettext(
        "The case was paused; %(num)s deadline stands still.",
        "The case was paused; %(num)s deadlines stand still.",
        count,
    )


def _pause_ended(details: Details, page: Page) -> str:
    count = len(details["deadlines"])
    if not count:
        return _("The case went on after its pause.")
    return ngettext(
        "The case went on after its pause; %(num)s deadline counts again.",
        "The case went on after its pause; %(num)s deadlines count again.",
        count,
    )


SENTENCES: dict[str, Callable[[Details, Page], str]] = {
    Action.TASK_RECOUNTED: _recounted,
    Action.DEADLINE_EXTENDED: _extended,
    Action.FOLLOW_UP_SET: _follow_up,
    Action.CASE_PAUSED: _paused,
    Action.CASE_PAUSE_ENDED: _pause_ended,
    Action.CLOSING_DAYS_ADDED: _closed_days,
    Action.CLOSING_DAYS_REMOVED: _opened_days,
}
