"""One item of background work at a time, each in a transaction of its own; one that breaks never stops the others."""

from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy.orm import Session, sessionmaker

from engine import clock, errors, feel
from engine.casework import events, jobs, mending, timers
from engine.casework.events import Arrival
from engine.database import transaction
from engine.execution import EventKind
from engine.ledger import outbox
from engine.ledger.outbox import MessageKind, MessageState, OutboxMessage

Sessions = sessionmaker[Session]
MOST_TRIES = 8
log = structlog.get_logger(__name__)


def fire_due_timers(sessions: Sessions) -> int:
    """Fire every timer that is due; gives how many had an effect."""
    at = clock.now()
    with sessions() as session:
        ids = timers.due(session, at)
    return sum(_fire(sessions, timer_id, at) for timer_id in ids)


def empty_outbox(sessions: Sessions) -> int:
    """Do what the outbox holds and is due, until nothing is left; gives how many messages were done."""
    done = 0
    seen: set[int] = set()
    while True:
        with sessions() as session:
            ids = [number for number in outbox.due(session, clock.now()) if number not in seen]
        if not ids:
            return done
        seen.update(ids)
        done += sum(_dispatch(sessions, message_id) for message_id in ids)


def _fire(sessions: Sessions, timer_id: int, at: datetime) -> bool:
    try:
        with sessions() as session, transaction(session):
            return timers.fire(session, timer_id, at)
    except Exception as failure:
        log.exception("timer failed", timer=timer_id)
        _timer_failed(sessions, timer_id, failure, at)
        return False


def _timer_failed(sessions: Sessions, timer_id: int, failure: Exception, at: datetime) -> None:
    with sessions() as session, transaction(session):
        case_id, tries = timers.count_failure(session, timer_id)
    if isinstance(failure, errors.ModelFailed) or tries >= MOST_TRIES:
        with sessions() as session, transaction(session):
            mending.engine_failed(session, case_id, _as_engine_error(failure), at)


def _dispatch(sessions: Sessions, message_id: int) -> bool:
    at = clock.now()
    try:
        with sessions() as session:
            message = session.get(OutboxMessage, message_id)
            kind = message.kind if message else ""
        handlers: dict[str, Callable[[Sessions, int, datetime], bool]] = {
            MessageKind.JOB.value: _do_job,
            MessageKind.EVENT.value: _route_event,
        }
        return handlers[kind](sessions, message_id, at) if kind else False
    except Exception as failure:
        log.exception("message failed", message=message_id)
        final = isinstance(failure, errors.ModelFailed | errors.NotFound)
        with sessions() as session, transaction(session):
            jobs.count_failure(session, message_id, f"{type(failure).__name__}: {failure}", at, final=final)
        return False


def _do_job(sessions: Sessions, message_id: int, at: datetime) -> bool:
    with sessions() as session, transaction(session):
        return jobs.run(session, message_id, at)


def _route_event(sessions: Sessions, message_id: int, at: datetime) -> bool:
    with sessions() as session:
        message = session.get_one(OutboxMessage, message_id)
        arrival = _arrival(message)
        receivers = [case_id for case_id in events.waiting(session, arrival) if case_id != message.case_id]
    for case_id in receivers:
        with sessions() as session, transaction(session):
            events.deliver(session, case_id, arrival, at)
    with sessions() as session, transaction(session):
        locked = outbox.locked(session, message_id)
        if locked is not None:
            locked.state = MessageState.SENT.value
    return True


def _arrival(message: OutboxMessage) -> Arrival:
    payload = message.payload
    key = feel.decode(payload["key"])
    values = feel.decode(payload["payload"])
    return Arrival(
        kind=EventKind(payload["kind"]),
        name=payload["name"],
        key=None if key is None else str(key),
        payload=values if isinstance(values, dict) else {},
    )


def _as_engine_error(failure: Exception) -> errors.EngineError:
    if isinstance(failure, errors.EngineError):
        return failure
    return errors.ModelFailed(error=type(failure).__name__)
