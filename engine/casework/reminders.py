"""Reminders of tasks: what is due is said once, and the moment of the next is noted with the task."""

from collections.abc import Mapping, Sequence, Set
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import clock
from engine.casework import caseroles, cases, deadlines, digests, followups, ladders, mails, offers, receivers, schedule
from engine.casework.caseroles import Cast
from engine.casework.cases import Case
from engine.casework.followups import Reminder
from engine.casework.mails import Letter
from engine.casework.processes import ProcessVersion
from engine.casework.records import NEW, Task, TaskStatus
from engine.casework.schedule import Surroundings
from engine.casework.settlement import history
from engine.ledger.audit import Action, Actor
from engine.model.ladders import Rung
from engine.people import calendars
from engine.people.participants import Participant
from engine.people.wishes import About

TASK_NEW, REMINDER, FOLLOW_UP = "task_new", "reminder", "follow_up"
LEGAL = (deadlines.HOURS, deadlines.CALENDAR)
"""Kinds of deadlines that laws set: their reminders reach everybody."""
PAUSE = timedelta(minutes=10)
MOST = 500  # tasks looked at in one round
Plan = list[tuple[Rung, datetime]]


def due(session: Session, at: datetime, limit: int = MOST) -> Sequence[int]:
    """The open tasks about which there is something to say, or whose plan is to be made anew."""
    query = sa.select(Task.id).where(Task.status == TaskStatus.OPEN.value, Task.next_reminder_at <= at)
    return session.scalars(query.order_by(Task.next_reminder_at, Task.id).limit(limit)).all()


def remind(session: Session, task_id: int, at: datetime) -> bool:
    """Say what is due about a task, once in effect however often it is called; tells whether there was anything."""
    case, task = _locked(session, task_id)
    if case.closed or not task.open or task.next_reminder_at is None or task.next_reminder_at > at:
        return False
    cast = Cast(session, case, calendars.day_of(at))
    told = list(task.reminded or ())
    if NEW not in told:
        _announce(cast, task, at)
    ladder = task.ladder or ladders.for_task(
        session, str(task.properties.get("remind", "")), calendars.day_of(task.opened_at)
    )
    plan = planned(session, case, task, ladder)
    now = [(rung, moment) for rung, moment in plan if moment <= at]
    said: set[int] = set()
    for rung, moment in _last_of_each(now):
        said |= _say(cast, task, rung, moment, said)
    own = followups.reminder(session, task)
    if own is not None and own.at <= at and own.mark not in told:
        _say_own(cast, task, own)
    told += [mark for mark in (NEW, *(str(rung) for rung, _ in now), *_passed(own, at)) if mark not in told]
    ahead = [moment for _, moment in plan] + ([own.at] if own is not None else [])
    following = min((moment for moment in ahead if moment > at), default=None)
    _update(session, task_id, {"ladder": ladder, "reminded": told, "next_reminder_at": following})
    return True


def planned(session: Session, case: Case, task: Task, ladder: Mapping[str, str] | None = None) -> Plan:
    """The rungs of a task that have not passed yet and when they fall, the next one first."""
    falls = _falls(session, case, task, ladder or task.ladder)
    return [(rung, moment) for rung, moment in falls if str(rung) not in (task.reminded or ())]


def begin_again(session: Session, case: Case, task: Task) -> None:
    """Remind of a later deadline as of a new one: the steps that lie ahead now will be said, whether they were or not.

    Only for a deadline that somebody has extended; one that was counted anew, or stood still, repeats nothing.
    """
    at = clock.now()
    falls = _falls(session, case, task, task.ladder)
    ahead = {str(rung) for rung, moment in falls if moment > at}
    passed = [str(rung) for rung, moment in falls if moment <= at]
    task.reminded = list(dict.fromkeys([*(mark for mark in task.reminded or () if mark not in ahead), *passed]))
    task.next_reminder_at = at


def postpone(session: Session, task_id: int, at: datetime) -> None:
    """Look at a task again later: something about it could not be said."""
    _update(session, task_id, {"next_reminder_at": at + PAUSE})


def _falls(session: Session, case: Case, task: Task, ladder: Mapping[str, str] | None) -> Plan:
    if task.deadline_at is None or not ladder or not ladder["rungs"]:
        return []
    try:
        return schedule.moments(ladders.parse(ladder["rungs"]), _around(session, case, task))
    except OverflowError:  # a deadline at the end of all days
        return []


