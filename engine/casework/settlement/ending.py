"""The end of a case: its status, its outcome, and word of it to everybody who has to do with it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from engine import feel
from engine.casework import caseroles, notices
from engine.casework.cases import Case, CaseStatus
from engine.casework.notices import Announcement
from engine.casework.settlement import history
from engine.ledger.audit import Action, Actor

COMPLETED = "completed"
"""The outcome of a case whose process has run to its end and named no other."""
CLOSED_NOTICE = "case_closed"


def close(session: Session, case: Case, ends: Iterable[str], at: datetime) -> None:
    """Close a locked case, tell its people the outcome, and record both."""
    case.status, case.closed_at = CaseStatus.CLOSED.value, at
    case.closing_reason = case.closing_reason or COMPLETED
    details = {"ends": list(ends), "reason": case.closing_reason, "told": _tell(session, case)}
    history.record(session, case, Action.CASE_CLOSED, Actor.SYSTEM, details)


def _tell(session: Session, case: Case) -> list[int]:
    announcement = Announcement(
        key=f"{CLOSED_NOTICE}:{case.id}",
        template=CLOSED_NOTICE,
        values={"values": feel.encode({"outcome": case.closing_reason})},
    )
    return notices.send(session, case, announcement, caseroles.people_of(session, case))
