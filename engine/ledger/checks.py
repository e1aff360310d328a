"""Checks of the whole trail: when it was last read through, and what was found."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine.database import Base
from engine.ledger.seals import Compared, Differing
from engine.ledger.verification import Fault, Result, Verdict

NIGHTLY = time(1, 0, tzinfo=UTC)
MOST_NAMED = 100


class AuditCheck(Base):
    """One reading of every chain; `results` holds what was found in each.

    `answers` says what came of holding the answers of tasks against their seals: how many have one, how many have none,
    how many differ, and the first of these. A check from before there were seals has nothing there.
    """

    __tablename__ = "audit_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    sound: Mapped[bool]
    answers: Mapped[dict[str, Any] | None]
    unprotected: Mapped[list[Any]]
    results: Mapped[list[Any]]

    @property
    def chains(self) -> dict[int, Result]:
        """What was found, by chain."""
        return {one["chain"]: _result(one) for one in self.results}

    @property
    def trail_sound(self) -> bool:
        """Whether the trail itself is whole, whatever became of the answers."""
        return not self.unprotected and all(result.fault is None for result in self.chains.values())

    @property
    def covered(self) -> int:
        """How many tasks had their answers compared."""
        return int(self.answers["covered"]) if self.answers else 0

    @property
    def uncovered(self) -> int:
        """How many tasks were handed in before there were seals."""
        return int(self.answers["uncovered"]) if self.answers else 0

    @property
    def differing(self) -> list[Differing]:
        """Tasks whose answers are not those that were handed in, the first of them by name."""
        found = self.answers["differing"] if self.answers else []
        return [Differing(task=task, case=case, chain=chain, seq=seq) for task, case, chain, seq in found]

    @property
    def unnamed(self) -> int:
        """How many more differ than are named."""
        return int(self.answers["count"]) - len(self.differing) if self.answers else 0


def last(session: Session) -> AuditCheck | None:
    """The newest check, if the trail was ever checked."""
    return session.scalar(sa.select(AuditCheck).order_by(AuditCheck.id.desc()).limit(1))


def is_due(session: Session, now: datetime) -> bool:
    """Whether nobody has checked since the hour of last night at which it is done."""
    newest = last(session)
    tonight = datetime.combine(now.astimezone(UTC).date(), NIGHTLY)
    return newest is None or newest.at < (tonight if now >= tonight else tonight - timedelta(days=1))


def record(session: Session, verdict: Verdict, compared: Compared, at: datetime) -> AuditCheck:
    """Keep what was found; needs a transaction."""
    results = [
        {
            "chain": one.chain,
            "entries": one.entries,
            "sound_up_to": one.sound_up_to,
            "signed_up_to": one.signed_up_to,
            "fault": [one.fault.code, one.fault.seq, one.fault.until] if one.fault else None,
        }
        for one in verdict.results
    ]
    answers = {
        "covered": compared.covered,
        "uncovered": compared.uncovered,
        "count": len(compared.differing),
        "differing": [[one.task, one.case, one.chain, one.seq] for one in compared.differing[:MOST_NAMED]],
    }
    sound, unprotected = verdict.sound and compared.sound, list(verdict.unprotected)
    check = AuditCheck(at=at, sound=sound, answers=answers, unprotected=unprotected, results=results)
    session.add(check)
    return check


def _result(stored: dict[str, Any]) -> Result:
    fault = stored["fault"]
    return Result(
        chain=stored["chain"],
        entries=stored["entries"],
        sound_up_to=stored["sound_up_to"],
        signed_up_to=stored["signed_up_to"],
        fault=Fault(code=fault[0], chain=stored["chain"], seq=fault[1], until=fault[2]) if fault else None,
    )
