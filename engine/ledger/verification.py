"""Whether the audit chains are whole: what was changed, cut or added behind the product's back."""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine.ledger import protection
from engine.ledger.audit import START, AuditEntry, AuditHead, canonical, link

BATCH = 2_000


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


def verify(session: Session, chain: int | None = None) -> Verdict:
    """Read one chain, or all, from its first link, and compare with its head and the triggers."""
    heads = dict(session.execute(sa.select(AuditHead.chain, AuditHead)).all())
    chains = set(heads) | set(session.scalars(sa.select(AuditEntry.chain).distinct()))
    wanted = sorted(chains if chain is None else chains & {chain})
    results = [_verify_chain(session, number, heads.get(number)) for number in wanted]
    return Verdict(
        entries=sum(count for count, _ in results),
        chains=tuple(wanted),
        faults=tuple(fault for _, fault in results if fault),
        unprotected=tuple(protection.missing(session.connection())),
    )


def _verify_chain(session: Session, chain: int, head: AuditHead | None) -> tuple[int, Fault | None]:
    query = sa.select(AuditEntry).where(AuditEntry.chain == chain).order_by(AuditEntry.seq)
    with closing(session.scalars(query.execution_options(yield_per=BATCH))) as rows:
        seq, previous, fault = _walk(rows)
    if fault:
        return seq, Fault(code=fault, chain=chain, seq=seq)
    if head is None:
        return seq, Fault(code="extra_tail", chain=chain, seq=seq)
    if head.seq > seq:
        return seq, Fault(code="tail_cut", chain=chain, seq=seq + 1)
    if head.seq < seq or head.hash != previous:
        return seq, Fault(code="extra_tail", chain=chain, seq=seq)
    return seq, None


def _walk(entries: Iterable[AuditEntry]) -> tuple[int, bytes, str | None]:
    seq, previous = 0, START
    for entry in entries:
        seq += 1
        fault = _fault_of(entry, seq, previous)
        if fault:
            return seq, previous, fault
        previous = entry.hash
    return seq, previous, None


def _fault_of(entry: AuditEntry, seq: int, previous: bytes) -> str | None:
    if entry.seq != seq:
        return "missing"
    if entry.prev != previous:
        return "unlinked"
    if link(previous, entry.body) != entry.hash or not _columns_agree(entry):
        return "changed"
    return None


def _columns_agree(entry: AuditEntry) -> bool:
    facts = entry.facts
    actor = facts["actor"] if isinstance(facts["actor"], int) else None
    repeated = (facts["chain"], facts["seq"], facts["at"], facts["action"], actor, facts["case"])
    columns = (entry.chain, entry.seq, entry.at.isoformat(), entry.action, entry.actor_id, entry.case_id)
    return repeated == columns and canonical(facts) == entry.body
