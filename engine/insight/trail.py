"""The audit trail as people read it: entries with what they point to, searched, sorted and paged."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import errors
from engine.casework import cases, permissions
from engine.casework.cases import Case
from engine.casework.permissions import Asker
from engine.casework.records import Task
from engine.insight import names
from engine.insight.names import Names
from engine.ledger.audit import Action, AuditEntry, AuditHead
from engine.people.participants import Participant

PAGE_SIZE = 50
BATCH = 500
# Left out of a case's story: what an automatic step did has entries of its own, reminders have a page of their own,
# a person's own date is their own, and who has read a confidential case is no event of it.
ROUTINE = (
    *(Action.JOB_DONE.value, Action.TASK_REMINDED.value),
    *(Action.FOLLOW_UP_SET.value, Action.CASE_READ.value),
)
Place = tuple[datetime, int, int]
"""Where an entry stands in a list: its moment, chain and number."""


class Order(StrEnum):
    """What comes first."""

    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, kw_only=True)
class Words:
    """Words to be found: as they stand, and what they mean in the language of whoever asks.

    `actions` are kinds of acts and `codes` stored words that are called so; `elements` are tasks, by the id of the
    process version and the element.
    """

    text: str
    actions: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    elements: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What is asked for; empty fields do not narrow. `after` is the last row seen.

    `heads` bounds each chain by a number, so that what is written meanwhile stays out.
    """

    case: int | None = None
    actor: int | None = None
    action: str = ""
    actions: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    organisation: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: datetime | None = None
    of_cases: bool = False
    words: Words | None = None
    heads: dict[int, int] | None = None
    order: Order = Order.NEWEST
    after: Place | None = None
    size: int = PAGE_SIZE


@dataclass(frozen=True, kw_only=True)
class Page(Names):
    """Entries, and the things they name by id, for sentences; `following` is set when there are more.

    `hidden` are confidential cases that the reader of the trail may not open.
    """

    entries: Sequence[AuditEntry]
    following: Place | None
    hidden: frozenset[int] = frozenset()


def page(session: Session, by: Asker, wanted: Filter) -> Page:
    """One page of the entries somebody may read."""
    found = session.scalars(_query(by, wanted).limit(wanted.size + 1)).all()
    last = found[wanted.size - 1] if len(found) > wanted.size else None
    return _page(session, by, found[: wanted.size], (last.at, last.chain, last.seq) if last else None)


def entry(session: Session, by: Asker, chain: int, seq: int) -> Page:
    """One entry by its place in a chain, as a page of its own; NotFound when one may not read it."""
    place = (AuditEntry.chain == chain, AuditEntry.seq == seq)
    found = session.scalars(sa.select(AuditEntry).where(*place, permissions.visible_entries(by))).one_or_none()
    if found is None:
        raise errors.NotFound(chain=chain, seq=seq)
    return _page(session, by, [found], None)


def at_places(session: Session, by: Asker, places: Sequence[tuple[int, int]]) -> Page:
    """The entries at these places, by chain and number, that somebody may read, in that order."""
    inside = sa.tuple_(AuditEntry.chain, AuditEntry.seq).in_(places)
    query = sa.select(AuditEntry).where(inside, permissions.visible_entries(by))
    found = {(one.chain, one.seq): one for one in session.scalars(query)}
    return _page(session, by, [found[place] for place in places if place in found], None)


def batches(session: Session, by: Asker, wanted: Filter, *, by_case: bool = False) -> Iterator[Page]:
    """Every entry that is asked for, some hundreds at a time; sorted as asked, or case by case and oldest first."""
    query = _query(by, wanted)
    if by_case:
        query = query.order_by(None).order_by(AuditEntry.case_id, AuditEntry.at, AuditEntry.chain, AuditEntry.seq)
    with closing(session.scalars(query.execution_options(yield_per=BATCH))) as found:
        for entries in found.partitions():
            yield _page(session, by, entries, None)


def count(session: Session, by: Asker, wanted: Filter, most: int) -> int:
    """How many entries are asked for, counted up to `most`."""
    inner = narrowed(sa.select(AuditEntry.seq), by, wanted).limit(most).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(inner)) or 0


def heads(session: Session) -> dict[int, int]:
    """The number of the last entry of each chain, as it is now."""
    rows = session.execute(sa.select(AuditHead.chain, AuditHead.seq))
    return {row.chain: row.seq for row in rows}


