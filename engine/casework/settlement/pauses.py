"""A case is paused while it waits where its process says so, in whichever of its processes that is."""

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa

from engine.casework import caseroles, offers, programs, suspension, timers
from engine.casework.caseroles import Cast
from engine.casework.records import Task, TaskStatus, Timer
from engine.casework.rules import Place
from engine.casework.settlement import history
from engine.execution import Situation
from engine.ledger.audit import Action, Actor
from engine.model import actions
from engine.people.participants import Participant


def follow(cast: Cast, situation: Situation, at: datetime) -> None:
    """Pause a locked case that has come to such a wait, and let it go on when it waits at none any more."""
    pausing = programs.places(cast.session, cast.case.release_id).pausing
    waiting = sorted(pausing.intersection(_waits(situation)))
    if waiting:
        _pause(cast, waiting, at)
    elif cast.case.paused_at is not None:
        _go_on(cast, at)


def _waits(situation: Situation) -> Iterator[actions.Place]:
    yield from ((step.process, step.element) for step in situation.ready)
    yield from ((wait.process, wait.element) for wait in situation.waits)


def _pause(cast: Cast, waiting: list[actions.Place], at: datetime) -> None:
    """Let the deadlines of all tasks stand still, and timers of that kind; not where the case pauses: it ends there."""
    session, case = cast.session, cast.case
    versions = programs.of(session, case.release_id).versions
    apart = {(versions[process], element) for process, element in waiting}
    stopped = []
    for task in _open_tasks(cast):
        if (task.version_id, task.element) not in apart:
            change = suspension.suspend(session, task, _place(cast, task), at)
            if change is not None:
                assert change.before is not None  # noqa: S101 - nothing stands still twice
                stopped.append({"task": task.id, "due": change.before.isoformat(), "left": suspension.left(task)})
    held = [timer for timer in timers.of_case(session, case.id) if (timer.process, timer.element) not in waiting]
    held = [timer for timer in held if suspension.suspend_timer(timer, at)]
    if case.paused_at is None:
        case.paused_at = at
        details = {"elements": [element for _process, element in waiting], "deadlines": stopped, **_timers(held)}
        history.record(session, case, Action.CASE_PAUSED, Actor.SYSTEM, details)


def _go_on(cast: Cast, at: datetime) -> None:
    session, case = cast.session, cast.case
    moved = []
    for task in _open_tasks(cast):
        days = suspension.left(task)
        change = suspension.resume(session, task, _place(cast, task), at)
        if change is not None and change.after is not None:
            moved.append({"task": task.id, "left": days, "due": change.after.isoformat()})
    counted = [timer for timer in timers.of_case(session, case.id) if suspension.resume_timer(timer, at)]
    since = case.paused_at.isoformat() if case.paused_at else None
    details = {"since": since, "deadlines": moved, **_timers(counted)}
    case.paused_at = None
    history.record(session, case, Action.CASE_PAUSE_ENDED, Actor.SYSTEM, details)


def _timers(found: list[Timer]) -> dict[str, object]:
    return {"timers": [{"element": one.element, "due": one.due_at.isoformat()} for one in found]} if found else {}


def _open_tasks(cast: Cast) -> list[Task]:
    query = sa.select(Task).where(Task.case_id == cast.case.id, Task.status == TaskStatus.OPEN.value)
    return list(cast.session.scalars(query.order_by(Task.id)))


def _place(cast: Cast, task: Task) -> Place:
    holder = cast.session.get(Participant, task.taken_by_id) if task.taken_by_id is not None else None
    return offers.place(cast.session, cast.case, caseroles.holder_of(holder) if holder is not None else None)
