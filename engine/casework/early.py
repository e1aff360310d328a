"""What came too early finds its case once that begins to wait, or is undelivered when its time is over."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import errors
from engine.casework import cases, events, incoming, keeping, mending, routing
from engine.casework.cases import Case, CaseParty, CaseStatus
from engine.casework.incoming import Incoming, Outcome, Why
from engine.casework.records import Subscription
from engine.execution import EventKind

PASSING = (errors.Busy, errors.ChangedMeanwhile)


def due(session: Session, at: datetime) -> Sequence[int]:
    """Ids of the kept messages for which something is to be done, in the order in which they came."""
    over = sa.select(Incoming.id).where(_WAITS, Incoming.keep_until <= at)
    waited_for = [
        message
        for message, received, release, *place in session.execute(_awaited())
        if keeping.takes(session, release, (place[0], place[1]), received, at)
    ]
    return list(dict.fromkeys([*session.scalars(over.order_by(Incoming.received_at, Incoming.id)), *waited_for]))


def settle(session: Session, incoming_id: int, at: datetime) -> bool:
    """Give a kept message to the case that waits for it now, once, or put it on the list; tells whether it did."""
    way = routing.way_of_kept(session, incoming.get(session, incoming_id))
    case = cases.locked(session, way.case) if way.case is not None else None
    message = incoming.still_waiting(session, incoming_id)
    if message is None:
        return False
    if message.keep_until is None or message.keep_until <= at:
        routing.leave(message, Why.NOBODY_WAITS)
    elif way.why is Why.SEVERAL_WAIT:
        routing.leave(message, way.why)
    elif case is None or routing.way_of_kept(session, message).case != case.id:
        return False  # it has gone on while we waited for its row
    else:
        _deliver(session, case, message, at)
    return True


def failed(session: Session, incoming_id: int, failure: Exception, at: datetime) -> None:
    """Put a message on the list whose case broke on it, which is halted; what passes by itself is tried again."""
    if isinstance(failure, PASSING):
        return
    way = routing.way_of_kept(session, incoming.get(session, incoming_id))
    if way.case is not None and isinstance(failure, errors.ModelFailed):
        mending.engine_failed(session, way.case, failure, at)
    message = incoming.still_waiting(session, incoming_id)
    if message is not None:
        routing.leave(message, Why.FAILED)


def _deliver(session: Session, case: Case, message: Incoming, at: datetime) -> None:
    try:
        events.deliver(session, case, replace(message.arrival, came=message.received_at), at)
    except errors.Conflict:
        routing.leave(message, Why.GONE_ON)
        return
    incoming.settle(message, Outcome.DELIVERED, at, case=case.id)


def _awaited() -> sa.Select[int, datetime, int, str, str]:
    """Kept messages, each with a wait of an open case that it may go to."""
    same_key = sa.or_(
        Subscription.key == Incoming.correlation, sa.and_(Subscription.key.is_(None), Incoming.correlation.is_(None))
    )
    taking_part = sa.select(CaseParty.case_id).where(
        CaseParty.case_id == Subscription.case_id, CaseParty.organisation_id == Incoming.organisation_id
    )
    query = sa.select(
        Incoming.id, Incoming.received_at, Case.release_id, Subscription.process, Subscription.element
    ).join(Subscription, sa.and_(Subscription.name == Incoming.name, same_key))
    query = query.join(Case, Case.id == Subscription.case_id)
    return query.where(
        _WAITS,
        Subscription.kind == EventKind.MESSAGE.value,
        Case.status != CaseStatus.CLOSED.value,
        sa.or_(Case.opened_at <= Incoming.received_at, Case.number != sa.func.coalesce(Incoming.correlation, "")),
        sa.or_(Incoming.sender_id.is_(None), Incoming.sender_id != Subscription.case_id),
        sa.or_(Incoming.key_id.is_(None), taking_part.exists()),
    ).order_by(Incoming.received_at, Incoming.id)


_WAITS = Incoming.outcome == Outcome.WAITING.value
