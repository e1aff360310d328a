"""To whom a task is offered, who has it from the start, and where its working days are counted."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine.casework import caseroles, deadlines, permissions
from engine.casework.caseroles import Cast, Holder
from engine.casework.cases import Case
from engine.casework.records import NO_DEADLINE, Candidate, Task, TaskStatus
from engine.casework.rules import Place
from engine.ledger.audit import Actor
from engine.people import closings, organisations, participants
from engine.people.organisations import Country
from engine.people.participants import Participant


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a step asks for: a person, roles, people, and the elements whose doers are barred."""

    assignee: str = ""
    groups: Sequence[str] = ()
    users: Sequence[str] = ()
    separate_from: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True)
class Offer:
    """Who may take the task; a single one has it at once."""

    holders: tuple[Holder, ...]

    @property
    def taken_by(self) -> Holder | None:
        """The only one who may, if it is only one."""
        return self.holders[0] if len(self.holders) == 1 else None

    @property
    def stand_in(self) -> bool:
        """Whether nobody holds the role, so that coordinators stand in."""
        return bool(self.holders) and all(holder.stand_in for holder in self.holders)


def make(cast: Cast, wanted: Wanted) -> Offer:
    """Find out to whom a step is offered, four eyes included."""
    left_out = permissions.barred(cast.session, cast.case.id, wanted.separate_from)
    named = [wanted.assignee] if wanted.assignee else list(wanted.users)
    people = [holder for holder in _people(cast.session, named) if holder.participant_id not in left_out]
    if people and wanted.assignee:
        return Offer(tuple(people))
    found = people + [holder for role in wanted.groups for holder in cast.holders(role, left_out)]
    if not found:
        found = cast.holders("", left_out)  # nobody is asked for: the coordinators stand in
    real = [holder for holder in found if not holder.stand_in]
    return Offer(tuple({holder.participant_id: holder for holder in real or found}.values()))


def place(session: Session, case: Case, holder: Holder | None) -> Place:
    """Where the working days of a task count: with its holder, or in the calendar of the case."""
    if holder is None:
        return Place(calendar=case.calendar, zone=case.organisation.zone)
    days = closings.days_of(session, holder.organisation)
    zone = organisations.ZONES[Country(holder.country)]
    return Place(calendar=holder.country, zone=zone, closed=days, organisation=holder.organisation)


def refresh(session: Session, case: Case, cast: Cast) -> None:
    """Offer the case's open tasks that nobody has taken anew, after roles have changed."""
    query = sa.select(Task).where(Task.case_id == case.id, Task.status == TaskStatus.OPEN.value)
    for task in session.scalars(query):
        if task.taken_by_id is None or task.stand_in:
            _offer_again(session, task, cast)


def stands_in(task: Task, cast: Cast) -> bool:
    """Whether nobody holds the roles that an open task is offered to, so that coordinators stand in."""
    return make(cast, _wanted(task)).stand_in


def _wanted(task: Task) -> Wanted:
    return Wanted(assignee=task.assignee, groups=task.groups, users=task.users, separate_from=task.separate_from)


def _offer_again(session: Session, task: Task, cast: Cast) -> None:
    offer = make(cast, _wanted(task))
    known = {
        candidate.participant_id: candidate
        for candidate in session.scalars(sa.select(Candidate).where(Candidate.task_id == task.id))
    }
    chosen = {holder.participant_id for holder in offer.holders}
    if not chosen or (chosen == set(known) and offer.stand_in == task.stand_in):
        return
    for participant_id in set(known) - chosen:
        session.delete(known[participant_id])
    session.add_all(
        Candidate(task_id=task.id, participant_id=new, due=task.deadline_at or NO_DEADLINE)
        for new in sorted(chosen - set(known))
    )
    task.stand_in = offer.stand_in
    if task.taken_by_id not in chosen or offer.taken_by:
        give(session, cast.case, task, offer.taken_by, Actor.SYSTEM)


def give(session: Session, case: Case, task: Task, holder: Holder | None, by: int | Actor) -> None:
    """Let one of those it is offered to be responsible, or nobody; its working days count there from now on."""
    task.taken_by_id = holder.participant_id if holder else None
    session.flush()
    deadlines.recount(session, case, task, place(session, case, holder), by)


def _people(session: Session, ids: Sequence[str]) -> list[Holder]:
    numbers = [number for number in map(participants.id_of, ids) if number is not None]
    if not numbers:
        return []
    query = sa.select(Participant).where(Participant.id.in_(numbers), Participant.active).order_by(Participant.name)
    found = session.scalars(query.options(sa.orm.lazyload(Participant.memberships)))
    return [caseroles.holder_of(person) for person in found]
