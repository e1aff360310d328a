"""People who work on cases, and the roles they hold in general."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from engine import errors
from engine.database import Base
from engine.people import organisations
from engine.people.organisations import Organisation

if TYPE_CHECKING:
    from engine.people.substitutes import Substitution

LONGEST_ID = 9  # digits; an integer column holds every number of so many


class Participant(Base):
    """A person, at home in one organisation."""

    __tablename__ = "participant"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    email: Mapped[str] = mapped_column(sa.String(200), unique=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    language: Mapped[str] = mapped_column(sa.String(5))
    theme: Mapped[str] = mapped_column(sa.String(10), default="auto")
    active: Mapped[bool] = mapped_column(default=True)

    if TYPE_CHECKING:
        standing_in: Mapped[list["Substitution"]]  # added where substitutes are

    organisation: Mapped[Organisation] = relationship(lazy="joined")
    memberships: Mapped[list["Membership"]] = relationship(back_populates="participant")

    def roles_on(self, day: date) -> set[str]:
        """The roles held in general on a day, wherever."""
        return {membership.role for membership in self.memberships if membership.holds_on(day)}

    def organisations_on(self, day: date) -> set[int]:
        """The organisations this person belongs to on a day, the home organisation among them."""
        return {self.organisation_id} | {m.organisation_id for m in self.memberships if m.holds_on(day)}


class Membership(Base):
    """A role held in an organisation, from a day until a day."""

    __tablename__ = "membership"
    __table_args__ = (sa.Index("ix_membership_role_organisation", "role", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(sa.ForeignKey("participant.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    role: Mapped[str] = mapped_column(sa.String(60))
    since: Mapped[date | None]
    until: Mapped[date | None]

    participant: Mapped[Participant] = relationship(back_populates="memberships")
    organisation: Mapped[Organisation] = relationship(lazy="joined")

    def holds_on(self, day: date) -> bool:
        """Whether the role is held on that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, kw_only=True)
class PersonFacts:
    """What is needed to enter a person."""

    name: str
    email: str
    organisation: str
    language: str = ""
    roles: tuple[str, ...] = ()


def add(session: Session, facts: PersonFacts) -> Participant:
    """Enter a person with roles in the home organisation; Conflict when the address is known."""
    email = facts.email.strip().lower()
    if session.scalar(sa.select(Participant.id).where(Participant.email == email)) is not None:
        raise errors.Conflict(email=email)
    home = organisations.get(session, facts.organisation)
    person = Participant(name=facts.name, email=email, organisation=home, language=facts.language or home.language)
    session.add(person)
    session.flush()
    for role in facts.roles:
        give_role(session, person, role, home)
    return person


def give_role(session: Session, person: Participant, role: str, organisation: Organisation) -> Membership:
    """Let a person hold a role in an organisation from now on; the same role twice is one membership."""
    for membership in person.memberships:
        if (membership.role, membership.organisation_id, membership.until) == (role, organisation.id, None):
            return membership
    membership = Membership(participant=person, organisation=organisation, role=role)
    session.add(membership)
    session.flush()
    return membership


def id_of(value: object) -> int | None:
    """The id in a value of a process ("17"), or None when no person can have it."""
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID else None


def get(session: Session, participant_id: int) -> Participant:
    """The person with this id, or NotFound."""
    person = session.get(Participant, participant_id)
    if person is None:
        raise errors.NotFound(participant=participant_id)
    return person


def names(session: Session, ids: Collection[int]) -> dict[int, str]:
    """The names of people by their ids."""
    if not ids:
        return {}
    query = sa.select(Participant.id, Participant.name).where(Participant.id.in_(ids))
    return {row.id: row.name for row in session.execute(query)}


def holders(session: Session, role: str, day: date, organisation_ids: Sequence[int] | None = None) -> list[Membership]:
    """Memberships by which active people hold a role on a day, in the given organisations or anywhere, by name."""
    query = (
        sa.select(Membership)
        .join(Membership.participant)
        .where(Membership.role == role, Participant.active)
        .where(sa.or_(Membership.since.is_(None), Membership.since <= day))
        .where(sa.or_(Membership.until.is_(None), Membership.until >= day))
        .order_by(Participant.name, Membership.id)
        .options(sa.orm.contains_eager(Membership.participant).lazyload(Participant.memberships))
    )
    if organisation_ids is not None:
        query = query.where(Membership.organisation_id.in_(organisation_ids))
    return list(session.scalars(query))


def everyone(session: Session, role: str | None = None, day: date | None = None) -> Sequence[Participant]:
    """Active people by name, all or those who hold a role on a day."""
    query = sa.select(Participant).where(Participant.active).order_by(Participant.name)
    if role is not None and day is not None:
        query = query.where(Participant.id.in_([m.participant_id for m in holders(session, role, day)]))
    return session.scalars(query.options(sa.orm.lazyload(Participant.memberships))).all()
