"""How long drafts are kept on which nobody can go on any more."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine.casework.cases import Case
from engine.casework.records import Draft, Task, TaskStatus

KEPT = timedelta(days=90)


def delete_old(session: Session, at: datetime) -> int:
    """Delete drafts whose task was withdrawn, or whose case was closed, at least KEPT ago; gives how many."""
    withdrawn = sa.and_(Task.status == TaskStatus.WITHDRAWN.value, Task.ended_at <= at - KEPT)
    over = sa.or_(withdrawn, Case.closed_at <= at - KEPT)
    theirs = sa.select(Task.id).join(Case, Case.id == Task.case_id).where(Task.id == Draft.task_id, over)
    deleted = sa.delete(Draft).where(theirs.exists()).returning(Draft.task_id)
    return len(session.scalars(deleted, execution_options={"synchronize_session": False}).all())