def _update(session: Session, task_id: int, values: Mapping[str, object]) -> None:
    # Not through the object: the revision stays, since nothing changes for whoever has the form open.
    row = sa.update(Task).where(Task.id == task_id).values(**values)
    session.execute(row, execution_options={"synchronize_session": False})


def _last_of_each(due_now: Plan) -> Plan:
    """Of rungs that are due at once only the last for each receiver: after an outage nobody is reminded in a row."""
    return list({rung.who: (rung, moment) for rung, moment in due_now}.values())


def _announce(cast: Cast, task: Task, at: datetime) -> None:
    letter = Letter(
        key=f"task:{task.id}:{'group' if task.taken_by_id is None else 'own'}",
        template=TASK_NEW,
        about=About.TASKS,
        case=task.case_id,
        values=_values(cast, task, ""),
        urgent=_is_urgent(task, at),
    )
    mails.post(cast.session, letter, receivers.own(cast.session, task, cast.day))


def _say(cast: Cast, task: Task, rung: Rung, moment: datetime, said: Set[int]) -> set[int]:
    """Say a step to its receivers, but to nobody who is told of the task by another at the same time."""
    assert task.deadline_at is not None  # noqa: S101
    letter = Letter(
        key=f"reminder:{task.id}:{rung}:{task.deadline_at:%Y%m%d%H%M}",
        template=REMINDER,
        about=About.REMINDERS,
        case=task.case_id,
        values={**_values(cast, task, rung.who), "rung": str(rung)},
        at=moment,
        urgent=bool(rung.who) or _is_urgent(task, clock.now()),
        required=task.deadline_kind in LEGAL,
    )
    people = [person for person in receivers.of(cast, task, rung.who) if person not in said]
    mails.post(cast.session, letter, people)
    action = Action.TASK_ESCALATED if rung.who else Action.TASK_REMINDED
    details = {"task": task.id, "rung": str(rung), "to": people}
    history.record(cast.session, cast.case, action, Actor.CLOCK, details)
    return set(people)


def _say_own(cast: Cast, task: Task, own: Reminder) -> None:
    """Tell whoever has a task that the day has come on which they wanted to look at it again."""
    letter = Letter(
        key=f"{own.mark}:{task.id}",
        template=FOLLOW_UP,
        about=About.REMINDERS,
        case=task.case_id,
        values=_values(cast, task, ""),
        at=own.at,
        urgent=True,
    )
    mails.post(cast.session, letter, [own.person])


def _passed(own: Reminder | None, at: datetime) -> list[str]:
    return [own.mark] if own is not None and own.at <= at else []


def _values(cast: Cast, task: Task, who: str) -> dict[str, Any]:
    version = cast.session.get_one(ProcessVersion, task.version_id)
    found = digests.facts(task, cast.case, version.name(task.element))
    return {**found, "who": who, "stand_in": task.stand_in}


def _is_urgent(task: Task, at: datetime) -> bool:
    """Whether a task cannot wait for tomorrow's mail: its clock counts hours, or it is due today or overdue."""
    if task.deadline_at is None:
        return False
    return task.deadline_kind == deadlines.HOURS or calendars.day_of(task.deadline_at) <= calendars.day_of(at)


def _around(session: Session, case: Case, task: Task) -> Surroundings:
    assert task.deadline_at is not None  # noqa: S101
    person = session.get(Participant, task.taken_by_id) if task.taken_by_id is not None else None
    place = offers.place(session, case, caseroles.holder_of(person) if person else None)
    rule = deadlines.value_of(task)
    named = isinstance(rule, Mapping) and bool(rule.get("calendar"))
    return Surroundings(
        at=task.deadline_at,
        kind=task.deadline_kind,
        calendar=task.deadline_calendar or place.calendar,
        zone=place.zone,
        began=task.opened_at,
        closed=frozenset(place.closed),
        closed_count=not named,
        quiet=ladders.quiet(session),
    )


def _locked(session: Session, task_id: int) -> tuple[Case, Task]:
    case_id = session.scalars(sa.select(Task.case_id).where(Task.id == task_id)).one()
    case = cases.locked(session, case_id)
    query = sa.select(Task).where(Task.id == task_id).with_for_update().execution_options(populate_existing=True)
    return case, session.scalars(query).one()
