"""Whom a reminder goes to: whoever has the task or is offered it, or somebody above."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine.casework import principals
from engine.casework.caseroles import ORGANISATION_SIDE, Cast
from engine.casework.records import Candidate, Task
from engine.model.ladders import ESCALATE
from engine.people import organisations, participants, roles
from engine.people.participants import Participant
from engine.people.roles import Scope


def of(cast: Cast, task: Task, who: str) -> list[int]:
    """The people a rung speaks to: "" is whoever has the task, or the whole group; else a role or `escalate`."""
    if not who:
        return own(cast.session, task, cast.day)
    role = one_up(task) if who == ESCALATE else who
    if role == roles.MANAGER:
        return _managers(cast, task) or _coordinators(cast)
    if role == roles.COORDINATOR:
        return _coordinators(cast)
    return [holder.participant_id for holder in cast.holders(role)]


def own(session: Session, task: Task, day: date) -> list[int]:
    """Whoever has a task, or everybody it is offered to; for those who are away on that day, their substitutes too."""
    if task.taken_by_id is not None:
        people = {task.taken_by_id, task.held_for or task.taken_by_id}
    else:
        query = sa.select(Candidate.participant_id).where(Candidate.task_id == task.id)
        people = set(session.scalars(query))
    return sorted(people | principals.substitutes_for(session, people, task, day))


def one_up(task: Task) -> str:
    """The role above a task: the manager for roles held in an organisation, else the coordinator."""
    asked = str(task.groups[0]) if task.groups else ""
    held = roles.scope_of(asked.partition(ORGANISATION_SIDE)[0])
    return roles.MANAGER if held is Scope.ORGANISATION else roles.COORDINATOR


def _managers(cast: Cast, task: Task) -> list[int]:
    """Who leads where the task lies: in the organisation it names, else in those of the people it waits for."""
    session = cast.session
    named = [str(group).partition(ORGANISATION_SIDE)[2] for group in task.groups]
    homes = [found.id for key in named if key and (found := organisations.find(session, key))]
    if not homes:
        query = sa.select(Participant.organisation_id).where(Participant.id.in_(own(session, task, cast.day)))
        homes = sorted(set(session.scalars(query)))
    return [held.participant_id for held in participants.holders(session, roles.MANAGER, cast.day, homes)]


def _coordinators(cast: Cast) -> list[int]:
    return [holder.participant_id for holder in cast.named(roles.COORDINATOR) or cast.coordinators()]
