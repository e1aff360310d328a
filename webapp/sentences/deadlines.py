"""Why a deadline falls where it does: the rule of the process, and the days that did not count."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from engine.casework import deadlines, rules
from engine.casework.records import Task
from engine.people.calendars import Skipped
from webapp import formats
from webapp.sentences import holidays, roles

MOST_DAYS_NAMED = 6
MOST_IN_SHORT = 2


@dataclass(frozen=True)
class Reason:
    """The rule in a few words, and what else there is to say, a sentence each."""

    rule: str
    lines: tuple[str, ...] = ()


def reason(task: Task, organisation: str = "") -> Reason | None:
    """Why a task is due when it is; `organisation` names the one whose closing days were left out."""
    if not task.deadline_rule:
        return None
    value = deadlines.value_of(task)
    if not isinstance(value, Mapping) or not rules.is_workdays(value):
        return Reason(*_by_the_clock(task, value))
    days = int(value["days"])
    words = ngettext("%(num)s working day", "%(num)s working days", days)
    rule = _("%(days)s, %(place)s", days=words, place=roles.place(task.deadline_calendar))
    lines = _days_left_out(deadlines.skipped_days(task), organisation)
    if task.deadline_rule.get("taken"):
        lines.append(_("Counted like this it was over already, so it is the day on which the task changed hands."))
    return Reason(rule, tuple(lines))


def short(task: Task) -> str:
    """The same in one line, for lists."""
    found = reason(task)
    if found is None:
        return ""
    return "; ".join((found.rule, *found.lines[:MOST_IN_SHORT]))


def _by_the_clock(task: Task, value: object) -> tuple[str, tuple[str, ...]]:
    try:
        at = deadlines.moment(value, task.deadline_kind, task.opened_at, rules.Place())
    except (ValueError, OverflowError):
        return "", ()
    if task.deadline_kind == deadlines.HOURS:
        hours = round((at - task.opened_at) / timedelta(hours=1))
        runs_on = _("These hours run at all times, on weekends and holidays too.")
        return ngettext("%(num)s hour", "%(num)s hours", hours), (runs_on,)
    if task.deadline_kind == deadlines.CALENDAR:
        days = (formats.local_day(at) - formats.local_day(task.opened_at)).days
        return ngettext("%(num)s calendar day", "%(num)s calendar days", days), ()
    fixed = formats.moment(at) if isinstance(value, datetime) else formats.day(at)
    return _("A fixed day: %(day)s", day=fixed), ()


def _days_left_out(skipped: list[Skipped], organisation: str) -> list[str]:
    lines = [_left_out(one, organisation) for one in skipped[:MOST_DAYS_NAMED]]
    more = len(skipped) - len(lines)
    if more:
        lines.append(ngettext("%(num)s more day did not count.", "%(num)s more days did not count.", more))
    return lines


def _left_out(one: Skipped, organisation: str) -> str:
    day = formats.day_and_month(one.day)
    names = {country: holidays.name(key) for country, key in one.holidays.items()}
    if len(set(names.values())) > 1:
        return _(
            "%(day)s is a holiday in Denmark (%(dk)s) and in Sweden (%(se)s)", day=day, dk=names["DK"], se=names["SE"]
        )
    if names:
        name = next(iter(names.values()))
        return _in_country(names, {"day": day, "name": name})
    if not one.closed:
        return _("%(day)s is a closing day", day=day)
    if not organisation:
        return _("%(day)s is a closing day: %(reason)s", day=day, reason=one.closed)
    return _("%(organisation)s is closed on %(day)s: %(reason)s", organisation=organisation, day=day, reason=one.closed)


def _in_country(names: Mapping[str, str], words: dict[str, str]) -> str:
    if len(names) > 1:
        return _("%(day)s is a holiday in both countries (%(name)s)", **words)
    if "DK" in names:
        return _("%(day)s is a holiday in Denmark (%(name)s)", **words)
    return _("%(day)s is a holiday in Sweden (%(name)s)", **words)
