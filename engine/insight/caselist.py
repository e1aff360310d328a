"""The list of cases somebody may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from engine.casework import cases, permissions
from engine.casework.cases import Case, CaseStatus
from engine.casework.permissions import Asker
from engine.casework.processes import Process, Release

PAGE_SIZE = 25


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
    after: tuple[str, int] | None = None


@dataclass(frozen=True)
class Page:
    """Cases with their releases, and the key of the next page when there is one."""

    cases: Sequence[Case]
    following: tuple[str, int] | None


def page(session: Session, by: Asker, wanted: Filter) -> Page:
    """One page of the cases somebody may see."""
    key, descending = _key(wanted.order)
    query = _narrowed(sa.select(Case, key).where(permissions.visible_cases(by)), wanted)
    if wanted.after is not None:
        query = query.where(_beyond(key, wanted, descending))
    sort = (key.desc(), Case.id.desc()) if descending else (key.asc(), Case.id.asc())
    load = joinedload(Case.release, innerjoin=True).selectinload(Release.versions)
    found = session.execute(query.options(load).order_by(*sort).limit(PAGE_SIZE + 1)).unique().all()
    last = found[PAGE_SIZE - 1] if len(found) > PAGE_SIZE else None
    return Page([row[0] for row in found[:PAGE_SIZE]], (_text(last[1]), last[0].id) if last else None)


def phases(session: Session, by: Asker) -> list[str]:
    """The phases in which there are cases somebody may see."""
    query = sa.select(Case.phase).where(permissions.visible_cases(by), Case.phase != "").distinct()
    return sorted(session.scalars(query))


def _narrowed(query: sa.Select[Case, object], wanted: Filter) -> sa.Select[Case, object]:
    if wanted.text:
        query = query.where(cases.found_by(wanted.text))
    if wanted.status in set(CaseStatus):
        query = query.where(Case.status == wanted.status)
    if wanted.phase:
        query = query.where(Case.phase == wanted.phase)
    if wanted.organisation is not None:
        query = query.where(Case.organisation_id == wanted.organisation)
    if wanted.process:
        query = query.join(Release, Release.id == Case.release_id).join(Process, Process.id == Release.process_id)
        query = query.where(Process.key == wanted.process)
    return query


def _key(order: Order) -> tuple[sa.ColumnElement[object], bool]:
    columns: dict[Order, tuple[sa.ColumnElement[object], bool]] = {
        Order.OPENED: (Case.opened_at, True),  # type: ignore[dict-item]
        Order.NUMBER: (Case.number, True),  # type: ignore[dict-item]
        Order.TITLE: (sa.func.lower(Case.title), False),
    }
    return columns[order]


def _beyond(key: sa.ColumnElement[object], wanted: Filter, descending: bool) -> sa.ColumnElement[bool]:
    assert wanted.after is not None  # noqa: S101
    text, case_id = wanted.after
    value: object = datetime.fromisoformat(text) if wanted.order is Order.OPENED else text
    if descending:
        return sa.or_(key < value, sa.and_(key == value, Case.id < case_id))
    return sa.or_(key > value, sa.and_(key == value, Case.id > case_id))


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
