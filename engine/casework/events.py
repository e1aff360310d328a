"""Messages and signals between cases: who waits for one gets it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import errors, execution, feel
from engine.casework import cases, programs, settlement
from engine.casework.caseroles import Cast
from engine.casework.cases import Case
from engine.casework.records import Subscription
from engine.execution import Event, EventKind
from engine.ledger import outbox
from engine.ledger.audit import Action, Actor
from engine.ledger.outbox import Message, MessageKind, MessageState, OutboxMessage
from engine.people import calendars


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A message or signal that comes from outside a case; `key` is the correlation key of a message."""

    kind: EventKind
    name: str
    key: str | None = None
    payload: Mapping[str, object] = field(default_factory=dict)
    actor: int | Actor = Actor.SYSTEM


def waiting(session: Session, arrival: Arrival) -> list[int]:
    """The cases that wait for it: all of them for a signal, the one with the equal key for a message."""
    query = sa.select(Subscription.case_id).where(
        Subscription.kind == arrival.kind.value, Subscription.name == arrival.name
    )
    if arrival.kind is EventKind.MESSAGE:
        query = query.where(Subscription.key.is_(None) if arrival.key is None else Subscription.key == arrival.key)
    found = sorted(set(session.scalars(query)))
    return found[:1] if arrival.kind is EventKind.MESSAGE else found


def send_on(session: Session, message_id: int) -> bool:
    """Turn a thrown event into one message for each case that waits for it; False when that was done before."""
    message = outbox.locked(session, message_id)
    if message is None:
        return False
    for case_id in waiting(session, _arrival(message)):
        if case_id != message.case_id:
            key = f"{message.key}:{case_id}"
            delivery = Message(key=key, kind=MessageKind.DELIVERY, case=case_id, payload=message.payload)
            outbox.post(session, delivery)
    outbox.done(message)
    return True


def receive(session: Session, message_id: int, at: datetime) -> bool:
    """Give a case the event that was sent to it, once in effect; dropped when the case waits for it no more."""
    case_id = session.scalar(sa.select(OutboxMessage.case_id).where(OutboxMessage.id == message_id))
    if case_id is None:
        return False
    case = cases.locked(session, case_id)
    message = outbox.locked(session, message_id)
    if message is None:
        return False

    try:
        deliver(session, case, _arrival(message), at)
        outbox.done(message)
    except errors.Conflict:
        outbox.done(message, MessageState.DROPPED)
    return True


def deliver(session: Session, case: Case, arrival: Arrival, at: datetime) -> None:
    """Give a locked case the event it waits for; Conflict, with nothing changed, when it waits no more."""
    cases.require_open(case)
    cast = Cast(session, case, calendars.day_of(at))
    event = Event(kind=arrival.kind, name=arrival.name, key=arrival.key, payload=arrival.payload)
    situation = execution.deliver(programs.of_case(cast), case.state.state, event, at)
    details = {"kind": arrival.kind.value, "name": arrival.name}
    act = settlement.Act(action=Action.MESSAGE_RECEIVED, actor=arrival.actor, at=at, details=details)
    settlement.settle(session, cast, situation, act)


def subscriptions_of(session: Session, case_id: int) -> list[Subscription]:
    """What a case waits for from outside."""
    return list(session.scalars(sa.select(Subscription).where(Subscription.case_id == case_id)))


def _arrival(message: OutboxMessage) -> Arrival:
    payload = message.payload
    key = feel.decode(payload["key"])
    values = feel.decode(payload["payload"])
    return Arrival(
        kind=EventKind(payload["kind"]),
        name=payload["name"],
        key=None if key is None else str(key),
        payload=values if isinstance(values, dict) else {},
        actor=payload.get("actor", Actor.SYSTEM),
    )
