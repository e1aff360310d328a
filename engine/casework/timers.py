"""Timers of cases: which are due, and what firing does."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import execution
from engine.casework import cases, programs, settlement
from engine.casework.caseroles import Cast
from engine.casework.records import Timer, TimerState
from engine.ledger.audit import Action, Actor
from engine.people import calendars

MOST_TRIES = 8
FIRST_PAUSE = timedelta(seconds=5)


def due(session: Session, at: datetime, limit: int = 500) -> Sequence[int]:
    """Ids of the timers to fire now, the most overdue first; one that failed rests a while, in the end until mended."""
    rested = sa.or_(Timer.next_try_at.is_(None), Timer.next_try_at <= at)
    query = sa.select(Timer.id).where(Timer.state == TimerState.WAITING.value, Timer.due_at <= at)
    query = query.where(Timer.tries < MOST_TRIES, rested)
    return session.scalars(query.order_by(Timer.due_at, Timer.id).limit(limit)).all()


def fire(session: Session, timer_id: int, at: datetime) -> bool:
    """Fire what is due in the timer's case, once in effect however often it is called; tells whether it did."""
    case_id = session.scalar(sa.select(Timer.case_id).where(Timer.id == timer_id))
    if case_id is None:
        return False
    case = cases.locked(session, case_id)
    known = session.scalars(_open(case_id).with_for_update()).all()
    ripe = [timer for timer in known if timer.state == TimerState.WAITING and timer.due_at <= at]
    if case.closed or timer_id not in {timer.id for timer in ripe}:
        return False

    for timer in ripe:
        timer.state = TimerState.FIRED.value
    session.flush()
    cast = Cast(session, case, calendars.day_of(at))
    moved = {timer.wait: timer.due_at if timer.state != TimerState.STANDING else None for timer in known}
    situation = execution.fire_due(programs.of_case(cast), case.state.state, at, moved)
    details = {"timers": [timer.id for timer in ripe], "elements": [timer.element for timer in ripe]}
    act = settlement.Act(action=Action.TIMER_FIRED, actor=Actor.CLOCK, at=at, details=details)
    settlement.settle(session, cast, situation, act)
    return True


def of_case(session: Session, case_id: int) -> Sequence[Timer]:
    """The timers a case waits for, the next one first; some may stand still."""
    return session.scalars(_open(case_id).order_by(Timer.due_at)).all()


def _open(case_id: int) -> sa.Select[Timer]:
    states = [TimerState.WAITING.value, TimerState.STANDING.value]
    return sa.select(Timer).where(Timer.case_id == case_id, Timer.state.in_(states))


def failed(timer: Timer, at: datetime, *, final: bool) -> bool:
    """Count a failed try: again after a doubling pause, after the last (then True) not before it is mended."""
    timer.tries = MOST_TRIES if final else timer.tries + 1
    timer.next_try_at = at + FIRST_PAUSE * 2 ** (timer.tries - 1)
    return timer.tries >= MOST_TRIES
