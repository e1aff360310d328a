"""The list of cases somebody may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from engine import clock
from engine.casework import cases, keyset, permissions
from engine.casework.cases import Case, CaseStatus
from engine.casework.keyset import Key, Sorting
from engine.casework.permissions import Asker
from engine.casework.processes import Process, Release
from engine.insight import overdue
from engine.model.overdue import KINDS

PAGE_SIZE = 25
MOST_OFFERED = 200
PAUSED = "paused"
"""Asked for like a status: a case that runs or is halted can be paused besides."""
OVERDUE = {f"overdue_{kind}": kind for kind in KINDS}
"""Asked for like a status too: something of a kind is overdue in the case."""


class Order(StrEnum):
    """What the list is sorted by."""

    OPENED = "opened"
    NUMBER = "number"
    TITLE = "title"


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What is asked for; empty fields do not narrow. `after` is the key of the last row seen."""

    text: str = ""
    status: str = ""
    phase: str = ""
    process: str = ""
    organisation: int | None = None
    order: Order = Order.OPENED
    after: Key | None = None


@dataclass(frozen=True)
class Page:
    """Cases with their releases, what is overdue in them, and the key of the next page when there is one."""

    cases: Sequence[Case]
    following: Key | None
    late: Mapping[int, Sequence[str]]


def page(session: Session, by: Asker, wanted: Filter) -> Page:
    """One page of the cases somebody may see."""
    sorting = _SORTINGS[wanted.order]
    query = _narrowed(sa.select(Case, sorting.value).where(permissions.visible_cases(by)), wanted)
    load = joinedload(Case.release, innerjoin=True).selectinload(Release.versions)
    rows, following = keyset.page(session, query.options(load), sorting, wanted.after, PAGE_SIZE)
    found = [row[0] for row in rows]
    return Page(found, following, overdue.kinds(session, [case.id for case in found], clock.now()))


def newest(session: Session, by: Asker, without: int | None = None) -> Sequence[Case]:
    """The newest cases somebody may see, but for one, for choosing among them."""
    query = sa.select(Case).where(permissions.visible_cases(by)).order_by(Case.id.desc()).limit(MOST_OFFERED)
    return session.scalars(query if without is None else query.where(Case.id != without)).all()


def phases(session: Session, by: Asker) -> list[str]:
    """The phases in which there are cases somebody may see."""
    query = sa.select(Case.phase).where(permissions.visible_cases(by), Case.phase != "").distinct()
    return sorted(session.scalars(query))


def _narrowed(query: sa.Select[Case, object], wanted: Filter) -> sa.Select[Case, object]:
    if wanted.text:
        query = query.where(cases.found_by(wanted.text))
    if wanted.status == PAUSED:
        query = query.where(Case.paused_at.is_not(None))
    elif wanted.status in OVERDUE:
        query = query.where(overdue.is_now(OVERDUE[wanted.status], clock.now()))
    elif wanted.status in set(CaseStatus):
        query = query.where(Case.status == wanted.status)
    if wanted.phase:
        query = query.where(Case.phase == wanted.phase)
    if wanted.organisation is not None:
        query = query.where(Case.organisation_id == wanted.organisation)
    if wanted.process:
        query = query.join(Release, Release.id == Case.release_id).join(Process, Process.id == Release.process_id)
        query = query.where(Process.key == wanted.process)
    return query


_SORTINGS = {
    Order.OPENED: Sorting(Case.opened_at, Case.id, read=datetime.fromisoformat, descending=True),
    Order.NUMBER: Sorting(Case.number, Case.id, descending=True),
    Order.TITLE: Sorting(sa.func.lower(Case.title), Case.id),
}
