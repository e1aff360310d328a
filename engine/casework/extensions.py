"""A deadline moved by hand to a later day, with its reason; clocks of the law are never moved."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from engine import clock, errors, feel
from engine.casework import caseroles, deadlines, notices, offers, permissions, reminders, suspension, tasks
from engine.casework.cases import Case
from engine.casework.notices import Announcement
from engine.casework.records import Task
from engine.casework.rules import Place
from engine.casework.settlement import history
from engine.ledger.audit import Action
from engine.people import calendars
from engine.people.calendars import Skipped
from engine.people.participants import Participant

FURTHEST = 2  # years from now
LONGEST_REASON = 1_000
EXTENDED_NOTICE = "deadline_extended"


@dataclass(frozen=True, kw_only=True)
class Extension:
    """What somebody wants: the new last day, why, and the revision of the task they were shown."""

    until: date
    reason: str
    revision: int


@dataclass(frozen=True)
class Preview:
    """What an extension would do: the deadline before and after, days gained, and days that do not count."""

    before: datetime
    after: datetime
    days: int
    skipped: tuple[Skipped, ...]


def extend(session: Session, task_id: int, wanted: Extension, by: Participant) -> Task:
    """Let a task be due later and tell whoever has it.

    Raises NotFound, NotAllowed, the Conflicts of tasks that are over, ChangedMeanwhile, DeadlineFixed, DayRejected,
    and Rejected for a reason that is missing or too long.
    """
    case, task = tasks.locked(session, task_id)
    asker = permissions.asker(by)
    permissions.require_see_case(session, case, asker)
    tasks.require_open(task)
    if not permissions.may_extend(session, task, asker):
        raise errors.NotAllowed(task=task.id)
    tasks.require_shown(task, wanted.revision)
    if not 0 < len(wanted.reason) <= LONGEST_REASON:
        raise errors.Rejected(task=task.id, reason=len(wanted.reason))
    after = preview(session, case, task, wanted.until).after

    change = deadlines.put(session, task, after)
    assert change is not None  # noqa: S101 - it is later
    reminders.begin_again(session, case, task)
    moments = deadlines.moments(change)
    told = {"from": moments["before"], "reason": wanted.reason, "by": by.id, "at": clock.now().isoformat()}
    task.deadline_rule = {**(task.deadline_rule or {}), "extension": told}
    details = {"task": task.id, **moments, "reason": wanted.reason}
    history.record(session, case, Action.DEADLINE_EXTENDED, by.id, details)
    _tell(session, case, task, wanted, by)
    return task


def require_extendable(task: Task) -> None:
    """DeadlineFixed for a task whose deadline nobody moves by hand."""
    if task.deadline_kind == deadlines.HOURS:
        raise errors.DeadlineFixed(task=task.id, why="hours")
    if task.deadline_at is None:
        paused = suspension.left(task) is not None
        raise errors.DeadlineFixed(task=task.id, why="paused" if paused else "none")


def can_be_extended(task: Task) -> bool:
    """Whether the deadline is one that may be moved by hand."""
    try:
        require_extendable(task)
    except errors.DeadlineFixed:
        return False
    return True


def preview(session: Session, case: Case, task: Task, until: date) -> Preview:
    """What it would mean to let a task be due at the end of a day; DeadlineFixed or DayRejected where it cannot be."""
    require_extendable(task)
    assert task.deadline_at is not None  # noqa: S101 - it is extendable
    place = _place(session, case, task)
    zone = ZoneInfo(place.zone)
    after, before = calendars.end_of(until, place.zone).astimezone(UTC), task.deadline_at.astimezone(zone).date()
    _require_good_day(task, until, after, place)

    calendar, closed = deadlines.counting(task, place)
    if task.deadline_kind != deadlines.WORKING:
        return Preview(task.deadline_at, after, (until - before).days, ())
    days = calendars.count_working_days(before, until, calendar, closed)
    return Preview(task.deadline_at, after, days, tuple(calendars.skipped(before, until, calendar, closed)))


def _require_good_day(task: Task, until: date, after: datetime, place: Place) -> None:
    today = clock.now().astimezone(ZoneInfo(place.zone)).date()
    if until < today:
        raise errors.DayRejected(task=task.id, why="past")
    if task.deadline_at is not None and after <= task.deadline_at:
        raise errors.DayRejected(task=task.id, why="not_later", deadline=task.deadline_at)
    if until.year - today.year > FURTHEST:
        raise errors.DayRejected(task=task.id, why="too_far")
    calendar, closed = deadlines.counting(task, place)
    if task.deadline_kind == deadlines.WORKING and not calendars.is_working_day(until, calendar, closed):
        following = calendars.add_working_days(until, 0, calendar, closed)
        raise errors.DayRejected(task=task.id, why="not_working", next=following, calendar=calendar)


def _place(session: Session, case: Case, task: Task) -> Place:
    holder = session.get(Participant, task.taken_by_id) if task.taken_by_id is not None else None
    return offers.place(session, case, caseroles.holder_of(holder) if holder is not None else None)


def _tell(session: Session, case: Case, task: Task, wanted: Extension, by: Participant) -> None:
    if task.taken_by_id is None or task.taken_by_id == by.id:
        return
    values = {"until": wanted.until, "reason": wanted.reason}
    key = f"{EXTENDED_NOTICE}:{task.id}:{wanted.until.isoformat()}"
    announcement = Announcement(key=key, template=EXTENDED_NOTICE, values={"values": feel.encode(values)})
    notices.send(session, case, announcement, [task.taken_by_id])
