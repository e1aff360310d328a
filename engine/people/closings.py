"""Days on which one organisation is closed though its country works."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from engine.database import Base
from engine.people import calendars
from engine.people.organisations import Organisation

LONGEST_REASON = 200


class ClosingDay(Base):
    """One such day, with its reason in words: "Friday after Ascension Day"."""

    __tablename__ = "closing_day"

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(sa.String(LONGEST_REASON), default="", server_default="")

    organisation: Mapped[Organisation] = relationship(lazy="raise")

    @property
    def id(self) -> int:
        """What tells apart the closing days of one date."""
        return self.organisation_id


class Order(StrEnum):
    """What a list of closing days is sorted by."""

    SOONEST = "soonest"
    LATEST = "latest"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which closing days are asked for: of these organisations, from a day on, until another."""

    organisations: Collection[int]
    since: date
    until: date = date.max


def wanted(asked: Wanted) -> sa.Select[ClosingDay, date]:
    """The rows asked for, each with its day, in no order."""
    query = sa.select(ClosingDay, ClosingDay.day).options(sa.orm.joinedload(ClosingDay.organisation, innerjoin=True))
    query = query.where(ClosingDay.organisation_id.in_(asked.organisations))
    return query.where(ClosingDay.day >= asked.since, ClosingDay.day <= asked.until)


def days_of(session: Session, organisation: str) -> dict[date, str]:
    """The closing days of an organisation (its key), each with its reason."""
    query = sa.select(ClosingDay.day, ClosingDay.reason).join(ClosingDay.organisation)
    return dict(session.execute(query.where(Organisation.key == organisation)).all())


def years(session: Session, organisations: Collection[int]) -> list[int]:
    """The years in which these organisations have closing days."""
    query = sa.select(ClosingDay.day).where(ClosingDay.organisation_id.in_(organisations)).distinct()
    return sorted({day.year for day in session.scalars(query)})


def workable(organisation: Organisation, first: date, last: date) -> list[date]:
    """The days from the first to the last on which the organisation's country works: only these can be closed."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if calendars.is_working_day(day, organisation.calendar)]


def close_on(session: Session, organisation: Organisation, days: Sequence[date], reason: str = "") -> list[date]:
    """Note days on which an organisation is closed; days noted before stay as they are. Gives the new ones."""
    known = days_of(session, organisation.key)
    new = sorted(set(days) - known.keys())
    session.add_all(ClosingDay(organisation_id=organisation.id, day=day, reason=reason) for day in new)
    session.flush()
    return new


def open_on(session: Session, organisation: Organisation, day: date) -> bool:
    """Let an organisation work on a day after all; False when it does already."""
    found = session.get(ClosingDay, (organisation.id, day))
    if found is not None:
        session.delete(found)
    return found is not None
