"""What was done to tell and remind people, for the audit trail."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from engine.insight.trail import Page
from engine.ledger.audit import Action
from webapp import formats
from webapp.sentences import ladders, roles
from webapp.sentences.names import people, task

Details = Mapping[str, Any]


def kinds() -> dict[str, str]:
    """These acts in a word or two."""
    return {
        Action.NOTICE_SENT: _("Message sent"),
        Action.TASK_REMINDED: _("Reminder"),
        Action.TASK_ESCALATED: _("Escalation"),
        Action.MAIL_RETRIED: _("Mail tried again"),
        Action.MAIL_BOUNCED: _("Mail came back"),
        Action.LADDER_CHANGED: _("Reminder ladder changed"),
        Action.QUIET_WEEKS_CHANGED: _("Quiet weeks changed"),
    }


def _reminded(details: Details, page: Page) -> str:
    return _("Reminder of “%(task)s” to %(names)s (%(when)s).", **_facts(details, page))


def _escalated(details: Details, page: Page) -> str:
    if not details["to"]:
        return _("Nobody was told of the deadline of “%(task)s” (%(when)s).", **_facts(details, page))
    return _("%(names)s were told of the deadline of “%(task)s” (%(when)s).", **_facts(details, page))


def _facts(details: Details, page: Page) -> dict[str, str]:
    [(rung, _words)] = ladders.rungs(details["rung"])
    return {"task": task(details, page), "names": people(details["to"], page), "when": ladders.when(rung)}


def _ladder(details: Details, _page: Page) -> str:
    day = formats.day(date.fromisoformat(details["since"]))
    return _("Changed the reminder ladder “%(name)s” from %(day)s.", name=ladders.name(details["ladder"]), day=day)


def _quiet(details: Details, _page: Page) -> str:
    return _("Changed the quiet weeks: %(country)s.", country=roles.country(details["country"]))


def _retried(details: Details, page: Page) -> str:
    return _("Tried a mail to %(name)s again.", name=people([details["participant"]], page))


def _bounced(details: Details, page: Page) -> str:
    return _("A mail to %(name)s came back.", name=people([details["participant"]], page))


SENTENCES: dict[str, Callable[[Details, Page], str]] = {
    Action.TASK_REMINDED: _reminded,
    Action.TASK_ESCALATED: _escalated,
    Action.MAIL_RETRIED: _retried,
    Action.MAIL_BOUNCED: _bounced,
    Action.LADDER_CHANGED: _ladder,
    Action.QUIET_WEEKS_CHANGED: _quiet,
}
