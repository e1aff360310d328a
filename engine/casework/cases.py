"""Cases: one run of a process each, with who takes part and where it stands."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from engine import clock, errors
from engine.casework.processes import Release
from engine.database import Base
from engine.people import calendars
from engine.people.organisations import Organisation
from engine.people.participants import Participant


class CaseStatus(StrEnum):
    """Whether anything can be done in a case."""

    RUNNING = "running"
    HALTED = "halted"
    CLOSED = "closed"


class Case(Base):
    """One run of a process. `organisation` is the one whose need it is: its chain holds the audit entries.

    `sought` is number and title as a search compares them: not every database knows the small form of "Ø".
    `by_clock`: nobody has opened it, `opened_by` only stands for its organisation.
    A `confidential` case is seen by fewer people; `secrecy` says why, in the words of whoever made it so.
    `request` marks what somebody sent to open it, so that sending the same twice opens one case.
    """

    __tablename__ = "case"
    __table_args__ = (
        sa.Index("ix_case_opened_at_id", "opened_at", "id"),
        sa.Index("ix_case_status_opened_at", "status", "opened_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    release_id: Mapped[int] = mapped_column(sa.ForeignKey("release.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200), default="")
    sought: Mapped[str] = mapped_column(sa.Text, default="")
    status: Mapped[str] = mapped_column(sa.String(20), default=CaseStatus.RUNNING.value)
    phase: Mapped[str] = mapped_column(sa.String(40), default="")
    closing_reason: Mapped[str] = mapped_column(sa.String(40), default="")
    priority: Mapped[int] = mapped_column(default=50)
    confidential: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    secrecy: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    calendar: Mapped[str] = mapped_column(sa.String(5))
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int] = mapped_column(sa.ForeignKey("participant.id"))
    by_clock: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    closed_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    request: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    revision: Mapped[int] = mapped_column(default=0)

    release: Mapped[Release] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
    opened_by: Mapped[Participant] = relationship(lazy="raise")
    state: Mapped["CaseState"] = relationship(back_populates="case", lazy="raise", uselist=False)
    parties: Mapped[list["CaseParty"]] = relationship(back_populates="case", lazy="raise")

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012

    @property
    def closed(self) -> bool:
        """Whether the case has ended."""
        return self.status == CaseStatus.CLOSED


class CaseState(Base):
    """What the engine knows of a case: its opaque state, the root variables, and what has passed how often."""

    __tablename__ = "case_state"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    state: Mapped[bytes] = mapped_column(sa.LargeBinary, default=b"")
    variables: Mapped[dict[str, Any]] = mapped_column(default=dict)
    open_set: Mapped[dict[str, Any]] = mapped_column(default=dict)
    trail: Mapped[dict[str, Any]] = mapped_column(default=dict)

    case: Mapped[Case] = relationship(back_populates="state", lazy="raise")


class CaseParty(Base):
    """An organisation that takes part in a case since a day."""

    __tablename__ = "case_party"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), primary_key=True, index=True)
    since: Mapped[datetime]

    case: Mapped[Case] = relationship(back_populates="parties", lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)


class CaseCounter(Base):
    """The last case number given in a year."""

    __tablename__ = "case_counter"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


def by_number(session: Session, number: str) -> Case:
    """The case with a number, with its release, or NotFound. Whether one may see it is asked elsewhere."""
    query = sa.select(Case).where(Case.number == number)
    case = session.scalar(query.options(sa.orm.selectinload(Case.release), sa.orm.joinedload(Case.opened_by)))
    if case is None:
        raise errors.NotFound(case=number)
    return case


def locked(session: Session, case_id: int) -> Case:
    """The case with its state, its row locked: the first act of everything that changes a case."""
    # PostgreSQL reads a joined row anew after the wait only when that row is locked too.
    query = sa.select(Case).where(Case.id == case_id).join(Case.state).with_for_update(of=(Case, CaseState))
    load = sa.orm.contains_eager(Case.state)
    case = session.scalar(query.options(load).execution_options(populate_existing=True))
    if case is None:
        raise errors.NotFound(case_id=case_id)
    return case


def require_open(case: Case) -> None:
    """Refuse work in a case that has ended."""
    if case.closed:
        raise errors.CaseClosed(case=case.number)


def found_by(words: str) -> sa.ColumnElement[bool]:
    """The condition on Case that its number or title contains these words, whatever their case."""
    return Case.sought.contains(folded(words), autoescape=True)


def folded(text: str) -> str:
    """Text as a search compares it."""
    return text.casefold().replace("\0", "")


def next_number(session: Session, at: datetime) -> str:
    """The next number of the year: 360-2027-0001 and on; numbers are never given twice."""
    year = calendars.day_of(at).year
    counted = session.execute(
        sa.text(
            "INSERT INTO case_counter (year, last) VALUES (:year, 1) "
            "ON CONFLICT (year) DO UPDATE SET last = case_counter.last + 1 RETURNING last"
        ),
        {"year": year},
    ).scalar_one()
    return f"360-{year}-{counted:04d}"


def parties(session: Session, case_id: int) -> list[CaseParty]:
    """The organisations that take part, longest first."""
    query = sa.select(CaseParty).where(CaseParty.case_id == case_id)
    return list(session.scalars(query.order_by(CaseParty.since, CaseParty.organisation_id)))


def join(session: Session, case: Case, organisations: list[Organisation]) -> list[Organisation]:
    """Let organisations take part; those that do already are left as they are. Gives the new ones."""
    present = {party.organisation_id for party in parties(session, case.id)}
    new = [organisation for organisation in organisations if organisation.id not in present]
    session.add_all(CaseParty(case_id=case.id, organisation=found, since=clock.now()) for found in new)
    session.flush()
    case.calendar = calendars.union({party.organisation.country for party in parties(session, case.id)})
    return new


def leave(session: Session, case: Case, organisation: Organisation) -> None:
    """Let an organisation take part no more; NotFound when it does not."""
    found = {party.organisation_id: party for party in parties(session, case.id)}
    if organisation.id not in found:
        raise errors.NotFound(case=case.number, organisation=organisation.key)
    session.delete(found.pop(organisation.id))
    session.flush()
    case.calendar = calendars.union({party.organisation.country for party in found.values()})
