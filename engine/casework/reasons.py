"""Why somebody did something, in their own words: kept beside the audit trail, which names it by its number."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import clock, errors
from engine.database import Base

SHORTEST, LONGEST = 10, 2_000


class Reason(Base):
    """What somebody wrote. It may tell of people, so it can be erased while the entry of the trail stays."""

    __tablename__ = "reason"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(sa.Text)
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("participant.id"))
    written_at: Mapped[datetime]


def keep(session: Session, text: str, by: int) -> int:
    """Keep a reason and give its number; Rejected when it says too little or too much."""
    words = text.strip()
    if not SHORTEST <= len(words) <= LONGEST:
        raise errors.Rejected(reason_length=len(words), shortest=SHORTEST, longest=LONGEST)
    reason = Reason(text=words, written_by_id=by, written_at=clock.now())
    session.add(reason)
    session.flush()
    return reason.id
