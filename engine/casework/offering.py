"""Open tasks offered anew in every case that somebody's coming or going concerns: a message of the outbox to each."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import clock
from engine.casework import cases, offers
from engine.casework.caseroles import CaseRole, Cast
from engine.casework.cases import Case, CaseParty
from engine.casework.offers import Loss
from engine.casework.records import Candidate, Task, TaskStatus
from engine.ledger import outbox
from engine.ledger.outbox import Message, MessageKind, MessageState
from engine.people import calendars, roles
from engine.people.organisations import Organisation
from engine.people.participants import Membership, Participant


def after_going(session: Session, person: Participant, role: str = "") -> int:
    """Somebody is no longer here, or no longer holds a role: their open tasks go to others. Gives how many cases."""
    found = _with_tasks_of(session, person.id)
    return _post(session, found, f"gone:{person.id}:{role}:{clock.now().isoformat()}", person.id, role)


def after_coming(session: Session, membership: Membership) -> int:
    """Somebody holds a role from now on: what waits for it in their cases is offered to them too."""
    found = _waiting_for(session, membership.role, membership.organisation)
    return _post(session, found, f"come:{membership.id}:{clock.now().isoformat()}")


def after_return(session: Session, person: Participant) -> int:
    """Somebody is here again, with all the roles they hold and are named for."""
    today = calendars.day_of(clock.now())
    found = set(session.scalars(sa.select(CaseRole.case_id).where(CaseRole.participant_id == person.id)))
    for held in person.memberships:
        if held.holds_on(today):
            found |= _waiting_for(session, held.role, held.organisation)
    return _post(session, found, f"back:{person.id}:{clock.now().isoformat()}")


def turning(session: Session, at: datetime) -> list[Membership]:
    """The roles that begin on the day of a moment, or have ended the day before."""
    today = calendars.day_of(at)
    days = sa.or_(Membership.since == today, Membership.until == today - timedelta(days=1))
    return list(session.scalars(sa.select(Membership).where(days).order_by(Membership.id)))


def after_midnight(session: Session, at: datetime) -> int:
    """Let cases follow the roles that turn today; however often it is asked, a case hears of each once."""
    today, posted = calendars.day_of(at), 0
    for held in turning(session, at):
        begins = held.holds_on(today)
        found = _waiting_for(session, held.role, held.organisation)
        found |= set() if begins else _with_tasks_of(session, held.participant_id)
        gone = "" if begins else held.role
        posted += _post(session, found, f"turn:{held.id}:{today}", 0 if begins else held.participant_id, gone)
    return posted


def run(session: Session, message_id: int, at: datetime) -> bool:
    """Offer the open tasks of one case anew; False when that was done before."""
    message = session.get(outbox.OutboxMessage, message_id)
    if message is None or message.case_id is None:
        return False
    case = cases.locked(session, message.case_id)
    locked = outbox.locked(session, message_id)
    if locked is None:
        return False
    if case.closed:
        outbox.done(locked, MessageState.DROPPED)
        return True
    lost = locked.payload
    loss = Loss(frozenset(lost["people"]), frozenset(lost["roles"]) or None)
    offers.refresh(session, case, Cast(session, case, calendars.day_of(at)), loss)
    outbox.done(locked)
    return True


def _post(session: Session, case_ids: Iterable[int], mark: str, person: int = 0, role: str = "") -> int:
    found = sorted(set(case_ids))
    payload = {"people": [person] if person else [], "roles": [role] if role else []}
    for case_id in found:
        key = f"offers:{case_id}:{mark}"
        outbox.post(session, Message(key=key, kind=MessageKind.OFFERS, case=case_id, payload=payload))
    return len(found)


def _with_tasks_of(session: Session, person_id: int) -> set[int]:
    """The cases in which a person is offered or has an open task."""
    offered = sa.select(Task.case_id).join(Candidate, Candidate.task_id == Task.id)
    query = offered.where(Candidate.participant_id == person_id, Task.status == TaskStatus.OPEN.value)
    return set(session.scalars(query.distinct()))


def _waiting_for(session: Session, role: str, organisation: Organisation) -> set[int]:
    """The open cases in which an open task asks for a role, where somebody of an organisation can hold it."""
    groups = sa.cast(Task.groups, sa.Text)
    anywhere = groups.contains(f'"{role}"', autoescape=True)
    there = groups.contains(f'"{role}@{organisation.key}"', autoescape=True)
    party = sa.exists().where(CaseParty.case_id == Task.case_id, CaseParty.organisation_id == organisation.id)
    asked = anywhere if roles.scope_of(role) is roles.Scope.PLATFORM else sa.and_(anywhere, party)
    query = sa.select(Task.case_id).join(Case, Case.id == Task.case_id).where(Task.status == TaskStatus.OPEN.value)
    return set(session.scalars(query.where(Case.closed_at.is_(None), sa.or_(asked, there)).distinct()))
