"""Organisations that take part."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import errors
from engine.database import Base


class Country(StrEnum):
    """The two countries of the programme (ISO 3166)."""

    DENMARK = "DK"
    SWEDEN = "SE"


class OrganisationKind(StrEnum):
    """What an organisation is."""

    MUNICIPALITY = "municipality"
    REGION = "region"
    UNIVERSITY = "university"
    COMPANY = "company"
    OTHER = "other"


ZONES = {Country.DENMARK: "Europe/Copenhagen", Country.SWEDEN: "Europe/Stockholm"}
LANGUAGES = {Country.DENMARK: "da", Country.SWEDEN: "sv"}


class Organisation(Base):
    """A municipality, region, university or company."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(60), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    country: Mapped[str] = mapped_column(sa.String(2))
    kind: Mapped[str] = mapped_column(sa.String(20))
    language: Mapped[str] = mapped_column(sa.String(5))
    registration: Mapped[str] = mapped_column(sa.String(60), default="")
    email: Mapped[str] = mapped_column(sa.String(200), default="")

    @property
    def calendar(self) -> str:
        """The calendar its working days follow."""
        return self.country

    @property
    def zone(self) -> str:
        """The name of its time zone."""
        return ZONES[Country(self.country)]


@dataclass(frozen=True, kw_only=True)
class OrganisationFacts:
    """What is needed to enter an organisation."""

    key: str
    name: str
    country: Country
    kind: OrganisationKind
    language: str = ""
    registration: str = ""
    email: str = ""


def add(session: Session, facts: OrganisationFacts) -> Organisation:
    """Enter an organisation; Conflict when its key is taken."""
    if find(session, facts.key) is not None:
        raise errors.Conflict(organisation=facts.key)
    organisation = Organisation(
        key=facts.key,
        name=facts.name,
        country=facts.country.value,
        kind=facts.kind.value,
        language=facts.language or LANGUAGES[facts.country],
        registration=facts.registration,
        email=facts.email,
    )
    session.add(organisation)
    session.flush()
    return organisation


def find(session: Session, key: str) -> Organisation | None:
    """The organisation with this key, if there is one."""
    return session.scalar(sa.select(Organisation).where(Organisation.key == key))


def get(session: Session, key: str) -> Organisation:
    """The organisation with this key, or NotFound."""
    organisation = find(session, key)
    if organisation is None:
        raise errors.NotFound(organisation=key)
    return organisation


def all_of(session: Session, *kinds: str) -> Sequence[Organisation]:
    """Organisations of the given kinds, or all, by name."""
    query = sa.select(Organisation).order_by(Organisation.name)
    return session.scalars(query.where(Organisation.kind.in_(kinds)) if kinds else query).all()
