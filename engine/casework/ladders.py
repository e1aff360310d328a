"""Reminder ladders of the installation: each change is a row of its own, so that all that ever held is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from engine import clock, errors
from engine.casework.schedule import Weeks
from engine.database import Base
from engine.ledger import audit
from engine.ledger.audit import Action, Entry
from engine.model import ladders
from engine.model.ladders import ESCALATE, STANDARD, LadderRejected, Rung
from engine.people import calendars, roles
from engine.people.participants import Participant

RECEIVERS = (ESCALATE, *roles.ROLES)
LAST_WEEK = 53
LONGEST_REST = 12  # weeks of a country; reminders have to fall at last


class Ladder(Base):
    """What a ladder says from a day on. `entered_by` is nobody for those that came with the product."""

    __tablename__ = "ladder"
    __table_args__ = (sa.Index("ix_ladder_key_since", "key", "since"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(60))
    rungs: Mapped[str] = mapped_column(sa.Text)
    since: Mapped[date]
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("participant.id"))

    entered_by: Mapped[Participant | None] = relationship(lazy="raise")


class QuietWeeks(Base):
    """The weeks of a year in which a country rests: reminders of working deadlines wait until they are over."""

    __tablename__ = "quiet_weeks"

    country: Mapped[str] = mapped_column(sa.String(2), primary_key=True)
    first: Mapped[int]
    last: Mapped[int]


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a ladder is to say from a day on."""

    key: str
    rungs: str
    since: date


def parse(text: str) -> tuple[Rung, ...]:
    """The rungs of a text; LadderRejected also for receivers that nobody knows."""
    rungs = ladders.parse(text)
    for rung in rungs:
        if rung.who and rung.who not in RECEIVERS:
            raise LadderRejected(code="nobody", rung=str(rung), who=rung.who)
    return rungs


def for_task(session: Session, remind: str, day: date) -> dict[str, str]:
    """The ladder that a task which begins on a day follows, with its key; the standard one where that is unknown."""
    key = ladders.reference(remind)
    if key is None:
        try:
            return {"key": "", "rungs": ladders.write(parse(remind))}
        except LadderRejected:
            key = STANDARD
    found = current(session, key, day)
    if found is None:
        key, found = STANDARD, current(session, STANDARD, day)
    return {"key": key, "rungs": found.rungs if found else ""}


def current(session: Session, key: str, day: date) -> Ladder | None:
    """What a ladder says on a day."""
    query = sa.select(Ladder).where(Ladder.key == key, Ladder.since <= day)
    return session.scalar(query.order_by(Ladder.since.desc(), Ladder.id.desc()).limit(1))


def history(session: Session, key: str) -> Sequence[Ladder]:
    """Everything a ladder has said and will say, the newest first, with who entered it; NotFound for none."""
    query = sa.select(Ladder).where(Ladder.key == key).order_by(Ladder.since.desc(), Ladder.id.desc())
    who = sa.orm.joinedload(Ladder.entered_by).lazyload(Participant.memberships)
    found = session.scalars(query.options(who)).all()
    if not found:
        raise errors.NotFound(ladder=key)
    return found


def keys(session: Session) -> Sequence[str]:
    """The keys of all ladders, the standard one first."""
    found = session.scalars(sa.select(Ladder.key).distinct()).all()
    return sorted(found, key=lambda key: (key != STANDARD, key))


def change(session: Session, wanted: Change, by: Participant) -> Ladder:
    """Let a ladder say something else from a day on, or begin a new one; tasks that run keep what they began with.

    LadderRejected when the text is none, Conflict when that is what it says already.
    """
    text = ladders.write(parse(wanted.rungs))
    before = current(session, wanted.key, wanted.since)
    if before is not None and before.rungs == text:
        raise errors.Conflict(ladder=wanted.key)
    row = Ladder(
        key=wanted.key, rungs=text, since=wanted.since, entered_at=clock.now(), entered_by_id=by.id, entered_by=by
    )
    session.add(row)
    details = {
        "ladder": wanted.key,
        "before": before.rungs if before else None,
        "after": text,
        "since": wanted.since.isoformat(),
    }
    audit.record(session, Entry(action=Action.LADDER_CHANGED, actor=by.id, details=details))
    session.flush()
    return row


def quiet(session: Session) -> Weeks:
    """The weeks of rest of each country that has some."""
    return {row.country: (row.first, row.last) for row in session.scalars(sa.select(QuietWeeks))}


def rest(session: Session, wanted: Mapping[str, tuple[int, int] | None], by: Participant) -> None:
    """Let countries rest in these weeks of each year, or in none."""
    before = quiet(session)
    for country, weeks in wanted.items():
        if weeks == before.get(country):
            continue
        if weeks is None:
            session.execute(sa.delete(QuietWeeks).where(QuietWeeks.country == country))
        elif not may_rest(*weeks):
            raise errors.Rejected(first=weeks[0], last=weeks[1])
        else:
            session.merge(QuietWeeks(country=country, first=weeks[0], last=weeks[1]))
        told = {"country": country, "before": list(before.get(country, ())), "after": list(weeks or ())}
        audit.record(session, Entry(action=Action.QUIET_WEEKS_CHANGED, actor=by.id, details=told))


def may_rest(first: int, last: int) -> bool:
    """Whether a country may rest from one week to another of each year."""
    return 1 <= first <= last <= LAST_WEEK and last - first < LONGEST_REST


def is_country(code: str) -> bool:
    """Whether weeks of rest can be kept for it."""
    return code in (calendars.DENMARK, calendars.SWEDEN)
