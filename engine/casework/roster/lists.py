"""The lists of people and of organisations that administrators search."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from engine.casework import bounces, keyset
from engine.casework.keyset import Key, Sorting
from engine.people.organisations import Organisation
from engine.people.participants import Membership, Participant

PAGE_SIZE = 25


class Status(StrEnum):
    """Who is listed."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    ALL = "all"


class PeopleOrder(StrEnum):
    """What people are sorted by."""

    NAME = "name"
    ORGANISATION = "organisation"
    NEWEST = "newest"


class HomeOrder(StrEnum):
    """What organisations are sorted by."""

    NAME = "name"
    KIND = "kind"


@dataclass(frozen=True, kw_only=True)
class PeopleFilter:
    """Which people are asked for; empty fields do not narrow. `day` is the one on which `role` is held.

    `unreached`: only those whom mail does not reach.
    """

    day: date
    text: str = ""
    organisation: int | None = None
    role: str = ""
    status: Status = Status.ACTIVE
    unreached: bool = False
    order: PeopleOrder = PeopleOrder.NAME
    after: Key | None = None


@dataclass(frozen=True, kw_only=True)
class HomeFilter:
    """Which organisations are asked for; empty fields do not narrow."""

    text: str = ""
    country: str = ""
    kind: str = ""
    order: HomeOrder = HomeOrder.NAME
    after: Key | None = None


def people(session: Session, wanted: PeopleFilter) -> tuple[Sequence[Participant], Key | None]:
    """One page of people with their memberships, and the key of the next page."""
    sorting = {
        PeopleOrder.NAME: Sorting(sa.func.lower(Participant.name), Participant.id),
        PeopleOrder.ORGANISATION: Sorting(sa.func.lower(Organisation.name), Participant.id),
        PeopleOrder.NEWEST: Sorting(Participant.id, Participant.id, read=int, descending=True),
    }[wanted.order]
    query = sa.select(Participant, sorting.value).join(Participant.organisation)
    if wanted.text:
        names = (sa.func.lower(Participant.name), Participant.email)
        query = query.where(sa.or_(*(one.contains(wanted.text.lower(), autoescape=True) for one in names)))
    if wanted.organisation is not None:
        query = query.where(Participant.organisation_id == wanted.organisation)
    if wanted.role:
        query = query.where(Participant.id.in_(_holding(wanted.role, wanted.day)))
    if wanted.unreached:
        query = query.where(Participant.id.in_(bounces.unreached()))
    if wanted.status is not Status.ALL:
        query = query.where(Participant.active == (wanted.status is Status.ACTIVE))
    loads = selectinload(Participant.memberships)
    rows, following = keyset.page(session, query.options(loads), sorting, wanted.after, PAGE_SIZE)
    return [row[0] for row in rows], following


def homes(session: Session, wanted: HomeFilter) -> tuple[Sequence[Organisation], Key | None]:
    """One page of organisations, and the key of the next page."""
    value = sa.func.lower(Organisation.name) if wanted.order is HomeOrder.NAME else Organisation.kind
    sorting = Sorting(value, Organisation.id)
    query = sa.select(Organisation, sorting.value)
    if wanted.text:
        names = (sa.func.lower(Organisation.name), Organisation.key)
        query = query.where(sa.or_(*(one.contains(wanted.text.lower(), autoescape=True) for one in names)))
    if wanted.country:
        query = query.where(Organisation.country == wanted.country)
    if wanted.kind:
        query = query.where(Organisation.kind == wanted.kind)
    rows, following = keyset.page(session, query, sorting, wanted.after, PAGE_SIZE)
    return [row[0] for row in rows], following


def _holding(role: str, day: date) -> sa.Select[int]:
    held = sa.select(Membership.participant_id).where(Membership.role == role)
    held = held.where(sa.or_(Membership.since.is_(None), Membership.since <= day))
    return held.where(sa.or_(Membership.until.is_(None), Membership.until >= day))
