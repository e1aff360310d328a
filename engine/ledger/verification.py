"""Whether the audit chains are whole: what was changed, cut or added behind the product's back."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine.ledger import checkpoints, merkle, notes, protection
from engine.ledger.audit import START, AuditEntry, AuditHead
from engine.ledger.checkpoints import AuditCheckpoint
from engine.ledger.keys import Verifier
from engine.ledger.notes import Note
from engine.ledger.walking import Walk

BATCH = 2_000
# The moment as it is stored: what cannot be read as one is a fault to be found, not a reason to stop.
_COLUMNS = (
    *(AuditEntry.chain, AuditEntry.seq, AuditEntry.action, AuditEntry.actor_id, AuditEntry.case_id, AuditEntry.task_id),
    *(AuditEntry.prev, AuditEntry.hash, AuditEntry.body, sa.type_coerce(AuditEntry.at, sa.String).label("at")),
)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something wrong in a chain, from entry `seq` on, and until which entry at the latest where that is known.

    Of the chain itself: `missing`, `changed`, `unlinked`, `tail_cut`, `extra_tail`. Against a signed note: `rehashed`
    (all links fit, but they are not those that were signed), `other_key` and `bad_signature` (the note is not ours).
    """

    code: str
    chain: int
    seq: int
    until: int | None = None


@dataclass(frozen=True, kw_only=True)
class Result:
    """One chain: entries read, the number up to which it is sound, the last signed note that fits, what is wrong."""

    chain: int
    entries: int
    sound_up_to: int
    signed_up_to: int
    fault: Fault | None


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Result of checking, chain by chain, and the triggers that are missing."""

    results: tuple[Result, ...]
    unprotected: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults and not self.unprotected

    @property
    def entries(self) -> int:
        """How many entries were read."""
        return sum(result.entries for result in self.results)

    @property
    def chains(self) -> tuple[int, ...]:
        """The chains that were read."""
        return tuple(result.chain for result in self.results)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The first fault of each chain that has one."""
        return tuple(result.fault for result in self.results if result.fault is not None)


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What entries are held against beside their chain: notes kept elsewhere, and the key that all notes must have.

    Without a key the signatures are left unchecked, and only the roots compared.
    """

    notes: Sequence[Note] = ()
    verifier: Verifier | None = None


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """The part of the chains that is read: all, one, or one from an entry to another."""

    chain: int | None = None
    first: int = 1
    last: int | None = None


class _Head(NamedTuple):
    """Number and hash of the last link."""

    seq: int
    hash: bytes


@dataclass
class _Notes:
    """The notes about one chain that are ours, and the first that is not."""

    roots: dict[int, bytes] = field(default_factory=dict)
    forged: Fault | None = None


def verify(session: Session, stretch: Stretch | None = None, evidence: Evidence | None = None) -> Verdict:
    """Read chains and hold them against their heads, signed notes and the triggers, while others write."""
    stretch, evidence = stretch or Stretch(), evidence or Evidence()
    written = sa.union(*(sa.select(table.chain) for table in (AuditHead, AuditEntry, AuditCheckpoint)))
    chains = set(session.scalars(written)) | {note.chain for note in evidence.notes}
    wanted = sorted(chains if stretch.chain is None else chains & {stretch.chain})
    return Verdict(
        results=tuple(_verify_chain(session, number, stretch, evidence) for number in wanted),
        unprotected=tuple(protection.missing(session.connection())),
    )


def _verify_chain(session: Session, chain: int, stretch: Stretch, evidence: Evidence) -> Result:
    known = _notes(session, chain, evidence)  # read before the head: no note is about entries that come later
    head = _head(session, chain)
    walk = _beginning(session, chain, stretch.first, known)
    begun, last = walk.seq, min(head.seq, stretch.last or head.seq)
    query = sa.select(*_COLUMNS).where(AuditEntry.chain == chain, AuditEntry.seq > begun, AuditEntry.seq <= last)
    with closing(session.execute(query.order_by(AuditEntry.seq).execution_options(yield_per=BATCH))) as rows:
        code = walk.along(rows)
    fault = _fault(session, chain, walk, code, head if last == head.seq else None) or known.forged
    if fault is None and known.roots and max(known.roots) > head.seq:
        fault = Fault(code="tail_cut", chain=chain, seq=head.seq + 1, until=max(known.roots))
    sound = min(walk.seq, fault.seq - 1) if fault is not None and fault is not known.forged else walk.seq
    return Result(
        chain=chain, entries=walk.seq - begun, sound_up_to=sound, signed_up_to=min(walk.matched, sound), fault=fault
    )


def _fault(session: Session, chain: int, walk: Walk, code: str | None, head: _Head | None) -> Fault | None:
    """What the walk has met; with a head, also what it says about the end of the chain."""
    if code is not None:
        return Fault(code=code, chain=chain, seq=walk.seq + 1)
    if walk.mismatch is not None:
        return Fault(code="rehashed", chain=chain, seq=walk.matched + 1, until=walk.mismatch)
    if head is None:
        return None
    if walk.seq < head.seq:
        return Fault(code="tail_cut", chain=chain, seq=walk.seq + 1, until=head.seq)
    last = session.scalar(sa.select(sa.func.max(AuditEntry.seq)).where(AuditEntry.chain == chain)) or 0
    # Read after the last entry: a head is never behind the entries written with it.
    if (walk.seq, walk.previous) != head or last > _head(session, chain).seq:
        return Fault(code="extra_tail", chain=chain, seq=last)
    return None


def _head(session: Session, chain: int) -> _Head:
    found = session.execute(sa.select(AuditHead.seq, AuditHead.hash).where(AuditHead.chain == chain)).one_or_none()
    return _Head(found.seq, found.hash) if found else _Head(0, START)


def _notes(session: Session, chain: int, evidence: Evidence) -> _Notes:
    """The roots that signed notes give: those of the table and those kept elsewhere."""
    found = _Notes()
    kept = checkpoints.of_chain(session, chain)
    inside = [note for row in kept for note in notes.read(row.note)]
    if len(inside) < len(kept) or any(note.chain != chain for note in inside):
        found.forged = Fault(code="bad_signature", chain=chain, seq=kept[0].size)
    for note in [*(one for one in evidence.notes if one.chain == chain), *inside]:
        if note.chain == chain and (code := _forgery(note, evidence.verifier)):
            found.forged = found.forged or Fault(code=code, chain=chain, seq=note.size)
        elif note.chain == chain:
            found.roots.setdefault(note.size, note.root)
    return found


def _forgery(note: Note, verifier: Verifier | None) -> str | None:
    if verifier is None or note.is_signed_with(verifier):
        return None
    return "bad_signature" if note.fits(verifier) else "other_key"


def _beginning(session: Session, chain: int, first: int, known: _Notes) -> Walk:
    """Where the walk begins: at the first link, or at the last signed note before the entry that is asked for."""
    for row in reversed(checkpoints.of_chain(session, chain) if first > 1 else ()):
        tree = merkle.restored(row.size, row.frontier)
        place = sa.and_(AuditEntry.chain == chain, AuditEntry.seq == row.size)
        previous = session.scalar(sa.select(AuditEntry.hash).where(place))
        if row.size < first and previous is not None and known.roots.get(row.size) == tree.root():
            return Walk(expected=known.roots, previous=previous, tree=tree, matched=row.size)
    return Walk(expected=known.roots)
