"""Why a deadline falls where it does: the rule, the days that did not count, and what became of it by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from engine import errors
from engine.casework import deadlines, extensions, rules, suspension
from engine.casework.extensions import Preview
from engine.casework.records import Task
from engine.insight.trail import Page
from engine.people.calendars import Skipped
from webapp import formats
from webapp.sentences import holidays, roles, tasks

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
    moved = [*_paused(task), *_extended(task)]
    if not isinstance(value, Mapping) or not rules.is_workdays(value):
        rule, lines = _by_the_clock(task, value)
        return Reason(rule, (*lines, *moved))
    days = int(value["days"])
    words = ngettext("%(num)s working day", "%(num)s working days", days)
    rule = _("%(days)s, %(place)s", days=words, place=roles.place(task.deadline_calendar))
    left_out = days_left_out(deadlines.skipped_days(task), organisation) if task.deadline_at else []
    if task.deadline_rule.get("taken"):
        left_out.append(_("Counted like this it was over already, so it is the day on which the task changed hands."))
    return Reason(rule, (*left_out, *moved))


def left(task: Task) -> str:
    """What is left of a deadline that stands still while its case is paused; nothing for one that does not."""
    days = suspension.left(task)
    if days is None:
        return ""
    if days == 0:
        return _("due on the day the case goes on")
    if task.deadline_kind != deadlines.WORKING:
        if days < 0:
            return ngettext("overdue by %(num)s day", "overdue by %(num)s days", -days)
        return ngettext("%(num)s day left", "%(num)s days left", days)
    if days < 0:
        return ngettext("overdue by %(num)s working day", "overdue by %(num)s working days", -days)
    return ngettext("%(num)s working day left", "%(num)s working days left", days)


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
        runs_on = _("These hours run at all times, on weekends and holidays too, and cannot be extended.")
        return ngettext("%(num)s hour", "%(num)s hours", hours), (runs_on,)
    if task.deadline_kind == deadlines.CALENDAR:
        days = (formats.local_day(at) - formats.local_day(task.opened_at)).days
        return ngettext("%(num)s calendar day", "%(num)s calendar days", days), ()
    fixed = formats.moment(at) if isinstance(value, datetime) else formats.day(at)
    return _("A fixed day: %(day)s", day=fixed), ()


def days_left_out(skipped: Sequence[Skipped], organisation: str = "") -> list[str]:
    """The weekdays that do not count and why, a sentence each; of many only the first."""
    lines = [_left_out(one, organisation) for one in skipped[:MOST_DAYS_NAMED]]
    more = len(skipped) - len(lines)
    if more:
        lines.append(ngettext("%(num)s more day did not count.", "%(num)s more days did not count.", more))
    return lines


def gain(preview: Preview, task: Task) -> str:
    """What an extension gives."""
    day = formats.day(preview.after, "full")
    if task.deadline_kind != deadlines.WORKING:
        return ngettext(
            "The task is then due on %(day)s, %(num)s day later.",
            "The task is then due on %(day)s, %(num)s days later.",
            preview.days,
            day=day,
        )
    return ngettext(
        "The task is then due on %(day)s, %(num)s working day later.",
        "The task is then due on %(day)s, %(num)s working days later.",
        preview.days,
        day=day,
    )


def day_rejected(rejected: errors.DayRejected) -> str:
    """Why nothing can be due on a day."""
    facts = rejected.facts
    match facts["why"]:
        case "past":
            return _("That day has passed. Write today or a day to come.")
        case "not_later":
            due = formats.day(facts["deadline"], "long")  # type: ignore[arg-type]
            return _("The task is due on %(day)s as it is. Write a later day.", day=due)
        case "not_working":
            following, place = formats.day(facts["next"], "full"), roles.place(str(facts["calendar"]))  # type: ignore[arg-type]
            return _("That is no working day (%(place)s). The next one is %(day)s.", place=place, day=following)
    return _("Write a day at most %(count)s years from now.", count=extensions.FURTHEST)


def refusal_title(refusal: errors.EngineError, task: Task, reader: int) -> str:
    """Why a deadline was not extended, in a line."""
    if not isinstance(refusal, errors.DeadlineFixed):
        return tasks.refusal_title(refusal, task, reader)
    words = {
        "hours": _("This deadline cannot be extended"),
        "none": _("The task has no deadline"),
        "paused": _("The case is paused"),
    }
    return words[str(refusal.facts["why"])]


def refusal_text(refusal: errors.EngineError, task: Task, history: Page) -> str:
    """The same at length."""
    if not isinstance(refusal, errors.DeadlineFixed):
        return tasks.refusal_text(refusal, task, history)
    words = {
        "hours": _("It is a period in hours, as laws set them. It runs at all times, and nobody can move it."),
        "none": _("So there is nothing to extend."),
        "paused": _("Its deadlines stand still. They can be extended when the case goes on."),
    }
    return words[str(refusal.facts["why"])]


def _paused(task: Task) -> list[str]:
    if suspension.left(task) is not None:
        told = [_("The case is paused, and the deadline stands still until it goes on.")]
        return [*told, _("You can vote all the same, and the vote counts.")] if task.ballot else told
    resumed = (task.deadline_rule or {}).get("resumed")
    if not resumed:
        return []
    day, days = formats.day(date.fromisoformat(resumed["first"])), resumed["days"]
    if days <= 0:
        return [_("The case was paused until %(day)s; no days were left.", day=day)]
    return [
        ngettext(
            "The case was paused until %(day)s; %(num)s day was left from then on.",
            "The case was paused until %(day)s; %(num)s days were left from then on.",
            days,
            day=day,
        )
    ]


def _extended(task: Task) -> list[str]:
    told = (task.deadline_rule or {}).get("extension")
    if not told:
        return []
    before = formats.day(datetime.fromisoformat(told["from"]))
    return [_("Extended by hand; before it was %(day)s. Reason: %(reason)s", day=before, reason=told["reason"])]


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
