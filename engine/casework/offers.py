"""To whom a task is offered, who has it from the start, and where its working days are counted."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import clock
from engine.casework import caseroles, deadlines, permissions
from engine.casework.caseroles import Cast, Exchange, Holder
from engine.casework.cases import Case
from engine.casework.records import NO_DEADLINE, Candidate, Task, TaskStatus
from engine.casework.rules import Place
from engine.ledger import audit
from engine.ledger.audit import Action, Actor
from engine.people import closings, organisations, participants
from engine.people.organisations import Country
from engine.people.participants import Participant


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a step asks for: a person, roles, people, and the elements whose doers are barred.

    `ballot`: it is the vote of the person, so that nobody stands in when they cannot.
    """

    assignee: str = ""
    groups: Sequence[str] = ()
    users: Sequence[str] = ()
    separate_from: Sequence[str] = field(default_factory=tuple)
    ballot: bool = False


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


@dataclass(frozen=True)
class Loss:
    """Who has just lost roles: these people, all roles or only those."""

    people: frozenset[int] = frozenset()
    roles: frozenset[str] | None = None

    def takes_away(self, task: Task) -> bool:
        """Whether the task was with one of them, and asks for one of the roles."""
        if task.held_for not in self.people:
            return False
        asked = {str(group).partition(caseroles.ORGANISATION_SIDE)[0] for group in task.groups}
        return self.roles is None or bool(asked & self.roles)

    def and_of(self, exchange: Exchange) -> "Loss":
        """With those, too, who lost a role to somebody else."""
        roles = (self.roles or frozenset()) | {exchange.role}
        return Loss(self.people | exchange.lost, roles) if exchange.lost else self


NO_LOSS = Loss()


def make(cast: Cast, wanted: Wanted) -> Offer:
    """Find out to whom a step is offered, four eyes included."""
    left_out = permissions.barred(cast.session, cast.case.id, wanted.separate_from)
    named = [wanted.assignee] if wanted.assignee else list(wanted.users)
    people = [holder for holder in _people(cast.session, named) if holder.participant_id not in left_out]
    if wanted.assignee and (people or wanted.ballot):
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


def refresh(session: Session, case: Case, cast: Cast, loss: Loss = NO_LOSS) -> None:
    """Offer the case's open tasks anew, after roles have changed.

    Who has a task keeps it, unless they only stand in, or have lost what it was theirs by.
    """
    query = sa.select(Task).where(Task.case_id == case.id, Task.status == TaskStatus.OPEN.value)
    for task in session.scalars(query.order_by(Task.id)):
        _offer_again(session, task, cast, loss)


def stands_in(task: Task, cast: Cast) -> bool:
    """Whether nobody holds the roles that an open task is offered to, so that coordinators stand in."""
    return make(cast, _wanted(task)).stand_in


def _wanted(task: Task) -> Wanted:
    return Wanted(
        assignee=task.assignee,
        groups=task.groups,
        users=task.users,
        separate_from=task.separate_from,
        ballot=task.ballot,
    )


def _offer_again(session: Session, task: Task, cast: Cast, loss: Loss) -> None:
    offer = make(cast, _wanted(task))
    chosen = {holder.participant_id for holder in offer.holders}
    keeps = task.taken_by_id is not None and not task.stand_in and not loss.takes_away(task)
    wanted = chosen | {task.held_for} if keeps and task.held_for is not None else chosen
    stand_in = task.stand_in if keeps else offer.stand_in
    known = set(session.scalars(sa.select(Candidate.participant_id).where(Candidate.task_id == task.id)))
    if not chosen or (wanted == known and stand_in == task.stand_in):
        return
    _replace_candidates(session, task, known, wanted)
    before, task.stand_in = task.taken_by_id, stand_in
    task.announce(clock.now())
    if not keeps and (task.held_for not in chosen or offer.taken_by):
        give(session, cast.case, task, offer.taken_by, Actor.SYSTEM)
    _record_offer(session, cast.case, task, before)


def _replace_candidates(session: Session, task: Task, known: set[int], wanted: set[int]) -> None:
    gone = sa.delete(Candidate).where(Candidate.task_id == task.id, Candidate.participant_id.in_(known - wanted))
    session.execute(gone)
    due = task.deadline_at or NO_DEADLINE
    session.add_all(Candidate(task_id=task.id, participant_id=new, due=due) for new in sorted(wanted - known))
    session.flush()


def _record_offer(session: Session, case: Case, task: Task, before: int | None) -> None:
    offered = sa.select(Candidate.participant_id).where(Candidate.task_id == task.id)
    details = {
        "task": task.id,
        "before": before,
        "holder": task.taken_by_id,
        "after": sorted(session.scalars(offered)),
        "stand_in": task.stand_in,
    }
    entry = audit.Entry(
        action=Action.TASK_OFFERED,
        actor=Actor.SYSTEM,
        chain=case.organisation_id,
        case=case.id,
        release=case.release_id,
        details=details,
    )
    audit.record(session, entry)


def give(session: Session, case: Case, task: Task, holder: Holder | None, by: int | Actor) -> None:
    """Let one of those it is offered to be responsible, or nobody; its working days count there from now on."""
    new = holder.participant_id if holder else None
    if task.taken_by_id not in (None, new):
        task.follow_up_on = None  # it was the own date of whoever had the task
    task.taken_by_id, task.taken_for_id = new, None
    session.flush()
    deadlines.recount(session, case, task, place(session, case, holder), by)


def _people(session: Session, ids: Sequence[str]) -> list[Holder]:
    numbers = [number for number in map(participants.id_of, ids) if number is not None]
    if not numbers:
        return []
    query = sa.select(Participant).where(Participant.id.in_(numbers), Participant.active).order_by(Participant.name)
    found = session.scalars(query.options(sa.orm.lazyload(Participant.memberships)))
    return [caseroles.holder_of(person) for person in found]
