"""Cases in which nobody does anything any more, though nothing has stopped them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine.casework import cases, events
from engine.casework.cases import Case, CaseStatus
from engine.casework.events import Arrival
from engine.casework.records import Subscription
from engine.casework.settlement import history
from engine.execution import EventKind
from engine.ledger.audit import Action, Actor, AuditEntry
from engine.people import calendars

IDLE_FOR = timedelta(days=60)
MESSAGE = "msg_case_idle"


def due(session: Session, at: datetime, limit: int = 100) -> Sequence[int]:
    """Ids of the running cases that wait to be told that they are idle, and are; a paused case rests on purpose."""
    waiting = sa.select(Subscription.case_id).where(
        Subscription.kind == EventKind.MESSAGE.value, Subscription.name == MESSAGE, Subscription.key == Case.number
    )
    running = sa.and_(Case.status == CaseStatus.RUNNING.value, Case.paused_at.is_(None))
    query = sa.select(Case.id).where(running, Case.id.in_(waiting), _last_act() < at - IDLE_FOR)
    return session.scalars(query.order_by(Case.id).limit(limit)).all()


def tell(session: Session, case_id: int, at: datetime) -> bool:
    """Tell a case that it is idle, once for each time that it is; gives whether it was."""
    case = cases.locked(session, case_id)
    if case_id not in due(session, at):
        return False
    last = session.scalars(sa.select(_last_act()).where(Case.id == case_id)).one()
    history.record(session, case, Action.CASE_IDLE, Actor.CLOCK, {"since": last.isoformat()})
    payload = {"case_id": case.number, "last_activity": calendars.day_of(last)}
    arrival = Arrival(kind=EventKind.MESSAGE, name=MESSAGE, key=case.number, payload=payload, actor=Actor.CLOCK)
    events.deliver(session, case, arrival, at)
    return True


def _last_act() -> sa.ScalarSelect[datetime]:
    """When somebody last did something in a case; that it was told to be idle counts as well."""
    by_people = sa.or_(AuditEntry.actor_id.is_not(None), AuditEntry.action == Action.CASE_IDLE.value)
    newest = sa.select(sa.func.max(AuditEntry.at, type_=AuditEntry.at.type))
    return newest.where(AuditEntry.case_id == Case.id, by_people).scalar_subquery()
