"""Exports of the audit trail: what may leave at once, and the entry that tells of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy.orm import Session

from engine.casework.cases import Case
from engine.ledger import audit
from engine.ledger.audit import PLATFORM, Action, Entry

MOST_ENTRIES = 100_000


class Format(StrEnum):
    """Kinds of files."""

    CSV = "csv"
    XES = "xes"


@dataclass(frozen=True, kw_only=True)
class Export:
    """What was taken: so many entries in a format, by what was asked for; `names` when people stand in it by name.

    `case`, `person` and `organisation` are those that the search was narrowed to.
    """

    format: Format
    count: int
    names: bool
    asked: Mapping[str, str] = field(default_factory=dict)
    case: int | None = None
    person: int | None = None
    organisation: int | None = None


def record(session: Session, export: Export, by: int) -> None:
    """Record an export: in the chain of its case, or in that of the installation."""
    case = session.get(Case, export.case) if export.case else None
    details = {
        "format": export.format.value,
        "count": export.count,
        "names": export.names,
        "filter": dict(export.asked),
        "participant": export.person,
        "organisation": export.organisation,
    }
    audit.record(
        session,
        Entry(
            action=Action.TRAIL_EXPORTED,
            actor=by,
            chain=case.organisation_id if case is not None else PLATFORM,
            case=case.id if case is not None else None,
            release=case.release_id if case is not None else None,
            details=details,
        ),
    )
