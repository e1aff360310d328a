"""The sign-in part of a participant; only the web side loads it."""

import hashlib
import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import errors
from engine.database import Base, UtcDateTime
from engine.people import signins
from engine.people.participants import Participant

# A plain table: the web side maps its sign-in class over it, so that no row is ever two objects.
account = sa.Table(
    "account",
    Base.metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("participant_id", sa.ForeignKey("participant.id"), unique=True, nullable=False),
    sa.Column("email", sa.String(200), unique=True, nullable=False),
    sa.Column("password", sa.String(255)),
    sa.Column("active", sa.Boolean, nullable=False, default=True),
    sa.Column("fs_uniquifier", sa.String(64), unique=True, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

failed_sign_in = sa.Table(
    "rate",
    Base.metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(120), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Index("ix_rate_key_at", "key", "at"),
)


def open_for(session: Session, person: Participant, password_hash: str | None, at: datetime) -> None:
    """Give a person an account; Conflict when there is one. The password comes hashed, or will be chosen later."""
    if has_one(session, person):
        raise errors.Conflict(participant=person.id)
    session.execute(
        account.insert().values(
            participant_id=person.id,
            email=person.email,
            password=password_hash,
            active=True,
            fs_uniquifier=secrets.token_hex(32),
            created_at=at,
        )
    )


def has_one(session: Session, person: Participant) -> bool:
    """Whether a person has an account."""
    return session.scalar(sa.select(account.c.id).where(account.c.participant_id == person.id)) is not None


def has_password(session: Session, person: Participant) -> bool:
    """Whether a person can sign in by a password."""
    query = sa.select(account.c.id).where(account.c.participant_id == person.id, account.c.password.is_not(None))
    return session.scalar(query) is not None


def seal(session: Session, person: Participant) -> str:
    """What stands for a person's account as it is now, and tells nothing of it; "" where there is none."""
    query = sa.select(account.c.fs_uniquifier, account.c.password).where(account.c.participant_id == person.id)
    row = session.execute(query).one_or_none()
    return hashlib.sha256(f"{row.fs_uniquifier}:{row.password}".encode()).hexdigest()[:24] if row else ""


def set_password(session: Session, person: Participant, password_hash: str) -> None:
    """Give a person another password, which comes hashed; every session begun with the one before ends."""
    values = {"password": password_hash, "fs_uniquifier": secrets.token_hex(32)}
    session.execute(account.update().where(account.c.participant_id == person.id).values(**values))
    signins.end_all(session, person.id)


def readdress(session: Session, person: Participant) -> None:
    """Let a person sign in with the address they have now."""
    session.execute(account.update().where(account.c.participant_id == person.id).values(email=person.email))


def note_failure(session: Session, keys: list[str], at: datetime) -> None:
    """Count a failed sign-in under each key (an account, an address)."""
    session.execute(failed_sign_in.insert(), [{"key": key, "at": at} for key in keys])


def failures_since(session: Session, key: str, since: datetime) -> int:
    """How many sign-ins have failed under a key since a moment."""
    rows = sa.select(sa.func.count()).select_from(failed_sign_in)
    return session.scalar(rows.where(failed_sign_in.c.key == key, failed_sign_in.c.at >= since)) or 0


def forget_failures(session: Session, before: datetime) -> None:
    """Drop counts that no limit looks at any more."""
    session.execute(failed_sign_in.delete().where(failed_sign_in.c.at < before))
