"""Jobs of service tasks: each type has one handler; its effect and the case's next step are one transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine import errors, execution, feel
from engine.casework import caseroles, cases, gatejobs, notices, offers, programs, settlement
from engine.casework.caseroles import Cast
from engine.casework.cases import Case
from engine.casework.notices import Announcement
from engine.casework.offers import NO_LOSS
from engine.casework.settlement import history
from engine.casework.team import telling, variables
from engine.casework.work import Handler, Work, as_list
from engine.ledger import outbox
from engine.ledger.audit import Action, Actor
from engine.ledger.outbox import OutboxMessage
from engine.people import calendars, organisations, participants


def run(session: Session, message_id: int, at: datetime) -> bool:
    """Do a job and let its case go on; False when it was done before, is not wanted any more, or is done elsewhere.

    Raises what the handler raises; the transaction must then be rolled back and the failure counted in another.
    """
    message = session.get(OutboxMessage, message_id)
    if message is None or message.case_id is None:
        return False
    case = cases.locked(session, message.case_id)
    locked = outbox.locked(session, message_id)
    if locked is None:
        return False

    payload = locked.payload
    results = _handle(Cast(session, case, calendars.day_of(at)), locked.key, payload)
    cast = Cast(session, case, calendars.day_of(at))  # the handler may have changed who holds which role
    situation = execution.complete(programs.of_case(cast), case.state.state, payload["step"], results, at)
    outbox.done(locked)
    details = {"type": payload["type"], "element": payload["element"], "process": payload["process"]}
    act = settlement.Act(action=Action.JOB_DONE, actor=Actor.SYSTEM, at=at, details=details)
    settlement.settle(session, cast, situation, act)
    return True


def _handle(cast: Cast, key: str, payload: Mapping[str, Any]) -> Mapping[str, object]:
    handler = HANDLERS.get(payload["type"])
    if handler is None:
        raise errors.NotFound(job_type=payload["type"])
    inputs = feel.decode(payload["inputs"])
    assert isinstance(inputs, dict)  # noqa: S101
    return handler(Work(cast=cast, key=key, headers=payload["headers"], inputs=inputs))


def _notify(work: Work) -> Mapping[str, object]:
    """`notify.message`: a notice to people (`{user: id}`), roles ("board") or roles in an organisation ("pm@org")."""
    wanted = as_list(work.inputs.get("to"))
    receivers = [receiver for one in wanted for receiver in _receivers(work, one)]
    values = work.inputs.get("values")
    announcement = Announcement(
        key=work.key,
        template=work.headers.get("template", "message"),
        values={"values": feel.encode(values)},
    )
    sent = notices.send(work.session, work.case, announcement, receivers)
    details = {"template": announcement.template, "to": sent}
    history.record(work.session, work.case, Action.NOTICE_SENT, Actor.SYSTEM, details)
    return {}


def _receivers(work: Work, wanted: object) -> Sequence[int]:
    if isinstance(wanted, Mapping):
        return _receivers(work, str(wanted.get("user") or ""))
    if not isinstance(wanted, str) or not wanted:
        return []
    number = participants.id_of(wanted)
    return [holder.participant_id for holder in work.cast.holders(wanted)] if number is None else [number]


def _assign_roles(work: Work) -> Mapping[str, object]:
    """`people.assign_roles`: name people for roles (context role → user or list) and let organisations take part.

    Result: `taking_part`, `calendars` and `countries` as they are afterwards.
    """
    session, case, loss = work.session, work.case, NO_LOSS
    given = work.inputs.get("roles")
    for role, named in given.items() if isinstance(given, Mapping) else ():
        numbers = [number for number in map(participants.id_of, as_list(named)) if number is not None]
        people = [participants.get(session, number) for number in numbers]
        if people:
            done = caseroles.name(session, case, str(role), people, Actor.SYSTEM)
            telling.named(session, case, done, Actor.SYSTEM)
            loss = loss.and_of(done)
    joining = [organisations.get(session, str(key)) for key in as_list(work.inputs.get("organisations"))]
    for joined in cases.join(session, case, joining):
        history.record(session, case, Action.PARTY_JOINED, Actor.SYSTEM, {"organisation": joined.id})
    _follow_need(case, work.inputs.get("need_org"), joining)
    offers.refresh(session, case, Cast(session, case, work.cast.day), loss)
    return variables.of_parties(session, case)


def _follow_need(case: Case, key: object, joining: list[organisations.Organisation]) -> None:
    """The case belongs to the organisation that has the need, once that is known."""
    for organisation in joining:
        if organisation.key == key:
            case.organisation = organisation


HANDLERS: Mapping[str, Handler] = {
    "notify.message": _notify,
    "people.assign_roles": _assign_roles,
    "gate.completeness": gatejobs.check_file,
    "gate.release_tranche": gatejobs.release_tranche,
    "records.journalise": gatejobs.journalise,
    "gate.publish": gatejobs.publish,
}
