"""What people do with tasks: claim, release, hand over, save a draft, complete."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from engine import clock, errors, execution, feel
from engine.casework import caseroles, cases, offers, permissions, programs, settlement
from engine.casework.caseroles import CaseRole, Cast
from engine.casework.cases import Case
from engine.casework.permissions import Asker
from engine.casework.records import NO_DEADLINE, Candidate, Draft, Task, TaskStatus
from engine.casework.settlement import history
from engine.ledger import seals
from engine.ledger.audit import SEAL, Action
from engine.people import calendars
from engine.people.participants import Participant

PEOPLE = (Task.taken_by, Task.taken_for, Task.ended_by, Task.ended_for)


@dataclass(frozen=True, kw_only=True)
class Handing:
    """What somebody hands in: typed FEEL values by field, and the revision of the task they were shown."""

    answers: Mapping[str, object]
    revision: int


def find(session: Session, task_id: int, by: Asker) -> Task:
    """A task with its case, version and people, or NotFound when one may not see its case."""
    query = sa.select(Task).where(Task.id == task_id).join(Task.case).where(permissions.visible_cases(by))
    loads = (
        joinedload(Task.case, innerjoin=True),
        joinedload(Task.version, innerjoin=True),
        *(joinedload(whom).lazyload(Participant.memberships) for whom in PEOPLE),
    )
    task = session.scalar(query.options(*loads))
    if task is None:
        raise errors.NotFound(task=task_id)
    return task


def claim(session: Session, task_id: int, by: Participant) -> Task:
    """Make one participant responsible for a role's task; its working days count in their calendar from then on.

    A substitute takes it in the place of whoever is away, from them too; they can take it back.
    """
    case, task = locked(session, task_id)
    require_open(task)
    place = permissions.in_whose_place(session, task, by)
    if (task.taken_by_id, task.taken_for_id) == (by.id, place):
        return task

    history.record(session, case, Action.TASK_CLAIMED, by.id, _in_place({"task": task.id}, place))
    offers.give(session, case, task, caseroles.holder_of(by), by.id)
    task.taken_for_id = place
    return task


def release(session: Session, task_id: int, by: Participant, revision: int | None = None) -> Task:
    """Give a task back to the group it was offered to; with a revision, only as the asker was shown it."""
    case, task = locked(session, task_id)
    require_open(task)
    require_shown(task, revision)
    require_may_release(session, task, permissions.asker(by))

    holder = task.taken_by_id
    task.stand_in = offers.stands_in(task, _cast(session, task))
    history.record(session, case, Action.TASK_RELEASED, by.id, {"task": task.id, "before": holder})
    offers.give(session, case, task, None, by.id)
    return task


def hand_over(session: Session, task_id: int, to: Participant, by: Participant, revision: int | None = None) -> Task:
    """Make one of the `receivers` responsible, by name; with a revision, only as the asker was shown the task."""
    case, task = locked(session, task_id)
    require_open(task)
    require_shown(task, revision)
    may = permissions.may_hand_over(task, permissions.asker(by))
    if not may or to.id not in {person.id for person in receivers(session, task)}:
        raise errors.NotAllowed(task=task.id)

    before = task.taken_by_id
    if session.get(Candidate, (task.id, to.id)) is None:
        session.add(Candidate(task_id=task.id, participant_id=to.id, due=task.deadline_at or NO_DEADLINE))
    task.stand_in = False
    if to.id != by.id:
        task.announce(clock.now())
    history.record(session, case, Action.TASK_REASSIGNED, by.id, {"task": task.id, "before": before, "after": to.id})
    offers.give(session, case, task, caseroles.holder_of(to), by.id)
    return task


def receivers(session: Session, task: Task) -> list[Participant]:
    """To whom a task can be handed over: those it is offered to, who hold its roles, and who is named in the case.

    A personal task goes to nobody but those who hold one of its roles.
    """
    left_out = permissions.barred(session, task.case_id, task.separate_from) | {task.taken_by_id}
    return [person for person in _suitable(session, task) if person.id not in left_out]


def kept_apart(session: Session, task: Task) -> list[Participant]:
    """Who would be among the `receivers`, had they not done work from which the task must be separate."""
    done = permissions.barred(session, task.case_id, task.separate_from)
    return [person for person in _suitable(session, task) if person.id in done] if done else []


def complete(session: Session, task_id: int, handing: Handing, by: Participant) -> list[Task]:
    """Hand in the answers of a task and let the process go on; gives the tasks that this opened.

    Raises TaskAlreadyCompleted, TaskWithdrawn, TaskTaken, NotAllowed, CaseClosed, ChangedMeanwhile (stale revision),
    ModelFailed (the engine broke; nothing was changed).
    """
    case, task = locked(session, task_id)
    require_open(task)
    place = permissions.in_whose_place(session, task, by)
    require_shown(task, handing.revision)

    now = clock.now()
    cast = Cast(session, case, calendars.day_of(now))
    situation = execution.complete(programs.of_case(cast), case.state.state, task.step, handing.answers, now)
    kept = seals.salted({"given": feel.encode(dict(handing.answers))})
    _finish(session, task, kept, by)
    task.taken_for_id = task.ended_for_id = place
    details = _in_place({"task": task.id, SEAL: seals.of(kept)}, place)
    act = settlement.Act(action=Action.TASK_COMPLETED, actor=by.id, at=now, step=task.step, details=details)
    return settlement.settle(session, cast, situation, act)


def save_draft(session: Session, task_id: int, typed: Mapping[str, Any], by: Participant) -> Draft:
    """Keep what somebody who may see the task has typed, whatever state it is in by now; nothing else changes."""
    find(session, task_id, permissions.asker(by))
    task = session.scalars(sa.select(Task).where(Task.id == task_id).with_for_update()).one()
    draft = session.get(Draft, (task_id, by.id))
    if draft is None:
        draft = Draft(task_id=task_id, participant_id=by.id)
        session.add(draft)
    draft.typed, draft.task_revision, draft.saved_at = dict(typed), task.revision, clock.now()
    if task.open and not task.has_draft:
        session.execute(sa.update(Task).where(Task.id == task_id).values(has_draft=True))
    return draft


def replace_draft(
    session: Session, task_id: int, typed: Mapping[str, Any], by: Participant, shown: datetime | None
) -> Draft:
    """As `save_draft`, but DraftChanged when another draft was saved after the one shown, of which one has the time."""
    session.execute(sa.select(Task.id).where(Task.id == task_id).with_for_update())
    kept = draft(session, task_id, permissions.asker(by))
    if kept is not None and kept.typed != typed and (shown is None or kept.saved_at > shown):
        raise errors.DraftChanged(task=task_id, saved_at=kept.saved_at)
    return save_draft(session, task_id, typed, by)


def draft(session: Session, task_id: int, by: Asker) -> Draft | None:
    """What somebody has typed and not handed in."""
    return session.get(Draft, (task_id, by.id))


def of_case(session: Session, case_id: int) -> list[Task]:
    """All tasks of a case with their versions and people, in the order they were opened."""
    query = sa.select(Task).where(Task.case_id == case_id).order_by(Task.opened_at, Task.id)
    loads = (
        selectinload(Task.version),
        *(selectinload(whom).lazyload(Participant.memberships) for whom in PEOPLE),
    )
    return list(session.scalars(query.options(*loads)))


def require_open(task: Task) -> None:
    """TaskAlreadyCompleted or TaskWithdrawn when nothing is left to do, CaseClosed when the case has ended."""
    if task.status == TaskStatus.COMPLETED:
        done = errors.VoteGiven if task.ballot else errors.TaskAlreadyCompleted
        raise done(task=task.id, by=task.ended_by_id, at=task.ended_at)
    if task.status == TaskStatus.WITHDRAWN:
        gone = errors.VoteClosed if task.ballot else errors.TaskWithdrawn
        raise gone(task=task.id, at=task.ended_at)
    cases.require_open(task.case)


def require_shown(task: Task, revision: int | None) -> None:
    """ChangedMeanwhile when the task was shown as another revision than it has; None when nothing is known of that."""
    if revision is not None and task.revision != revision:
        raise errors.ChangedMeanwhile(task=task.id, revision=task.revision)


def require_may_release(session: Session, task: Task, by: Asker) -> None:
    """NotAllowed unless one may give the task back to the group, ChangedMeanwhile when it is there already."""
    if task.taken_by_id is None and permissions.is_candidate(session, task, by.id):
        raise errors.ChangedMeanwhile(task=task.id)
    if not permissions.may_release(task, by):
        raise errors.NotAllowed(task=task.id)


def _suitable(session: Session, task: Task) -> list[Participant]:
    offered = sa.select(Candidate.participant_id).where(Candidate.task_id == task.id)
    named = sa.select(CaseRole.participant_id).where(CaseRole.case_id == task.case_id)
    cast = _cast(session, task)
    holding = {holder.participant_id for role in task.groups for holder in cast.real_holders(role)}
    groups = (holding,) if task.personal else (offered, named, holding)
    wanted = sa.or_(*(Participant.id.in_(ids) for ids in groups))
    query = sa.select(Participant).where(wanted, Participant.active).order_by(Participant.name)
    return list(session.scalars(query.options(sa.orm.lazyload(Participant.memberships))))


def _in_place(details: dict[str, object], place: int | None) -> dict[str, object]:
    """Details of an act, with the one in whose place it was done."""
    return details if place is None else {**details, "for": place}


def locked(session: Session, task_id: int) -> tuple[Case, Task]:
    """A task and its case, both locked, the case first; NotFound when there is no such task."""
    case_id = session.scalar(sa.select(Task.case_id).where(Task.id == task_id))
    if case_id is None:
        raise errors.NotFound(task=task_id)
    case = cases.locked(session, case_id)
    query = sa.select(Task).where(Task.id == task_id).with_for_update().execution_options(populate_existing=True)
    task = session.scalars(query).one()
    set_committed_value(task, "case", case)
    return case, task


def _cast(session: Session, task: Task) -> Cast:
    return Cast(session, task.case, calendars.day_of(clock.now()))


def _finish(session: Session, task: Task, kept: dict[str, object], by: Participant) -> None:
    task.status, task.ended_at, task.ended_by_id = TaskStatus.COMPLETED.value, clock.now(), by.id
    task.taken_by_id, task.answers = by.id, kept
    session.execute(sa.delete(Candidate).where(Candidate.task_id == task.id))
    if task.has_draft:
        session.execute(sa.delete(Draft).where(Draft.task_id == task.id, Draft.participant_id == by.id))
