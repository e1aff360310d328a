"""Whether the audit chains are whole: what was changed, cut or added behind the product's back."""

import json
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine.ledger import protection
from engine.ledger.audit import START, AuditEntry, AuditHead, canonical, link, task_of

BATCH = 2_000
# The moment as it is stored: what cannot be read as one is a fault to be found, not a reason to stop.
_COLUMNS = (
    *(AuditEntry.chain, AuditEntry.seq, AuditEntry.action, AuditEntry.actor_id, AuditEntry.case_id, AuditEntry.task_id),
    *(AuditEntry.prev, AuditEntry.hash, AuditEntry.body, sa.type_coerce(AuditEntry.at, sa.String).label("at")),
)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """The first thing wrong in a chain: `missing`, `changed`, `unlinked`, `tail_cut`, `extra_tail` or `unprotected`."""

    code: str
    chain: int
    seq: int


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Result of checking: how many entries were read, in which chains, and every fault found."""

    entries: int
    chains: tuple[int, ...]
    faults: tuple[Fault, ...]
    unprotected: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults and not self.unprotected


class _Head(NamedTuple):
    """Number and hash of the last link."""

    seq: int
    hash: bytes


def verify(session: Session, chain: int | None = None) -> Verdict:
    """Read one chain, or all, from its first link, and compare with its head and the triggers, while others write."""
    chains = set(session.scalars(sa.select(AuditHead.chain).union(sa.select(AuditEntry.chain))))
    wanted = sorted(chains if chain is None else chains & {chain})
    results = [_verify_chain(session, number) for number in wanted]
    return Verdict(
        entries=sum(count for count, _ in results),
        chains=tuple(wanted),
        faults=tuple(fault for _, fault in results if fault),
        unprotected=tuple(protection.missing(session.connection())),
    )


def _verify_chain(session: Session, chain: int) -> tuple[int, Fault | None]:
    head = _head(session, chain)
    query = sa.select(*_COLUMNS).where(AuditEntry.chain == chain, AuditEntry.seq <= head.seq).order_by(AuditEntry.seq)
    with closing(session.execute(query.execution_options(yield_per=BATCH))) as rows:
        seq, previous, code = _walk(rows)
    if code is None and seq < head.seq:
        seq, code = seq + 1, "tail_cut"
    elif code is None:
        seq, code = _tail(session, chain, _Head(seq, previous), head)
    return seq, Fault(code=code, chain=chain, seq=seq) if code else None


def _head(session: Session, chain: int) -> _Head:
    found = session.execute(sa.select(AuditHead.seq, AuditHead.hash).where(AuditHead.chain == chain)).one_or_none()
    return _Head(found.seq, found.hash) if found else _Head(0, START)


def _tail(session: Session, chain: int, walked: _Head, head: _Head) -> tuple[int, str | None]:
    last = session.scalar(sa.select(sa.func.max(AuditEntry.seq)).where(AuditEntry.chain == chain)) or 0
    # Read after the last entry: a head is never behind the entries written with it.
    if walked != head or last > _head(session, chain).seq:
        return last, "extra_tail"
    return walked.seq, None


def _walk(entries: Iterable[Any]) -> tuple[int, bytes, str | None]:
    seq, previous = 0, START
    for entry in entries:
        seq += 1
        fault = _fault_of(entry, seq, previous)
        if fault:
            return seq, previous, fault
        previous = entry.hash
    return seq, previous, None


def _fault_of(entry: Any, seq: int, previous: bytes) -> str | None:
    if entry.seq != seq:
        return "missing"
    if entry.prev != previous:
        return "unlinked"
    if link(previous, entry.body) != entry.hash or not _columns_agree(entry):
        return "changed"
    return None


def _columns_agree(entry: Any) -> bool:
    try:
        facts = json.loads(entry.body)
        actor = facts["actor"] if isinstance(facts["actor"], int) else None
        task = task_of(facts["details"])
        repeated = (facts["chain"], facts["seq"], facts["at"], facts["action"], actor, facts["case"], task)
        columns = (entry.chain, entry.seq, _moment(entry.at), entry.action, entry.actor_id, entry.case_id)
        return repeated == (*columns, entry.task_id) and canonical(facts) == entry.body
    except (AttributeError, KeyError, TypeError, ValueError):  # a body or a moment that the product never wrote
        return False


def _moment(stored: object) -> str:
    at = stored if isinstance(stored, datetime) else datetime.fromisoformat(str(stored)).replace(tzinfo=UTC)
    return at.astimezone(UTC).isoformat()
