"""Samples of the trail: entries drawn by lot for review, so that the same seed draws the same entries again."""

import hashlib
import heapq
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from engine import clock, errors
from engine.casework import keyset, permissions
from engine.casework.keyset import Key, Sorting
from engine.database import Base
from engine.insight import quarters, trail
from engine.insight.quarters import Quarter
from engine.insight.trail import Filter
from engine.ledger import audit
from engine.ledger.audit import Action, AuditEntry, Entry
from engine.people.participants import Participant

LARGEST = 200
PAGE_SIZE = 25
SEED_BYTES = 8


class Finding(StrEnum):
    """What a reviewer makes of an entry."""

    OK = "ok"
    QUESTION = "question"
    DEVIATION = "deviation"


class AuditSample(Base):
    """One drawing. `scope` and `heads` say what it was drawn from, `population` how many entries that were."""

    __tablename__ = "audit_sample"
    __table_args__ = (sa.Index("ix_audit_sample_drawn_at_id", "drawn_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    quarter: Mapped[str] = mapped_column(sa.String(7))
    drawn_at: Mapped[datetime]
    drawn_by_id: Mapped[int] = mapped_column(sa.ForeignKey("participant.id"))
    seed: Mapped[str] = mapped_column(sa.String(40))
    size: Mapped[int]
    population: Mapped[int]
    scope: Mapped[dict[str, Any]]
    heads: Mapped[list[Any]]
    finished_at: Mapped[datetime | None]
    finished_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("participant.id"))

    drawn_by: Mapped[Participant] = relationship(lazy="joined", innerjoin=True, foreign_keys=[drawn_by_id])
    finished_by: Mapped[Participant | None] = relationship(lazy="joined", foreign_keys=[finished_by_id])


class AuditSampleItem(Base):
    """One entry of a sample, and what was found about it."""

    __tablename__ = "audit_sample_item"

    sample_id: Mapped[int] = mapped_column(sa.ForeignKey("audit_sample.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    chain: Mapped[int]
    seq: Mapped[int]
    finding: Mapped[str | None] = mapped_column(sa.String(20))
    text: Mapped[str] = mapped_column(sa.Text, default="")
    found_at: Mapped[datetime | None]
    found_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("participant.id"))

    found_by: Mapped[Participant | None] = relationship(lazy="joined")


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What is drawn from: the entries of a quarter, of one organisation or all, of some kinds of acts or all.

    `kinds` is what the choice of kinds is called in an address, so that it can be told in words.
    """

    quarter: Quarter
    organisation: int | None = None
    kinds: str = ""
    actions: tuple[str, ...] = ()
    of_cases: bool = False


class State(StrEnum):
    """Which samples are listed."""

    ALL = "all"
    OPEN = "open"
    FINISHED = "finished"


class Order(StrEnum):
    """What the list of samples is sorted by."""

    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True)
class Page:
    """Samples with how many of their entries have a finding, and the key of the next page when there is one."""

    samples: Sequence[AuditSample]
    found: dict[int, int]
    following: Key | None


class Draw(NamedTuple):
    """What a drawing gave: the entries by chain and number, and how many there were to draw from."""

    places: list[tuple[int, int]]
    population: int


def draw(session: Session, scope: Scope, size: int, by: Participant) -> AuditSample:
    """Draw a sample; Rejected when there is nothing to draw from. Needs a transaction."""
    _require_reviewer(by)
    heads, seed = trail.heads(session), secrets.token_hex(SEED_BYTES)
    drawn = chosen(session, scope, heads, seed, size)
    if not drawn.places:
        raise errors.Rejected(population=0)

    sample = AuditSample(
        quarter=str(scope.quarter),
        drawn_at=clock.now(),
        drawn_by_id=by.id,
        seed=seed,
        size=size,
        population=drawn.population,
        scope={
            "organisation": scope.organisation,
            "kinds": scope.kinds,
            "actions": list(scope.actions),
            "of_cases": scope.of_cases,
        },
        heads=[[chain, seq] for chain, seq in sorted(heads.items())],
    )
    session.add(sample)
    session.flush()
    session.add_all(
        AuditSampleItem(sample_id=sample.id, position=number, chain=chain, seq=seq)
        for number, (chain, seq) in enumerate(drawn.places, 1)
    )
    details = {"sample": sample.id, "quarter": sample.quarter, "size": len(drawn.places), "seed": seed}
    details |= {"population": drawn.population, "scope": dict(sample.scope), "organisation": scope.organisation}
    audit.record(session, Entry(action=Action.SAMPLE_DRAWN, actor=by.id, details=details))
    return sample


def drawn_again(session: Session, sample: AuditSample) -> bool:
    """Whether the seed draws the same entries from the same entries as then."""
    heads = dict(sample.heads)
    again = chosen(session, scope_of(sample), heads, sample.seed, sample.size)
    kept = [(item.chain, item.seq) for item in items(session, sample.id)]
    return again == Draw(kept, sample.population)


def scope_of(sample: AuditSample) -> Scope:
    """What a sample was drawn from."""
    quarter = quarters.read(sample.quarter)
    assert quarter is not None  # noqa: S101 - written by us
    stored = {**sample.scope, "actions": tuple(sample.scope["actions"])}
    return Scope(quarter=quarter, **stored)


def get(session: Session, sample_id: int) -> AuditSample:
    """A sample, or NotFound."""
    sample = session.get(AuditSample, sample_id)
    if sample is None:
        raise errors.NotFound(sample=sample_id)
    return sample


def items(session: Session, sample_id: int) -> Sequence[AuditSampleItem]:
    """The entries of a sample in the order in which they are reviewed."""
    query = sa.select(AuditSampleItem).where(AuditSampleItem.sample_id == sample_id)
    return session.scalars(query.order_by(AuditSampleItem.position)).all()


def page(session: Session, state: State, quarter: str, order: Order, after: Key | None) -> Page:
    """One page of the samples."""
    query = sa.select(AuditSample, AuditSample.drawn_at)
    if state is not State.ALL:
        finished = AuditSample.finished_at.is_not(None)
        query = query.where(finished if state is State.FINISHED else sa.not_(finished))
    if quarter:
        query = query.where(AuditSample.quarter == quarter)
    newest = order is Order.NEWEST
    sorting = Sorting(AuditSample.drawn_at, AuditSample.id, read=datetime.fromisoformat, descending=newest)
    rows, following = keyset.page(session, query, sorting, after, PAGE_SIZE)
    listed = [row[0] for row in rows]
    return Page(listed, _found(session, [sample.id for sample in listed]), following)


def chosen(session: Session, scope: Scope, heads: dict[int, int], seed: str, size: int) -> Draw:
    """Draw by lot: each entry has a lot made of the seed and its place, and the lowest ones are drawn."""
    wanted = Filter(
        organisation=scope.organisation,
        actions=scope.actions,
        of_cases=scope.of_cases,
        since=scope.quarter.first,
        before=scope.quarter.after.first,
        heads=heads,
    )
    columns = cast(sa.Select[Any], sa.select(AuditEntry.chain, AuditEntry.seq))
    counted = 0

    def lots() -> Iterator[tuple[bytes, int, int]]:
        nonlocal counted
        for chain, seq in session.execute(trail.bounded(columns, wanted)):
            counted += 1
            yield hashlib.sha256(f"{seed}:{chain}:{seq}".encode()).digest(), chain, seq

    drawn = heapq.nsmallest(size, lots())
    return Draw(sorted((chain, seq) for _, chain, seq in drawn), counted)


def _found(session: Session, sample_ids: list[int]) -> dict[int, int]:
    counted = sa.func.count(AuditSampleItem.finding)
    query = sa.select(AuditSampleItem.sample_id, counted).where(AuditSampleItem.sample_id.in_(sample_ids))
    rows = session.execute(query.group_by(AuditSampleItem.sample_id))
    return {sample_id: count for sample_id, count in rows}  # noqa: C416 - rows are no pairs to the type checker


def _require_reviewer(by: Participant) -> None:
    if not permissions.may_read_audit(permissions.asker(by)):
        raise errors.NotAllowed(action="sample")
