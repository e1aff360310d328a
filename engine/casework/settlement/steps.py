"""Steps that wait for people: tasks that begin, and tasks the process no longer needs."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import feel
from engine.casework import deadlines, offers, programs
from engine.casework.caseroles import Cast
from engine.casework.cases import Case
from engine.casework.records import NEW, NO_DEADLINE, Candidate, Task, TaskStatus
from engine.casework.settlement import facts
from engine.execution import Step
from engine.ledger.audit import Actor


def withdraw(session: Session, case: Case, steps: set[str], at: datetime) -> list[Task]:
    """End the open tasks of steps that are gone; drafts stay."""
    if not steps:
        return []
    query = sa.select(Task).where(Task.case_id == case.id, Task.step.in_(steps), Task.status == TaskStatus.OPEN.value)
    tasks = list(session.scalars(query))
    for task in tasks:
        task.status, task.ended_at = TaskStatus.WITHDRAWN.value, at
    session.execute(sa.delete(Candidate).where(Candidate.task_id.in_([task.id for task in tasks])))
    return tasks


def begin(cast: Cast, steps: list[Step], at: datetime, actor: int | Actor) -> list[Task]:
    """Make tasks of new steps, offered to whoever may do them, with their deadlines.

    They are announced by the clock, but not to the actor who has just brought one about and has it now.
    """
    pairs = [_open_task(cast, step, at) for step in steps]
    for task, _ in pairs:
        task.next_reminder_at, task.reminded = at, [NEW] if task.taken_by_id == actor else []
    session = cast.session
    session.add_all(task for task, _ in pairs)
    session.flush()
    session.add_all(
        Candidate(task_id=task.id, participant_id=holder.participant_id, due=task.deadline_at or NO_DEADLINE)
        for task, offer in pairs
        for holder in offer.holders
    )
    return [task for task, _ in pairs]


def _open_task(cast: Cast, step: Step, at: datetime) -> tuple[Task, offers.Offer]:
    separate = tuple(step.properties.get("separateFrom", "").split())
    wanted = offers.Wanted(
        assignee=step.assignee or "",
        groups=step.groups,
        users=step.users,
        separate_from=separate,
        ballot=step.properties.get("ballot") == "true",
    )
    offer = offers.make(cast, wanted)
    taken_by = offer.taken_by
    place = offers.place(cast.session, cast.case, taken_by)
    deadline = deadlines.begin(step.due, step.properties, at, place)
    task = Task(
        case_id=cast.case.id,
        version_id=programs.of(cast.session, cast.case.release_id).versions[step.process],
        step=step.id,
        element=step.element,
        scope=list(step.scope),
        form_id=step.form or "",
        assignee=step.assignee or "",
        groups=list(step.groups),
        users=list(step.users),
        properties=dict(step.properties),
        inputs={"given": feel.encode(dict(step.inputs))},
        priority=facts.within(step.priority) if step.priority is not None else cast.case.priority,
        opened_at=at,
        deadline_at=deadline.at,
        deadline_rule=deadline.rule,
        deadline_kind=deadline.kind,
        deadline_calendar=deadline.calendar,
        follow_up_on=deadlines.day_of_rule(step.follow_up, at, place),
        stand_in=offer.stand_in,
        taken_by_id=taken_by.participant_id if taken_by else None,
    )
    return task, offer
