"""When a task must be done: the rule of its model, counted in the calendar of whoever has it, and why it is that day.

A task keeps its rule as JSON: `value` what the model gave, `first` the day counting began, `skipped` the weekdays that
did not count and why, `organisation` whose closing days those were, `taken` where the day of taking it was later.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import clock, feel
from engine.casework import lateness, rules
from engine.casework.cases import Case
from engine.casework.records import NO_DEADLINE, Candidate, Task
from engine.casework.rules import Place
from engine.ledger import audit
from engine.ledger.audit import Action, Actor
from engine.people import calendars
from engine.people.calendars import Skipped

NONE, WORKING, CALENDAR, HOURS = "none", "working", "calendar", "hours"


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """A moment with the rule it came from (JSON-safe), its kind, and the calendar it was counted in."""

    at: datetime | None = None
    rule: dict[str, Any] | None = None
    kind: str = NONE
    calendar: str = ""


@dataclass(frozen=True)
class Change:
    """A deadline that has moved."""

    before: datetime | None
    after: datetime | None


def begin(rule: object, properties: Mapping[str, str], now: datetime, place: Place) -> Deadline:
    """The deadline of a task that begins at `now`; a value that is no rule of time gives none."""
    kind = properties.get("deadlineKind") or WORKING
    if rule is None or kind == NONE:
        return Deadline()
    try:
        at = moment(rule, kind, now, place)
    except (ValueError, OverflowError):
        return Deadline()
    return Deadline(at=at, rule=_counted(rule, now, place, at), kind=kind, calendar=_calendar(rule, place))


def moment(rule: object, kind: str, now: datetime, place: Place) -> datetime:
    """The moment a rule leads to, in UTC; ValueError when it is no rule of time.

    Calendar days are days of the place, however many hours they have, and end at their last second.
    """
    at = rules.moment(rule, now, place)
    if kind != CALENDAR:
        return at.astimezone(UTC)
    zone = ZoneInfo(place.zone)
    days, rest = divmod(at - now, timedelta(days=1))
    elapsed = isinstance(rule, datetime) and not rest
    day = now.astimezone(zone).date() + timedelta(days=days) if elapsed else at.astimezone(zone).date()
    return calendars.end_of(day, place.zone).astimezone(UTC)


def day_of_rule(rule: object, now: datetime, place: Place) -> date | None:
    """The day a rule leads to, where people of the place are; None for what is no rule of time."""
    try:
        return rules.moment(rule, now, place).astimezone(ZoneInfo(place.zone)).date()
    except (ValueError, OverflowError):
        return None


def recount(session: Session, case: Case, task: Task, place: Place, by: int | Actor) -> None:
    """Count a task's working days anew from its first day in another place, never to a day before today there.

    Recorded where it moves the deadline. One that somebody has set by hand stays; one that stands still counts there
    when it goes on.
    """
    if not rules.is_workdays(value_of(task)) or is_extended(task):
        return
    if task.deadline_at is None:
        task.deadline_calendar = counting(task, place)[0]
        return
    change = put_counted(session, task, place, clock.now())
    if change is not None:
        details = {"task": task.id, **moments(change), "calendar": task.deadline_calendar}
        entry = audit.Entry(
            action=Action.TASK_RECOUNTED, actor=by, chain=case.organisation_id, case=case.id, details=details
        )
        audit.record(session, entry)


def put_counted(session: Session, task: Task, place: Place, taken: datetime | None = None) -> Change | None:
    """Let a task be due when its days are over, counted in a place; with `taken` not before the day of that."""
    zone = ZoneInfo(place.zone)
    calendar, closed = counting(task, place)
    first, days = _basis(task, zone)
    working = task.deadline_kind == WORKING
    day = calendars.add_working_days(first, days, calendar, closed) if working else first + timedelta(days=days)
    earliest = taken.astimezone(zone).date() if taken is not None else day
    skipped = _listed(calendars.skipped(first, day, calendar, closed)) if working else []
    known = task.deadline_rule or {}
    counted = {"first": first.isoformat(), "skipped": skipped, "organisation": place.organisation}
    task.deadline_rule = {**known, **counted, "taken": earliest > day}
    at = calendars.end_of(max(day, earliest), place.zone)
    return put(session, task, at, calendar if task.deadline_calendar or working else None)


def counting(task: Task, place: Place) -> tuple[str, Mapping[date, str]]:
    """The calendar and the closing days by which a task's working days count: those of its rule, else of a place."""
    rule = value_of(task)
    named = rule.get("calendar") if isinstance(rule, Mapping) else None
    return (str(named), {}) if named else (place.calendar, place.closed)


