"""How a halted case gets going again, and how it is halted when the engine itself fails."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import clock, errors, execution
from engine.casework import cases, permissions, programs, rules, settlement
from engine.casework.caseroles import Cast
from engine.casework.cases import Case
from engine.casework.records import CaseIncident, IncidentSource, Timer, TimerState
from engine.casework.settlement import incidents
from engine.ledger import outbox
from engine.ledger.audit import Action
from engine.ledger.outbox import MessageState, OutboxMessage
from engine.people.participants import Participant


def retry(session: Session, case_id: int, by: Participant) -> Case:
    """Try everything again that has halted a case: failing steps at once, parked jobs and timers from now on."""
    case = cases.locked(session, case_id)
    cases.require_open(case)
    if not permissions.may_mend(permissions.asker(by)):
        raise errors.NotAllowed(case=case.number)
    found = incidents.open_ones(session, case_id)
    if not found:
        raise errors.Conflict(case=case.number)

    now = clock.now()
    _wake_jobs(session, found, now)
    session.execute(
        sa.update(Timer).where(Timer.case_id == case_id, Timer.state == TimerState.WAITING.value).values(tries=0)
    )
    cast = Cast(session, case, now.date())
    program = programs.of(session, case.release_id).program
    situation = execution.retry(program, case.state.state, now, functions=rules.per_call(cast))
    details = {"incidents": [incident.id for incident in found]}
    settlement.settle(
        session, cast, situation, settlement.Act(action=Action.CASE_RETRIED, actor=by.id, at=now, details=details)
    )
    return case


def engine_failed(session: Session, case_id: int, failure: errors.EngineError, at: datetime) -> None:
    """Halt a case on which the engine broke: its old state stays, and the incident can be retried."""
    case = cases.locked(session, case_id)
    if case.closed or any(row.source == IncidentSource.ENGINE for row in incidents.open_ones(session, case_id)):
        return
    facts = {key: str(value)[:300] for key, value in failure.facts.items()}
    incident = CaseIncident(source=IncidentSource.ENGINE.value, code="engine_failed", facts=facts)
    incidents.halt(session, case, at, incident)


def _wake_jobs(session: Session, found: list[CaseIncident], at: datetime) -> None:
    parked = {row.reference: row for row in found if row.source == IncidentSource.JOB}
    query = sa.select(OutboxMessage).where(OutboxMessage.key.in_(parked)).with_for_update()
    for message in session.scalars(query):
        if message.state == MessageState.PARKED:
            outbox.again(message, at)
            parked[message.key].mended_at = at
