"""What halts a case: incidents that open, and those that are mended."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import feel
from engine.casework import notices
from engine.casework.caseroles import Cast
from engine.casework.cases import Case, CaseStatus
from engine.casework.notices import Announcement
from engine.casework.records import CaseIncident, IncidentSource, Timer, TimerState
from engine.casework.settlement import history
from engine.casework.settlement.messages import job_key
from engine.execution import Incident, Situation, WaitKind
from engine.ledger.audit import Action, Actor

HALTED_NOTICE = "case_halted"


def note(cast: Cast, situation: Situation, at: datetime) -> None:
    """Open an incident per failing step, close those that no longer fail, and halt or free the case."""
    session, case = cast.session, cast.case
    found = [*situation.incidents, *_stuck(situation)]
    if not found and case.status != CaseStatus.HALTED:
        return
    open_rows = _close_mended(session, case, found, situation, at)
    known = {row.reference for row in open_rows}
    for incident in found:
        if incident.step not in known:
            halt(cast, at, _row(incident))
    if not open_rows and not found:
        case.status = CaseStatus.RUNNING.value
        history.record(session, case, Action.CASE_RESUMED, Actor.SYSTEM, {})


def halt(cast: Cast, at: datetime, incident: CaseIncident) -> None:
    """Open an incident on a locked case, record it and tell the coordinators; the case is halted until it is mended."""
    session, case = cast.session, cast.case
    incident.case_id, incident.opened_at = case.id, at
    session.add(incident)
    session.flush()
    case.status = CaseStatus.HALTED.value
    facts = {"code": incident.code, "element": incident.element, "process": incident.process}
    history.record(session, case, Action.CASE_HALTED, Actor.SYSTEM, {**facts, "told": _tell(cast, incident)})


def open_ones(session: Session, case_id: int) -> list[CaseIncident]:
    """The incidents that keep a case halted, oldest first."""
    query = sa.select(CaseIncident).where(CaseIncident.case_id == case_id, CaseIncident.mended_at.is_(None))
    return list(session.scalars(query.order_by(CaseIncident.id)))


def _tell(cast: Cast, incident: CaseIncident) -> list[int]:
    announcement = Announcement(key=f"{HALTED_NOTICE}:{cast.case.id}:{incident.id}", template=HALTED_NOTICE)
    receivers = [holder.participant_id for holder in cast.coordinators()]
    return notices.send(cast.session, cast.case, announcement, receivers)


def _stuck(situation: Situation) -> list[Incident]:
    """A case in which nothing can ever happen again, though it has not ended, is a fault of its process."""
    if not situation.stuck:
        return []
    waits = [wait for wait in situation.waits if wait.kind is WaitKind.BRANCHES]
    process, element = (waits[0].process, waits[0].element) if waits else ("", "")
    return [Incident(id="stuck", kind="stuck", step="stuck", process=process, element=element)]


def _close_mended(
    session: Session, case: Case, found: list[Incident], situation: Situation, at: datetime
) -> list[CaseIncident]:
    failing = {incident.step for incident in found}
    jobs = {job_key(case, job.id) for job in situation.jobs}
    still = {IncidentSource.STEP: failing, IncidentSource.JOB: jobs, IncidentSource.ENGINE: set[str]()}
    rows = open_ones(session, case.id)
    for row in rows:
        if row.source != IncidentSource.EVENT and row.reference not in still[IncidentSource(row.source)]:
            row.mended_at = at
    if any(row.mended_at for row in rows if row.source == IncidentSource.ENGINE):
        _wake_timers(session, case)
    return [row for row in rows if row.mended_at is None]


def _wake_timers(session: Session, case: Case) -> None:
    resting = sa.update(Timer).where(Timer.case_id == case.id, Timer.state == TimerState.WAITING.value)
    session.execute(resting.where(Timer.tries > 0).values(tries=0, next_try_at=None))


def _row(incident: Incident) -> CaseIncident:
    return CaseIncident(
        source=IncidentSource.STEP.value,
        reference=incident.step,
        code=incident.kind,
        process=incident.process,
        element=incident.element,
        facts={"values": feel.encode(dict(incident.facts))},
    )
