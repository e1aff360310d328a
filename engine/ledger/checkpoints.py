"""Checkpoints: at times each chain is measured, and a signed note says how long it is and what its Merkle root is."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import database
from engine.database import Base
from engine.ledger import merkle
from engine.ledger.audit import START, AuditEntry, AuditHead, link
from engine.ledger.merkle import Frontier

MOST_UNSIGNED = 1_000
LONGEST_UNSIGNED = timedelta(minutes=5)
BATCH = 1_000
log = structlog.get_logger(__name__)


class AuditCheckpoint(Base):
    """A signed note about the first `size` entries of a chain; `frontier` is what its tree goes on growing from."""

    __tablename__ = "audit_checkpoint"

    chain: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    root: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    frontier: Mapped[bytes] = mapped_column(sa.LargeBinary)
    note: Mapped[str] = mapped_column(sa.Text)


@dataclass(frozen=True, kw_only=True)
class Measured:
    """How far a chain is signed; `written` counts all its entries."""

    chain: int
    written: int
    signed: int
    at: datetime | None

    def due(self, now: datetime) -> bool:
        """Whether a note is to be written: many entries are unsigned, or some have been for long."""
        unsigned = self.written - self.signed
        waited = self.at is None or now - self.at >= LONGEST_UNSIGNED
        return unsigned >= MOST_UNSIGNED or (unsigned > 0 and waited)


def measure(session: Session) -> list[Measured]:
    """How far each chain is written and signed."""
    last = (
        sa.select(AuditCheckpoint.chain, sa.func.max(AuditCheckpoint.size).label("size"))
        .group_by(AuditCheckpoint.chain)
        .subquery()
    )
    query = (
        sa.select(AuditHead.chain, AuditHead.seq, AuditCheckpoint.size, AuditCheckpoint.at)
        .outerjoin(last, last.c.chain == AuditHead.chain)
        .outerjoin(AuditCheckpoint, sa.and_(AuditCheckpoint.chain == last.c.chain, AuditCheckpoint.size == last.c.size))
        .order_by(AuditHead.chain)
    )
    rows = session.execute(query)
    return [Measured(chain=row.chain, written=row.seq, signed=row.size or 0, at=row.at) for row in rows]


def grown(session: Session, measured: Measured) -> Frontier | None:
    """The tree of a chain up to its last entry; None when the new entries are no links, which nobody should sign."""
    last = session.get(AuditCheckpoint, (measured.chain, measured.signed)) if measured.signed else None
    tree = merkle.restored(measured.signed, last.frontier) if last is not None else Frontier()
    place = sa.and_(AuditEntry.chain == measured.chain, AuditEntry.seq == measured.signed)
    previous = session.scalar(sa.select(AuditEntry.hash).where(place)) if measured.signed else START
    query = sa.select(AuditEntry.seq, AuditEntry.prev, AuditEntry.hash, AuditEntry.body)
    query = query.where(AuditEntry.chain == measured.chain, AuditEntry.seq > measured.signed)
    query = query.where(AuditEntry.seq <= measured.written).order_by(AuditEntry.seq)
    with closing(session.execute(query.execution_options(yield_per=BATCH))) as rows:
        for row in rows:
            if row.seq != tree.size + 1 or row.prev != previous or link(row.prev, row.body) != row.hash:
                log.error("audit chain is broken and was not signed", chain=measured.chain, seq=tree.size + 1)
                return None
            tree.append(row.hash)
            previous = row.hash
    return tree if tree.size == measured.written else None


def keep(session: Session, chain: int, tree: Frontier, at: datetime, note: str) -> None:
    """Keep a note about a chain as its tree is; needs a transaction."""
    values = {"at": at, "root": tree.root(), "frontier": tree.stored(), "note": note}
    database.insert_unless_there(session, AuditCheckpoint, chain=chain, size=tree.size, **values)


def of_chain(session: Session, chain: int) -> Sequence[AuditCheckpoint]:
    """The checkpoints of a chain, the shortest first."""
    query = sa.select(AuditCheckpoint).where(AuditCheckpoint.chain == chain)
    return session.scalars(query.order_by(AuditCheckpoint.size)).all()


def newest_notes(session: Session) -> list[str]:
    """The last note of every chain, for keeping elsewhere."""
    last = sa.select(AuditCheckpoint.chain, sa.func.max(AuditCheckpoint.size)).group_by(AuditCheckpoint.chain)
    query = sa.select(AuditCheckpoint.note).where(sa.tuple_(AuditCheckpoint.chain, AuditCheckpoint.size).in_(last))
    return list(session.scalars(query.order_by(AuditCheckpoint.chain)))
