"""Who is asked for something in a case now: whoever has the open tasks of an element, or is offered them."""

import sqlalchemy as sa

from engine.casework import caseroles
from engine.casework.caseroles import Cast, Holder
from engine.casework.records import Candidate, Task, TaskStatus
from engine.people.participants import Participant


def of(cast: Cast, element: str) -> list[Holder]:
    """The people, each once, by name."""
    query = sa.select(Task).where(Task.case_id == cast.case.id, Task.element == element)
    tasks = list(cast.session.scalars(query.where(Task.status == TaskStatus.OPEN.value)))
    holders = {task.taken_by_id for task in tasks if task.taken_by_id is not None}
    free = [task.id for task in tasks if task.taken_by_id is None]
    holders |= set(cast.session.scalars(sa.select(Candidate.participant_id).where(Candidate.task_id.in_(free))))
    people = sa.select(Participant).where(Participant.id.in_(holders)).order_by(Participant.name)
    return [caseroles.holder_of(person) for person in cast.session.scalars(people)]
