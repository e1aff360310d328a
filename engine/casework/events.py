"""Messages and signals between cases: who waits for one gets it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import errors, execution
from engine.casework import cases, programs, rules, settlement
from engine.casework.caseroles import Cast
from engine.casework.cases import Case
from engine.casework.records import Subscription
from engine.execution import Event, EventKind
from engine.ledger.audit import Action, Actor


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


def deliver(session: Session, case_id: int, arrival: Arrival, at: datetime) -> Case:
    """Give one case the event it waits for; Conflict when it waits no more."""
    case = cases.locked(session, case_id)
    cases.require_open(case)
    if case_id not in waiting(session, arrival) and arrival.kind is EventKind.MESSAGE:
        raise errors.Conflict(case=case.number, message=arrival.name)

    cast = Cast(session, case, at.date())
    event = Event(kind=arrival.kind, name=arrival.name, key=arrival.key, payload=arrival.payload)
    program = programs.of(session, case.release_id).program
    situation = execution.deliver(program, case.state.state, event, at, functions=rules.per_call(cast))
    details = {"kind": arrival.kind.value, "name": arrival.name}
    act = settlement.Act(action=Action.MESSAGE_RECEIVED, actor=arrival.actor, at=at, details=details)
    settlement.settle(session, cast, situation, act)
    return case


def subscriptions_of(session: Session, case_id: int) -> list[Subscription]:
    """What a case waits for from outside."""
    return list(session.scalars(sa.select(Subscription).where(Subscription.case_id == case_id)))
