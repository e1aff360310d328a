"""Where people are signed in: one row per sign-in, without which the cookie that names it is worth nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine.database import Base

LONGEST_DEVICE = 60


class SignIn(Base):
    """One sign-in that has not ended. `device` is a kind of device: of where somebody is nothing is kept."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    participant_id: Mapped[int] = mapped_column(sa.ForeignKey("participant.id"), index=True)
    device: Mapped[str] = mapped_column(sa.String(LONGEST_DEVICE))
    begun_at: Mapped[datetime] = mapped_column(index=True)
    seen_at: Mapped[datetime]


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """What is kept of a sign-in, and the key of the one in whose place it comes in the same browser, if any."""

    key: str
    participant: int
    device: str
    at: datetime
    instead_of: str = ""


def begin(session: Session, what: Beginning) -> None:
    """Keep a sign-in."""
    if what.instead_of:
        end(session, what.instead_of)
    facts = {"key": what.key, "participant_id": what.participant, "device": what.device[:LONGEST_DEVICE]}
    session.execute(sa.insert(SignIn).values(**facts, begun_at=what.at, seen_at=what.at))


def note_seen(session: Session, key: str, at: datetime) -> None:
    """Note that a sign-in is in use."""
    session.execute(sa.update(SignIn).where(SignIn.key == key).values(seen_at=at))


def of(session: Session, participant_id: int, since: datetime) -> Sequence[SignIn]:
    """The sign-ins of a person that have begun since a moment, the newest first."""
    query = sa.select(SignIn).where(SignIn.participant_id == participant_id, SignIn.begun_at >= since)
    return session.scalars(query.order_by(SignIn.begun_at.desc(), SignIn.id.desc())).all()


def end(session: Session, key: str) -> None:
    """End the sign-in of a cookie."""
    session.execute(sa.delete(SignIn).where(SignIn.key == key))


def end_one(session: Session, participant_id: int, sign_in_id: int) -> bool:
    """End one sign-in of a person; False when they have none of that number."""
    mine = sa.delete(SignIn).where(SignIn.participant_id == participant_id, SignIn.id == sign_in_id)
    return session.scalar(mine.returning(SignIn.id)) is not None


def end_all(session: Session, participant_id: int, but: str = "") -> int:
    """End all sign-ins of a person, but for the one with a key; gives how many."""
    ended = sa.delete(SignIn).where(SignIn.participant_id == participant_id, SignIn.key != but)
    return len(session.scalars(ended.returning(SignIn.id)).all())


def forget(session: Session, before: datetime) -> None:
    """Drop sign-ins that are over by their age."""
    session.execute(sa.delete(SignIn).where(SignIn.begun_at < before))
