"""When a task must be done: the rule of its model, counted in the calendar of whoever has it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from engine import feel
from engine.casework import rules
from engine.casework.records import Task
from engine.casework.rules import Place
from engine.people import calendars

NONE, WORKING, CALENDAR, HOURS = "none", "working", "calendar", "hours"


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """A moment with the rule it came from (JSON-safe), its kind, and the calendar it was counted in."""

    at: datetime | None = None
    rule: dict[str, Any] | None = None
    kind: str = NONE
    calendar: str = ""


def begin(rule: object, properties: Mapping[str, str], now: datetime, place: Place) -> Deadline:
    """The deadline of a task that begins at `now`; a value that is no rule of time gives none."""
    kind = properties.get("deadlineKind") or WORKING
    if rule is None or kind == NONE:
        return Deadline()
    try:
        at = rules.moment(rule, now, place).astimezone(UTC)
    except (ValueError, OverflowError):
        return Deadline()
    return Deadline(at=at, rule={"value": feel.encode(rule)}, kind=kind, calendar=_calendar(rule, place))


def recount(task: Task, place: Place, now: datetime) -> None:
    """Count a task's working days anew from its first day in another place, never to a day before today there."""
    if task.deadline_rule is None:
        return
    rule = feel.decode(task.deadline_rule["value"])
    if not rules.is_workdays(rule):
        return
    at = rules.moment(rule, task.opened_at, place)
    task.deadline_at = max(at, calendars.end_of(now.astimezone(ZoneInfo(place.zone)).date(), place.zone))
    task.deadline_calendar = _calendar(rule, place)


def _calendar(rule: object, place: Place) -> str:
    if not isinstance(rule, Mapping) or not rules.is_workdays(rule):
        return ""
    return str(rule.get("calendar") or place.calendar)
