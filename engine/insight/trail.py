"""The audit trail as people read it: entries with what they point to, newest first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from engine.casework import permissions
from engine.casework.cases import Case
from engine.casework.permissions import Asker
from engine.casework.processes import Process, ProcessVersion, Release
from engine.casework.records import Task
from engine.ledger.audit import Action, AuditEntry
from engine.people.organisations import Organisation
from engine.people.participants import Participant

PAGE_SIZE = 50
ROUTINE = (Action.JOB_DONE.value,)  # left out of a case's story: what such a step did has entries of its own


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What is asked for; empty fields do not narrow. `after` is the last row seen: moment, chain, number."""

    case: int | None = None
    actor: int | None = None
    action: str = ""
    without: tuple[str, ...] = ()
    organisation: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    after: tuple[datetime, int, int] | None = None
    size: int = PAGE_SIZE


@dataclass(frozen=True)
class Page:
    """Entries, and the things they name by id, for sentences; `following` is set when there are more."""

    entries: Sequence[AuditEntry]
    people: dict[int, Participant]
    cases: dict[int, Case]
    tasks: dict[int, Task]
    organisations: dict[int, Organisation]
    versions: dict[tuple[int, str], ProcessVersion]
    published: dict[tuple[str, int], ProcessVersion]
    following: tuple[datetime, int, int] | None


def page(session: Session, by: Asker, wanted: Filter) -> Page:
    """One page of the entries somebody may read."""
    query = _narrowed(sa.select(AuditEntry).where(permissions.visible_entries(by)), wanted)
    if wanted.after is not None:
        query = query.where(_beyond(*wanted.after))
    order = (AuditEntry.at.desc(), AuditEntry.chain.desc(), AuditEntry.seq.desc())
    found = session.scalars(query.order_by(*order).limit(wanted.size + 1)).all()
    entries = found[: wanted.size]
    last = entries[-1] if len(found) > wanted.size else None
    return _with_names(session, entries, (last.at, last.chain, last.seq) if last else None)


def people(session: Session, by: Asker) -> Sequence[Participant]:
    """Active people by name whose acts one may ask for."""
    query = sa.select(Participant).where(Participant.active, permissions.visible_people(by))
    slim = sa.orm.lazyload(Participant.memberships)
    return session.scalars(query.options(slim).order_by(Participant.name, Participant.id)).all()


def _beyond(at: datetime, chain: int, seq: int) -> sa.ColumnElement[bool]:
    same_link = sa.and_(AuditEntry.chain == chain, AuditEntry.seq < seq)
    same_moment = sa.and_(AuditEntry.at == at, sa.or_(AuditEntry.chain < chain, same_link))
    return sa.or_(AuditEntry.at < at, same_moment)


def _narrowed(query: sa.Select[AuditEntry], wanted: Filter) -> sa.Select[AuditEntry]:
    conditions: tuple[tuple[object, Callable[[Any], sa.ColumnElement[bool]]], ...] = (
        (wanted.case, lambda value: AuditEntry.case_id == value),
        (wanted.actor, lambda value: AuditEntry.actor_id == value),
        (wanted.action or None, lambda value: AuditEntry.action == value),
        (wanted.without or None, AuditEntry.action.not_in),
        (wanted.organisation, lambda value: AuditEntry.chain == value),
        (wanted.since, lambda value: AuditEntry.at >= value),
        (wanted.until, lambda value: AuditEntry.at <= value),
    )
    for value, condition in conditions:
        if value is not None:
            query = query.where(condition(value))
    return query


def _with_names(session: Session, entries: Sequence[AuditEntry], following: tuple[datetime, int, int] | None) -> Page:
    facts = [entry.facts["details"] for entry in entries]
    tasks = {number for one in facts for number in _numbers(one, "task", "opened")}
    people = {number for one in facts for number in _numbers(one, "before", "after", "to", "participant")}
    people |= {entry.actor_id for entry in entries if entry.actor_id is not None}
    organisations = {number for one in facts for number in _numbers(one, "organisation")}
    organisations |= {entry.chain for entry in entries if entry.chain}
    cases = {entry.case_id for entry in entries if entry.case_id is not None}
    return Page(
        entries=entries,
        people=_by_id(session, sa.select(Participant).options(sa.orm.lazyload(Participant.memberships)), people),
        cases=_by_id(session, sa.select(Case), cases),
        tasks=_by_id(session, sa.select(Task).options(joinedload(Task.version, innerjoin=True)), tasks),
        organisations=_by_id(session, sa.select(Organisation), organisations),
        versions=_deciding(session, entries),
        published=_published(session, facts),
        following=following,
    )


def _deciding(session: Session, entries: Sequence[AuditEntry]) -> dict[tuple[int, str], ProcessVersion]:
    """The process versions whose decision tables are named, by case and process."""
    deciding = [entry for entry in entries if entry.action == Action.DECISION_MADE]
    if not deciding:
        return {}
    query = (
        sa.select(Case.id, ProcessVersion)
        .join(Release, Release.id == Case.release_id)
        .join(Release.versions)
        .join(ProcessVersion.process)
        .where(Case.id.in_({entry.case_id for entry in deciding}))
        .where(Process.key.in_({entry.facts["details"]["process"] for entry in deciding}))
    )
    return {(case_id, version.process.key): version for case_id, version in session.execute(query)}


def _published(session: Session, facts: Sequence[Mapping[str, Any]]) -> dict[tuple[str, int], ProcessVersion]:
    """The versions by which publications are named, by process and number."""
    wanted = {(one["process"], one["versions"][one["process"]]) for one in facts if "versions" in one}
    if not wanted:
        return {}
    query = sa.select(ProcessVersion).join(ProcessVersion.process)
    query = query.where(sa.tuple_(Process.key, ProcessVersion.number).in_(sorted(wanted)))
    return {(version.process.key, version.number): version for version in session.scalars(query)}


def _numbers(details: dict[str, object], *names: str) -> set[int]:
    found: set[int] = set()
    for name in names:
        value = details.get(name)
        values = value if isinstance(value, list) else [value]
        found |= {one for one in values if isinstance(one, int) and not isinstance(one, bool)}
    return found


def _by_id(session: Session, query: sa.Select[Any], ids: set[int]) -> dict[int, Any]:
    if not ids:
        return {}
    entity = query.column_descriptions[0]["entity"]
    return {row.id: row for row in session.scalars(query.where(entity.id.in_(ids)))}
