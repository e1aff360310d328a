"""Whether the answers of tasks are still those that were handed in: each is held against the seal in the trail."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine.casework.cases import Case
from engine.casework.records import Task
from engine.ledger import seals
from engine.ledger.audit import SEAL, Action, AuditEntry
from engine.ledger.seals import Compared, Differing
from engine.ledger.verification import Stretch

BATCH = 500


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """A task that was handed in with a seal: where that stands in the trail, and whether the answers still fit it."""

    chain: int
    seq: int
    seal: str
    fits: bool


def compare(session: Session, stretch: Stretch | None = None) -> Compared:
    """Hold the answers of every task that was handed in, in this part of the trail, against the seal in its entry."""
    covered = uncovered = 0
    differing = []
    for row in _rows(session, *_within(stretch or Stretch())):
        found = _sealed(row)
        if found is None:
            uncovered += 1
            continue
        covered += 1
        if not found.fits:
            differing.append(Differing(task=row.task_id, case=row.number or "", chain=row.chain, seq=row.seq))
    return Compared(covered=covered, uncovered=uncovered, differing=tuple(differing))


def of_case(session: Session, case_id: int) -> dict[int, Sealed]:
    """The tasks of a case whose answers are sealed, by id."""
    rows = _rows(session, AuditEntry.case_id == case_id)
    return {row.task_id: found for row in rows if (found := _sealed(row)) is not None}


def _within(stretch: Stretch) -> Iterator[sa.ColumnElement[bool]]:
    yield AuditEntry.seq >= stretch.first
    if stretch.chain is not None:
        yield AuditEntry.chain == stretch.chain
    if stretch.last is not None:
        yield AuditEntry.seq <= stretch.last


def _rows(session: Session, *conditions: sa.ColumnElement[bool]) -> Iterator[Any]:
    """Completions with the answers as text: what somebody made of them need not be JSON any more."""
    columns = (AuditEntry.chain, AuditEntry.seq, AuditEntry.task_id, AuditEntry.body, Case.number)
    query = sa.select(*columns, sa.cast(Task.answers, sa.Text).label("answers"))
    query = query.outerjoin(Task, Task.id == AuditEntry.task_id).outerjoin(Case, Case.id == AuditEntry.case_id)
    query = query.where(AuditEntry.action == Action.TASK_COMPLETED.value, *conditions)
    ordered = query.order_by(AuditEntry.chain, AuditEntry.seq)
    with closing(session.execute(ordered.execution_options(yield_per=BATCH))) as rows:
        yield from rows


def _sealed(row: Any) -> Sealed | None:
    """The seal in an entry, None in one from before there were seals. What is no entry is the chain's fault to find."""
    try:
        seal = json.loads(row.body)["details"].get(SEAL)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    if not isinstance(seal, str):
        return None
    return Sealed(chain=row.chain, seq=row.seq, seal=seal, fits=seals.fits(seal, row.answers))