def people(session: Session, by: Asker) -> Sequence[Participant]:
    """Active people by name whose acts one may ask for."""
    query = sa.select(Participant).where(Participant.active, permissions.visible_people(by))
    slim = sa.orm.lazyload(Participant.memberships)
    return session.scalars(query.options(slim).order_by(Participant.name, Participant.id)).all()


def narrowed(query: sa.Select[Any], by: Asker, wanted: Filter) -> sa.Select[Any]:
    """A query over entries, bounded to those that are asked for and may be read."""
    query = bounded(query, wanted).where(permissions.visible_entries(by))
    return query if wanted.words is None else query.where(_saying(by, wanted.words))


def bounded(query: sa.Select[Any], wanted: Filter) -> sa.Select[Any]:
    """A query over entries, bounded to those that are asked for, but for the words: whoever may read them."""
    conditions: tuple[tuple[object, Callable[[Any], sa.ColumnElement[bool]]], ...] = (
        (wanted.case, lambda value: AuditEntry.case_id == value),
        (wanted.actor, lambda value: AuditEntry.actor_id == value),
        (wanted.action or None, lambda value: AuditEntry.action == value),
        (wanted.actions or None, AuditEntry.action.in_),
        (wanted.without or None, AuditEntry.action.not_in),
        (wanted.organisation, lambda value: AuditEntry.chain == value),
        (wanted.since, lambda value: AuditEntry.at >= value),
        (wanted.until, lambda value: AuditEntry.at <= value),
        (wanted.before, lambda value: AuditEntry.at < value),
        (wanted.of_cases or None, lambda _: AuditEntry.case_id.is_not(None)),
        (wanted.heads, _up_to),
    )
    for value, condition in conditions:
        if value is not None:
            query = query.where(condition(value))
    return query


def _query(by: Asker, wanted: Filter) -> sa.Select[AuditEntry]:
    query: sa.Select[AuditEntry] = narrowed(sa.select(AuditEntry), by, wanted)
    columns = (AuditEntry.at, AuditEntry.chain, AuditEntry.seq)
    if wanted.after is not None:
        query = query.where(_beyond(columns, wanted.after, wanted.order))
    return query.order_by(*(one.asc() if wanted.order is Order.OLDEST else one.desc() for one in columns))


def _beyond(columns: tuple[Any, Any, Any], after: Place, order: Order) -> sa.ColumnElement[bool]:
    at, chain, seq = columns
    if order is Order.OLDEST:
        same_link = sa.and_(chain == after[1], seq > after[2])
        return sa.or_(at > after[0], sa.and_(at == after[0], sa.or_(chain > after[1], same_link)))
    same_link = sa.and_(chain == after[1], seq < after[2])
    return sa.or_(at < after[0], sa.and_(at == after[0], sa.or_(chain < after[1], same_link)))


def _saying(by: Asker, words: Words) -> sa.ColumnElement[bool]:
    """That an entry says the words: in its details, by its kind, its task, or the number or title of its case."""
    titled = sa.select(Case.id).where(permissions.visible_cases(by), cases.found_by(words.text))
    found = [
        AuditEntry.sought.contains(cases.folded(words.text), autoescape=True),
        AuditEntry.case_id.in_(titled),
        *(AuditEntry.sought.contains(f"\n{cases.folded(code)}\n", autoescape=True) for code in words.codes),
    ]
    if words.actions:
        found.append(AuditEntry.action.in_(words.actions))
    if words.elements:
        named = sa.select(Task.id).where(sa.tuple_(Task.version_id, Task.element).in_(words.elements))
        found.append(AuditEntry.task_id.in_(named))
    return sa.or_(*found)


def _up_to(heads: dict[int, int]) -> sa.ColumnElement[bool]:
    bounds = (sa.and_(AuditEntry.chain == chain, AuditEntry.seq <= seq) for chain, seq in sorted(heads.items()))
    return sa.or_(sa.false(), *bounds)


def _page(session: Session, by: Asker, entries: Sequence[AuditEntry], following: Place | None) -> Page:
    found = names.of(session, entries)
    known = {field.name: getattr(found, field.name) for field in fields(Names)}
    secret = {case.id for case in found.cases.values() if case.confidential}
    hidden = frozenset(secret - permissions.seen(session, by, secret)) if secret else frozenset()
    return Page(entries=entries, following=following, hidden=hidden, **known)
