"""Waits that end by themselves: timers, and subscriptions to messages and signals."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import feel
from engine.casework import lateness
from engine.casework.cases import Case
from engine.casework.records import Subscription, Task, Timer, TimerState
from engine.execution import Situation, Wait, WaitKind


def timers_of(situation: Situation) -> dict[str, str]:
    """The armed timers: id → due time as text."""
    return {wait.id: _due_text(wait) for wait in situation.waits if wait.kind is WaitKind.TIMER}


def subscriptions_of(situation: Situation) -> list[str]:
    """The ids of waits for messages and signals."""
    return [wait.id for wait in situation.waits if wait.kind in (WaitKind.MESSAGE, WaitKind.SIGNAL)]


def arm(session: Session, case: Case, situation: Situation, before: Mapping[str, str]) -> None:
    """Write timers that are new, move those whose due time changed, cancel those that are gone."""
    waits = {wait.id: wait for wait in situation.waits if wait.kind is WaitKind.TIMER and wait.due is not None}
    gone = set(before) - set(waits)
    if gone:
        waiting = sa.update(Timer).where(Timer.case_id == case.id, Timer.wait.in_(gone))
        waiting = waiting.where(Timer.state.in_([TimerState.WAITING.value, TimerState.STANDING.value]))
        session.execute(waiting.values(state=TimerState.CANCELLED.value))
    for wait in waits.values():
        if wait.id not in before:
            _begin(session, case, wait)
        elif before[wait.id] != _due_text(wait):  # a cycle goes on with its next due time
            again = sa.update(Timer).where(Timer.case_id == case.id, Timer.wait == wait.id)
            session.execute(again.values(due_at=wait.due, state=TimerState.WAITING.value, tries=0, next_try_at=None))


def _begin(session: Session, case: Case, wait: Wait) -> None:
    timer = Timer(
        case_id=case.id,
        wait=wait.id,
        process=wait.process,
        element=wait.element,
        due_at=wait.due,
        rule=wait.rule,
        value={"rule": feel.encode(wait.value)} if wait.value is not None else None,
        properties=dict(wait.properties),
        guards=wait.guards,
    )
    session.add(timer)
    if lateness.follows(timer):
        session.flush()
        guarded = sa.select(Task).where(Task.case_id == case.id, Task.step == wait.guards)
        for task in session.scalars(guarded):
            lateness.follow(session, task)


def subscribe(session: Session, case: Case, situation: Situation, before: Iterable[str]) -> None:
    """Note what the case waits for from outside, and forget what it no longer waits for."""
    waits = {wait.id: wait for wait in situation.waits if wait.kind in (WaitKind.MESSAGE, WaitKind.SIGNAL)}
    gone = set(before) - set(waits)
    if gone:
        session.execute(sa.delete(Subscription).where(Subscription.case_id == case.id, Subscription.wait.in_(gone)))
    for wait in waits.values():
        if wait.id not in before:
            session.add(
                Subscription(
                    case_id=case.id,
                    wait=wait.id,
                    kind=wait.kind.value,
                    name=wait.name or "",
                    key=None if wait.key is None else str(wait.key),
                    process=wait.process,
                    element=wait.element,
                )
            )


def _due_text(wait: Wait) -> str:
    return wait.due.isoformat() if wait.due else ""
