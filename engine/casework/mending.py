"""How a case is halted when the engine, a timer or a message fails, and how it gets going again."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import clock, errors, execution
from engine.casework import cases, permissions, programs, settlement, timers
from engine.casework.caseroles import Cast
from engine.casework.cases import Case
from engine.casework.records import CaseIncident, IncidentSource, Timer, TimerState
from engine.casework.settlement import history, incidents
from engine.ledger import outbox
from engine.ledger.audit import Action, Actor
from engine.ledger.outbox import MessageKind, MessageState, OutboxMessage
from engine.people import calendars
from engine.people.participants import Participant


def retry(session: Session, case_id: int, by: Participant) -> Case:
    """Try everything again that has halted a case: failing steps at once, parked jobs and timers from now on.

    Raises NotFound for a case one may not see, NotAllowed, CaseClosed, Conflict when nothing has halted it.
    """
    case = cases.locked(session, case_id)
    asker = permissions.asker(by)
    permissions.require_see_case(session, case, asker)
    cases.require_open(case)
    if not permissions.may_mend(asker):
        raise errors.NotAllowed(case=case.number)
    found = incidents.open_ones(session, case_id)
    if not found:
        raise errors.Conflict(case=case.number)

    now = clock.now()
    cast = Cast(session, case, calendars.day_of(now))
    situation = execution.retry(programs.of_case(cast), case.state.state, now)
    _wake_messages(session, found, now)
    details = {"incidents": [incident.id for incident in found]}
    settlement.settle(
        session, cast, situation, settlement.Act(action=Action.CASE_RETRIED, actor=by.id, at=now, details=details)
    )
    return case


def engine_failed(session: Session, case_id: int, failure: errors.EngineError, at: datetime) -> None:
    """Halt a case on which the engine broke: its old state stays, and the incident can be retried."""
    _halt_for_engine(session, cases.locked(session, case_id), failure, at)


def timer_failed(session: Session, timer_id: int, failure: Exception, at: datetime) -> None:
    """Note that a timer could not be fired; the last try, or a model at fault, halts its case."""
    case = cases.locked(session, session.get_one(Timer, timer_id).case_id)
    query = sa.select(Timer).where(Timer.id == timer_id).with_for_update()
    timer = session.scalars(query.execution_options(populate_existing=True)).one()
    if timer.state == TimerState.WAITING and timers.failed(timer, at, final=isinstance(failure, errors.ModelFailed)):
        known = failure if isinstance(failure, errors.EngineError) else errors.ModelFailed(error=type(failure).__name__)
        _halt_for_engine(session, case, known, at)


def message_failed(session: Session, message_id: int, failure: Exception, at: datetime) -> None:
    """Note that a message could not be handled: later again, or after the last try parked, which halts its case."""
    case_id = session.scalar(sa.select(OutboxMessage.case_id).where(OutboxMessage.id == message_id))
    case = cases.locked(session, case_id) if case_id is not None else None
    message = outbox.locked(session, message_id)
    if message is None:
        return
    if isinstance(failure, errors.ModelFailed | errors.NotFound):
        message.tries = outbox.MOST_TRIES  # trying again would change nothing
    if outbox.failed(message, f"{type(failure).__name__}: {failure}", at) and case is not None:
        _halt_for_message(session, case, message, at)


def _halt_for_engine(session: Session, case: Case, failure: errors.EngineError, at: datetime) -> None:
    if case.closed or any(row.source == IncidentSource.ENGINE for row in incidents.open_ones(session, case.id)):
        return
    facts = {key: str(value)[:300] for key, value in failure.facts.items()}
    incident = CaseIncident(source=IncidentSource.ENGINE.value, code="engine_failed", facts=facts)
    incidents.halt(Cast(session, case, calendars.day_of(at)), at, incident)


def _halt_for_message(session: Session, case: Case, message: OutboxMessage, at: datetime) -> None:
    told = message.payload if isinstance(message.payload, dict) else {}
    what = str(told.get("type") or told.get("name") or "")
    details = {"type": what, "error": message.last_error.partition(":")[0]}
    history.record(session, case, Action.JOB_PARKED, Actor.SYSTEM, details)
    if case.closed:
        return
    incident = CaseIncident(
        source=(IncidentSource.JOB if message.kind == MessageKind.JOB else IncidentSource.EVENT).value,
        reference=message.key,
        code="job_failed",
        process=str(told.get("process") or "")[:120],
        element=str(told.get("element") or "")[:120],
        facts={"type": what, "error": message.last_error},
    )
    incidents.halt(Cast(session, case, calendars.day_of(at)), at, incident)


def _wake_messages(session: Session, found: list[CaseIncident], at: datetime) -> None:
    parked = {row.reference: row for row in found if row.source in (IncidentSource.JOB, IncidentSource.EVENT)}
    query = sa.select(OutboxMessage).where(OutboxMessage.key.in_(parked)).order_by(OutboxMessage.id).with_for_update()
    messages = {message.key: message for message in session.scalars(query)} if parked else {}
    for key, row in parked.items():
        row.mended_at = at
        if key in messages and messages[key].state == MessageState.PARKED:
            outbox.again(messages[key], at)
