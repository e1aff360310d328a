"""One item of background work at a time, each in a transaction of its own; one that breaks never stops the others."""

from collections.abc import Callable, Sequence
from datetime import datetime

import structlog
from sqlalchemy.orm import Session, sessionmaker

from engine import clock, errors
from engine.casework import drafts, early, givenup, idleness, jobs, mending, offering, routing, starts, timers
from engine.database import transaction
from engine.ledger import outbox
from engine.ledger.outbox import MessageKind, OutboxMessage

Sessions = sessionmaker[Session]
Work = Callable[[Session], bool]
Failed = Callable[[Session, Exception], None]
log = structlog.get_logger(__name__)


def fire_due_timers(sessions: Sessions) -> int:
    """Fire every timer that is due, those of cases and those that open cases; gives how many had an effect."""
    at = clock.now()
    with sessions() as session:
        ids, beginning = timers.due(session, at), starts.due(session, at)
    fired = sum(_fire(sessions, timer_id, at) for timer_id in ids)
    return fired + sum(_begin(sessions, start_id, at) for start_id in beginning)


def empty_outbox(sessions: Sessions) -> int:
    """Do what the outbox holds and is due, until nothing is left; gives how many messages were done."""
    done = 0
    while ids := _claim(sessions):
        done += sum(_dispatch(sessions, message_id, clock.now()) for message_id in ids)
    return done


def settle_early_messages(sessions: Sessions) -> int:
    """Give messages that came early to cases that wait for them by now, and list those whose time is over."""
    at = clock.now()
    with sessions() as session:
        ids = early.due(session, at)
    return sum(_settle_early(sessions, incoming_id, at) for incoming_id in ids)


def delete_old_drafts(sessions: Sessions) -> int:
    """Delete drafts on which nobody can go on any more, after the time they are kept; gives how many."""
    with sessions() as session, transaction(session):
        return drafts.delete_old(session, clock.now())


def turn_roles(sessions: Sessions) -> int:
    """Let open cases follow roles that begin today or have ended; gives in how many cases something may change."""
    at = clock.now()
    with sessions() as session:
        if not offering.turning(session, at):
            return 0
        with transaction(session):
            return offering.after_midnight(session, at)


def tell_idle_cases(sessions: Sessions) -> int:
    """Tell cases in which nobody has done anything for long that they are idle; gives how many."""
    at = clock.now()
    with sessions() as session:
        ids = idleness.due(session, at)
    return sum(_tell_idle(sessions, case_id, at) for case_id in ids)


def _claim(sessions: Sessions) -> Sequence[int]:
    """Messages that are due, leased in a transaction of their own; without any, nothing is written."""
    at = clock.now()
    with sessions() as session:
        if not outbox.any_due(session, at):
            return ()
        with transaction(session):
            return outbox.claim(session, at)


def _fire(sessions: Sessions, timer_id: int, at: datetime) -> bool:
    return _attempt(
        sessions,
        lambda session: timers.fire(session, timer_id, at),
        lambda session, failure: mending.timer_failed(session, timer_id, failure, at),
    )


def _tell_idle(sessions: Sessions, case_id: int, at: datetime) -> bool:
    def fails(session: Session, failure: Exception) -> None:
        if isinstance(failure, errors.ModelFailed):
            mending.engine_failed(session, case_id, failure, at)

    return _attempt(sessions, lambda session: idleness.tell(session, case_id, at), fails)


def _settle_early(sessions: Sessions, incoming_id: int, at: datetime) -> bool:
    return _attempt(
        sessions,
        lambda session: early.settle(session, incoming_id, at),
        lambda session, failure: early.failed(session, incoming_id, failure, at),
    )


def _begin(sessions: Sessions, start_id: int, at: datetime) -> bool:
    return _attempt(
        sessions,
        lambda session: starts.fire(session, start_id, at),
        lambda session, failure: givenup.failed(session, start_id, failure, at),
    )


def _dispatch(sessions: Sessions, message_id: int, at: datetime) -> bool:
    return _attempt(
        sessions,
        lambda session: _handle(session, message_id, at),
        lambda session, failure: mending.message_failed(session, message_id, failure, at),
    )


def _handle(session: Session, message_id: int, at: datetime) -> bool:
    kind = session.get_one(OutboxMessage, message_id).kind
    match kind:
        case MessageKind.JOB:
            return jobs.run(session, message_id, at)
        case MessageKind.EVENT:
            return routing.send_on(session, message_id)
        case MessageKind.DELIVERY:
            return routing.receive(session, message_id, at)
        case MessageKind.OFFERS:
            return offering.run(session, message_id, at)
    raise errors.NotFound(message_kind=kind)


def _attempt(sessions: Sessions, work: Work, failed: Failed) -> bool:
    """Do one item; a failure is counted in a second transaction, and if even that fails it stands in the log."""
    try:
        with sessions() as session, transaction(session):
            return work(session)
    except Exception as failure:
        log.exception("background work failed")
        _count(sessions, failed, failure)
        return False


def _count(sessions: Sessions, failed: Failed, failure: Exception) -> None:
    try:
        with sessions() as session, transaction(session):
            failed(session, failure)
    except Exception:
        log.exception("failure not counted")