def put(session: Session, task: Task, at: datetime | None, calendar: str | None = None) -> Change | None:
    """Let an open task be due at another moment: the one place where a deadline changes after the task has begun.

    None takes the deadline away. Gives the change if there is one; recording the act is up to the use case.
    """
    if calendar is not None:
        task.deadline_calendar = calendar
    at = at.astimezone(UTC) if at is not None else None
    if at == task.deadline_at:
        return None
    change = Change(task.deadline_at, at)
    task.deadline_at = at
    task.next_reminder_at = clock.now()  # its reminders are planned anew
    lateness.follow(session, task)
    session.flush()
    offered = sa.update(Candidate).where(Candidate.task_id == task.id)
    session.execute(offered.values(due=at or NO_DEADLINE), execution_options={"synchronize_session": False})
    return change


def value_of(task: Task) -> object:
    """What the model gave as the rule of a task's deadline, or None."""
    return feel.decode(task.deadline_rule["value"]) if task.deadline_rule else None


def skipped_days(task: Task) -> list[Skipped]:
    """The weekdays that did not count, as they were when the deadline was counted."""
    listed = (task.deadline_rule or {}).get("skipped", ())
    return [
        Skipped(day=date.fromisoformat(one["day"]), holidays=one["holidays"], closed=one["closed"]) for one in listed
    ]


def is_extended(task: Task) -> bool:
    """Whether somebody has set the deadline by hand."""
    return bool((task.deadline_rule or {}).get("extension"))


def moments(change: Change) -> dict[str, str | None]:
    """Before and after as an audit entry holds them."""
    before, after = change.before, change.after
    return {"before": before.isoformat() if before else None, "after": after.isoformat() if after else None}


def _basis(task: Task, zone: ZoneInfo) -> tuple[date, int]:
    """From which day how many days count: as the model says, or as the last pause left them."""
    resumed = (task.deadline_rule or {}).get("resumed")
    if resumed:
        return date.fromisoformat(resumed["first"]), resumed["days"]
    rule = value_of(task)
    assert isinstance(rule, Mapping)  # noqa: S101 - other rules count only after a pause
    return rule.get("from") or task.opened_at.astimezone(zone).date(), int(rule["days"])


def _counted(value: object, now: datetime, place: Place, at: datetime) -> dict[str, Any]:
    written: dict[str, Any] = {"value": feel.encode(value)}
    if not isinstance(value, Mapping) or not rules.is_workdays(value):
        return written
    zone = ZoneInfo(place.zone)
    first = value.get("from") or now.astimezone(zone).date()
    closed = {} if value.get("calendar") else place.closed
    skipped = calendars.skipped(first, at.astimezone(zone).date(), _calendar(value, place), closed)
    return {**written, "first": first.isoformat(), "skipped": _listed(skipped), "organisation": place.organisation}


def _listed(skipped: list[Skipped]) -> list[dict[str, Any]]:
    return [{"day": one.day.isoformat(), "holidays": dict(one.holidays), "closed": one.closed} for one in skipped]


def _calendar(rule: object, place: Place) -> str:
    if not isinstance(rule, Mapping) or not rules.is_workdays(rule):
        return ""
    return str(rule.get("calendar") or place.calendar)
