"""In whose place somebody acts: people who are away, for all their tasks or for those of some roles."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from engine.casework.records import Candidate, Task
from engine.people import substitutes
from engine.people.participants import Participant
from engine.people.substitutes import Substitution


@dataclass(frozen=True)
class Principal:
    """Somebody who is away. Their substitute does what is offered to them; with roles, only what asks for one."""

    id: int
    roles: frozenset[str] = frozenset()

    def lends(self, task: Task) -> bool:
        """Whether the substitute may do this task for them; a personal one nobody can."""
        asked = {str(group).partition("@")[0] for group in task.groups}
        return not task.personal and (not self.roles or bool(asked & self.roles))


def of(person: Participant, day: date) -> tuple[Principal, ...]:
    """For whom somebody acts on a day; not for those whose substitute is away too, for there are no chains."""
    held: Iterable[Substitution] = (one for one in person.standing_in if one.holds_on(day))
    return tuple(Principal(one.absent_id, frozenset(map(str, one.roles))) for one in held)


def substitutes_for(session: Session, people: Collection[int], task: Task, day: date) -> set[int]:
    """Who may do a task on a day in the place of one of these people."""
    acting = substitutes.acting_on(session, people, day)
    return {one.substitute_id for one in acting if Principal(one.absent_id, frozenset(map(str, one.roles))).lends(task)}


def lent(principals: tuple[Principal, ...], candidate: Any = Candidate, task: Any = Task) -> sa.ColumnElement[bool]:
    """The condition on a candidate and its task: offered to one of them, and their substitute may do it."""
    personal = (sa.func.coalesce(task.properties[name].as_string(), "") == "true" for name in ("ballot", "personal"))
    theirs = (sa.and_(candidate.participant_id == one.id, _asks_for(one.roles, task)) for one in principals)
    return sa.and_(~sa.or_(*personal), sa.or_(sa.false(), *theirs))


def rows_of(person_id: int, principals: tuple[Principal, ...]) -> sa.ColumnElement[bool]:
    """The condition on Candidate and Task that gives each task once: offered to somebody, or else lent to them."""
    own = Candidate.participant_id == person_id
    if not principals:
        return own
    other = aliased(Candidate)
    mine = sa.exists().where(other.task_id == Task.id, other.participant_id == person_id)
    earlier = sa.exists().where(
        other.task_id == Task.id, other.participant_id < Candidate.participant_id, lent(principals, other)
    )
    return sa.or_(own, sa.and_(lent(principals), ~mine, ~earlier))


def _asks_for(roles: frozenset[str], task: Any) -> sa.ColumnElement[bool]:
    if not roles:
        return sa.true()
    groups = sa.cast(task.groups, sa.Text)
    written = (mark for role in sorted(roles) for mark in (f'"{role}"', f'"{role}@'))
    return sa.or_(*(groups.contains(mark, autoescape=True) for mark in written))
