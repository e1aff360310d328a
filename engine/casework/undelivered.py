"""What people do with messages that nobody took: try again, to a case they name, or give them up with a reason."""

from dataclasses import replace

from sqlalchemy.orm import Session

from engine import clock, errors
from engine.casework import cases, events, incoming, mending, permissions, reasons, routing
from engine.casework.cases import Case
from engine.casework.incoming import Incoming, Outcome, Why
from engine.casework.routing import Way
from engine.ledger import audit
from engine.ledger.audit import Action, Entry
from engine.people.participants import Participant


def again(session: Session, incoming_id: int, by: Participant, number: str = "") -> Incoming:
    """Try to deliver what was kept: to the case with a number, or by the rules as they are today.

    Raises NotFound (also for a case one may not see), ChangedMeanwhile when somebody has settled it, Conflict when
    that case does not wait for it; what still cannot be delivered stays kept, with the reason of today.
    """
    way = _chosen(session, number, by) if number else routing.way_of_kept(session, incoming.get(session, incoming_id))
    case = cases.locked(session, way.case) if way.case is not None else None
    message = incoming.locked(session, incoming_id)
    if case is not None:
        _give(session, case, message, by)
    elif way.release is not None:
        routing.open_for(session, way.release, message, by.id)
    elif message.outcome != Outcome.WAITING or way.why is not Why.NOBODY_WAITS:
        routing.leave(message, way.why)
    return message


def failed(session: Session, incoming_id: int, failure: errors.EngineError, by: Participant, number: str = "") -> None:
    """Note that the engine broke on the case that a message was given to, which is halted; the message stays."""
    way = _chosen(session, number, by) if number else routing.way_of_kept(session, incoming.get(session, incoming_id))
    if way.case is not None:
        mending.engine_failed(session, way.case, failure, clock.now())
    routing.leave(incoming.locked(session, incoming_id), Why.FAILED)


def discard(session: Session, incoming_id: int, reason: str, by: Participant) -> Incoming:
    """Give a message up, with a reason; ChangedMeanwhile when somebody has settled it, Rejected for no real reason."""
    message = incoming.locked(session, incoming_id)
    message.reason_id = reasons.keep(session, reason, by.id)
    incoming.settle(message, Outcome.DISCARDED, clock.now(), by=by.id)
    details = {"incoming": message.id, "name": message.name, "reason": message.reason_id}
    chain = message.organisation_id or audit.PLATFORM
    audit.record(session, Entry(action=Action.MESSAGE_DISCARDED, actor=by.id, chain=chain, details=details))
    return message


def _chosen(session: Session, number: str, by: Participant) -> Way:
    case = cases.by_number(session, number)
    permissions.require_see_case(session, case, permissions.asker(by))
    return Way(case=case.id)


def _give(session: Session, case: Case, message: Incoming, by: Participant) -> None:
    """Give a locked case what was kept, in the name of who does it; Conflict when it does not wait for it."""
    now = clock.now()
    events.deliver(session, case, replace(message.arrival, actor=by.id), now)
    incoming.settle(message, Outcome.DELIVERED, now, by=by.id, case=case.id)
