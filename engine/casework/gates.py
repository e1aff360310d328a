"""What the gates of a case have decided: journalised decisions with their public words, and tranches released."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import clock
from engine.casework.cases import Case
from engine.casework.settlement import history
from engine.database import Base
from engine.ledger.audit import Action, Actor

MOST_WORDS = 1_000


class GateDecision(Base):
    """One decision of a gate, under its number in the journal of the case. `key` keeps it from being recorded twice."""

    __tablename__ = "gate_decision"
    __table_args__ = (sa.UniqueConstraint("case_id", "serial"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(250), unique=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    serial: Mapped[int]
    gate: Mapped[str] = mapped_column(sa.String(20))
    round: Mapped[int]
    decision: Mapped[str] = mapped_column(sa.String(20))
    proposal: Mapped[str] = mapped_column(sa.String(20))
    conditions: Mapped[int]
    decided_at: Mapped[datetime]
    public_text: Mapped[str] = mapped_column(sa.Text, default="")
    published_at: Mapped[datetime | None]


class Tranche(Base):
    """Money released at a gate of a case: once, whatever comes back to the gate. The amount is an exact decimal."""

    __tablename__ = "tranche"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    gate: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    amount: Mapped[str] = mapped_column(sa.String(40))
    currency: Mapped[str] = mapped_column(sa.String(3))
    released_at: Mapped[datetime]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a gate has decided: the chair's decision, what the rules proposed, and how many conditions go with it."""

    gate: str
    round: int
    decision: str
    proposal: str
    conditions: int = 0


def journalise(session: Session, case: Case, key: str, outcome: Outcome) -> GateDecision:
    """Enter a decision in the journal of a locked case under the next number; once for each key."""
    known = session.scalar(sa.select(GateDecision).where(GateDecision.key == key))
    if known is not None:
        return known
    last = session.scalar(sa.select(sa.func.max(GateDecision.serial)).where(GateDecision.case_id == case.id))
    entered = GateDecision(
        key=key,
        case_id=case.id,
        serial=(last or 0) + 1,
        gate=outcome.gate,
        round=outcome.round,
        decision=outcome.decision,
        proposal=outcome.proposal,
        conditions=outcome.conditions,
        decided_at=clock.now(),
    )
    session.add(entered)
    session.flush()
    details = {
        "gate": outcome.gate,
        "round": outcome.round,
        "decision": outcome.decision,
        "proposal": outcome.proposal,
        "conditions": outcome.conditions,
        "serial": entered.serial,
    }
    history.record(session, case, Action.GATE_DECIDED, Actor.SYSTEM, details)
    return entered


def publish(session: Session, case: Case, serial: int, words: str) -> None:
    """Show the public words of a decision on the page of its case."""
    query = sa.select(GateDecision).where(GateDecision.case_id == case.id, GateDecision.serial == serial)
    entered = session.scalars(query).one()
    if entered.published_at is None:
        entered.public_text, entered.published_at = words[:MOST_WORDS], clock.now()
        details = {"gate": entered.gate, "serial": serial}
        history.record(session, case, Action.GATE_PUBLISHED, Actor.SYSTEM, details)


def release(session: Session, case: Case, gate: str, amount: str, currency: str) -> Tranche:
    """Release the tranche of a gate of a locked case; what was released before stays as it is."""
    known = session.get(Tranche, (case.id, gate))
    if known is not None:
        return known
    released = Tranche(case_id=case.id, gate=gate, amount=amount, currency=currency, released_at=clock.now())
    session.add(released)
    details = {"gate": gate, "amount": amount, "currency": currency}
    history.record(session, case, Action.TRANCHE_RELEASED, Actor.SYSTEM, details)
    return released


def decisions_of(session: Session, case_id: int) -> list[GateDecision]:
    """The decisions of a case's gates, newest first."""
    query = sa.select(GateDecision).where(GateDecision.case_id == case_id)
    return list(session.scalars(query.order_by(GateDecision.serial.desc())))


def tranches_of(session: Session, case_id: int) -> list[Tranche]:
    """The money released in a case, oldest first."""
    query = sa.select(Tranche).where(Tranche.case_id == case_id)
    return list(session.scalars(query.order_by(Tranche.released_at, Tranche.gate)))
