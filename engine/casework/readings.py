"""Who has read a confidential case: an entry per person, case and kind of page, not more often than AGAIN_AFTER."""

from datetime import timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import clock
from engine.casework.cases import Case
from engine.casework.settlement import history
from engine.ledger.audit import Action, AuditEntry

AGAIN_AFTER = timedelta(minutes=30)


class Page(StrEnum):
    """What was read."""

    CASE = "case"
    TASK = "task"
    STORY = "story"
    PDF = "pdf"


def note(session: Session, case_id: int, by: int, page: Page) -> bool:
    """Record that somebody has read a page of a confidential case; gives whether an entry was written."""
    case = session.get(Case, case_id)
    if case is None or not case.confidential or _noted(session, case_id, by, page):
        return False
    history.record(session, case, Action.CASE_READ, by, {"page": page.value})
    return True


def _noted(session: Session, case_id: int, by: int, page: Page) -> bool:
    query = sa.select(AuditEntry).where(AuditEntry.actor_id == by, AuditEntry.case_id == case_id)
    query = query.where(AuditEntry.action == Action.CASE_READ.value, AuditEntry.at > clock.now() - AGAIN_AFTER)
    return any(entry.facts["details"]["page"] == page for entry in session.scalars(query))
