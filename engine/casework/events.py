"""Messages and signals between cases: who waits for one gets it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import execution, feel
from engine.casework import cases, programs, settlement
from engine.casework.caseroles import Cast
from engine.casework.cases import Case, CaseParty
from engine.casework.records import Subscription
from engine.execution import Event, EventKind
from engine.ledger.audit import Action, Actor
from engine.ledger.outbox import OutboxMessage
from engine.people import calendars

OWN_VARIABLES = frozenset(
    {"case_id", "country_lead", "calendars", "lang", "need_org", "opened_by", "taking_part", "priority"}
)
"""What a case is opened with: nobody who sends it something can change that."""


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A message or signal that comes from outside a case; `key` is the correlation key of a message.

    `came`: when it came, if it had to wait for the case.
    """

    kind: EventKind
    name: str
    key: str | None = None
    payload: Mapping[str, object] = field(default_factory=dict)
    actor: int | Actor = Actor.SYSTEM
    came: datetime | None = None

    @property
    def event(self) -> Event:
        """The event as the engine takes it; what belongs to the case itself is in no payload."""
        given = {name: value for name, value in self.payload.items() if name not in OWN_VARIABLES}
        return Event(kind=self.kind, name=self.name, key=self.key, payload=given)


def waiting(session: Session, arrival: Arrival, party: int | None = None, came: datetime | None = None) -> list[int]:
    """The open cases that wait for it, for a message by its key; only those of a party, if one is given.

    With the moment at which it `came`, a number that no case had by then is nobody's: numbers follow each other, so a
    wrong one would otherwise reach whoever opens a case next.
    A signal is for all of them; a message that several wait for is for none.
    """
    query = sa.select(Subscription.case_id).where(
        Subscription.kind == arrival.kind.value, Subscription.name == arrival.name
    )
    if arrival.kind is EventKind.MESSAGE:
        query = query.where(Subscription.key.is_(None) if arrival.key is None else Subscription.key == arrival.key)
    if party is not None:
        taking_part = sa.select(CaseParty.case_id).where(CaseParty.organisation_id == party)
        query = query.where(Subscription.case_id.in_(taking_part))
    if came is not None:
        query = query.join(Case, Case.id == Subscription.case_id)
        query = query.where(sa.or_(Case.number != (arrival.key or ""), Case.opened_at <= came))
    return sorted(set(session.scalars(query)))


def deliver(session: Session, case: Case, arrival: Arrival, at: datetime) -> None:
    """Give a locked case the event it waits for; Conflict, with nothing changed, when it waits no more."""
    cases.require_open(case)
    cast = Cast(session, case, calendars.day_of(at))
    situation = execution.deliver(programs.of_case(cast), case.state.state, arrival.event, at)
    details: dict[str, object] = {"kind": arrival.kind.value, "name": arrival.name}
    if arrival.came is not None:
        details["came"] = arrival.came.isoformat()
    act = settlement.Act(action=Action.MESSAGE_RECEIVED, actor=arrival.actor, at=at, details=details)
    settlement.settle(session, cast, situation, act)


def subscriptions_of(session: Session, case_id: int) -> list[Subscription]:
    """What a case waits for from outside."""
    return list(session.scalars(sa.select(Subscription).where(Subscription.case_id == case_id)))


def arrival_of(message: OutboxMessage) -> Arrival:
    """What a message of the outbox brings."""
    payload = message.payload
    key, values = feel.decode(payload["key"]), feel.decode(payload["payload"])
    return Arrival(
        kind=EventKind(payload["kind"]),
        name=payload["name"],
        key=None if key is None else str(key),
        payload=values if isinstance(values, dict) else {},
        actor=payload.get("actor", Actor.SYSTEM),
    )
