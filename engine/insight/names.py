"""What audit entries point to by number: people, cases, tasks, organisations and process versions, for sentences."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from engine.casework.cases import Case
from engine.casework.processes import Process, ProcessVersion, Release
from engine.casework.reasons import Reason
from engine.casework.records import Task
from engine.ledger.audit import KEPT_REASON, Action, AuditEntry
from engine.people.organisations import Organisation
from engine.people.participants import Participant

PEOPLE = (
    "before",
    "after",
    "to",
    "participant",
    "holder",
    "for",
    "substitute",
    "told",
)  # details that name people by their ids


@dataclass(frozen=True, kw_only=True)
class Names:
    """Things by id. `versions` are those of a case's release by process, `published` those that were published."""

    people: dict[int, Participant]
    cases: dict[int, Case]
    tasks: dict[int, Task]
    organisations: dict[int, Organisation]
    versions: dict[tuple[int, str], ProcessVersion]
    published: dict[tuple[str, int], ProcessVersion]
    reasons: dict[int, Reason]


def of(session: Session, entries: Sequence[AuditEntry]) -> Names:
    """Read what the entries point to, each kind with one question at most."""
    facts = [entry.facts["details"] for entry in entries]
    tasks = {number for one in facts for number in _numbers(one, "task", "opened")}
    people = {number for one in facts for number in _numbers(one, *PEOPLE)}
    people |= {entry.actor_id for entry in entries if entry.actor_id is not None}
    organisations = {number for one in facts for number in _numbers(one, "organisation")}
    organisations |= {entry.chain for entry in entries if entry.chain}
    cases = {entry.case_id for entry in entries if entry.case_id is not None}
    return Names(
        people=_by_id(session, sa.select(Participant).options(sa.orm.lazyload(Participant.memberships)), people),
        cases=_by_id(session, sa.select(Case), cases),
        tasks=_by_id(session, sa.select(Task).options(joinedload(Task.version, innerjoin=True)), tasks),
        organisations=_by_id(session, sa.select(Organisation), organisations),
        versions=_deciding(session, entries),
        published=_published(session, facts),
        reasons=_by_id(session, sa.select(Reason), {number for one in facts for number in _numbers(one, "reason")}),
    )


def model_texts(session: Session) -> Sequence[tuple[int, str, Mapping[str, Any]]]:
    """What the models call things: id, process key and texts of every version that was ever published."""
    query = sa.select(ProcessVersion.id, Process.key, ProcessVersion.texts)
    rows = session.execute(query.join(Process, Process.id == ProcessVersion.process_id).order_by(ProcessVersion.id))
    return [(version_id, key, texts) for version_id, key, texts in rows]


def reasons_saying(session: Session, text: str, most: int) -> list[str]:
    """The newest reasons kept beside the trail that say the words, as entries refer to them."""
    query = sa.select(Reason.id).where(sa.func.lower(Reason.text).contains(text, autoescape=True))
    return [f"{KEPT_REASON}{number}" for number in session.scalars(query.order_by(Reason.id.desc()).limit(most))]


def release_of(session: Session, entry: AuditEntry) -> Release | None:
    """The release that a case followed when something happened in it; entries of older programs do not say it."""
    number = entry.facts.get("release")
    if number is None and entry.case_id is not None:
        number = session.scalar(sa.select(Case.release_id).where(Case.id == entry.case_id))
    return session.get(Release, number) if isinstance(number, int) else None


def _deciding(session: Session, entries: Sequence[AuditEntry]) -> dict[tuple[int, str], ProcessVersion]:
    """The process versions whose decision tables, case actions or steps are named, by case and process."""
    naming = (Action.DECISION_MADE, Action.CASE_ACTION, Action.CASE_HALTED)
    deciding = [entry for entry in entries if entry.action in naming and "process" in entry.facts["details"]]
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


def _numbers(details: Mapping[str, object], *names: str) -> set[int]:
    return {number for name in names for number in _flat(details.get(name))}


def _flat(value: object) -> Iterator[int]:
    """The numbers in a value, also in lists of lists."""
    if isinstance(value, list):
        for one in value:
            yield from _flat(one)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield value


def _by_id(session: Session, query: sa.Select[Any], ids: set[int]) -> dict[int, Any]:
    if not ids:
        return {}
    entity = query.column_descriptions[0]["entity"]
    return {row.id: row for row in session.scalars(query.where(entity.id.in_(ids)))}
