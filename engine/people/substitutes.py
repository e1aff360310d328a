"""Substitutes: who does the tasks of somebody who is away, from a day until a day, for all roles or for some."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from engine.database import Base
from engine.people.participants import Participant


class Substitution(Base):
    """One absence with its substitute; no roles means all of them. `ended_at` is set when somebody ends it early."""

    __tablename__ = "substitution"

    id: Mapped[int] = mapped_column(primary_key=True)
    absent_id: Mapped[int] = mapped_column(sa.ForeignKey("participant.id"), index=True)
    substitute_id: Mapped[int] = mapped_column(sa.ForeignKey("participant.id"), index=True)
    since: Mapped[date]
    until: Mapped[date]
    roles: Mapped[list[Any]] = mapped_column(default=list)
    named_by_id: Mapped[int] = mapped_column(sa.ForeignKey("participant.id"))
    named_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    absent: Mapped[Participant] = relationship(foreign_keys=[absent_id], lazy="joined", innerjoin=True)
    substitute: Mapped[Participant] = relationship(foreign_keys=[substitute_id], lazy="joined", innerjoin=True)

    def holds_on(self, day: date) -> bool:
        """Whether the substitute acts on that day."""
        return self.ended_at is None and self.absent.active and self.since <= day <= self.until

    def is_over(self, day: date) -> bool:
        """Whether nothing is left of it on that day."""
        return self.ended_at is not None or self.until < day


# Added here: a person can be read without substitutes, never the other way round.
Participant.standing_in = relationship(Substitution, foreign_keys=[Substitution.substitute_id], viewonly=True)


@dataclass(frozen=True, kw_only=True)
class Span:
    """Days, both included, and the roles meant; no roles means all."""

    since: date
    until: date
    roles: frozenset[str] = frozenset()

    def meets(self, other: Substitution) -> bool:
        """Whether a day and a role lie in both."""
        days = self.since <= other.until and other.since <= self.until
        return days and (not self.roles or not other.roles or bool(self.roles & set(other.roles)))


def of_absent(session: Session, absent_id: int, day: date) -> list[Substitution]:
    """Who stands in for somebody on a day or later, the soonest first."""
    return _from(session, Substitution.absent_id == absent_id, day)


def of_substitute(session: Session, substitute_id: int, day: date) -> list[Substitution]:
    """For whom somebody stands in on a day or later, the soonest first."""
    return _from(session, Substitution.substitute_id == substitute_id, day)


def acting_on(session: Session, absent_ids: Collection[int], day: date) -> list[Substitution]:
    """Who stands in for one of these people on a day."""
    query = sa.select(Substitution).where(Substitution.absent_id.in_(absent_ids), Substitution.ended_at.is_(None))
    query = query.where(Substitution.since <= day, Substitution.until >= day)
    return [one for one in session.scalars(query.order_by(Substitution.id)) if one.substitute.active]


def _from(session: Session, condition: sa.ColumnElement[bool], day: date) -> list[Substitution]:
    query = sa.select(Substitution).where(condition, Substitution.ended_at.is_(None), Substitution.until >= day)
    found: Sequence[Substitution] = session.scalars(query.order_by(Substitution.since, Substitution.id)).all()
    return list(found)
