"""Checks of the whole trail: when it was last read through, and what was found."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine.database import Base
from engine.ledger.verification import Fault, Result, Verdict

NIGHTLY = time(1, 0, tzinfo=UTC)


class AuditCheck(Base):
    """One reading of every chain; `results` holds what was found in each."""

    __tablename__ = "audit_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    sound: Mapped[bool]
    unprotected: Mapped[list[Any]]
    results: Mapped[list[Any]]

    @property
    def chains(self) -> dict[int, Result]:
        """What was found, by chain."""
        return {one["chain"]: _result(one) for one in self.results}


def last(session: Session) -> AuditCheck | None:
    """The newest check, if the trail was ever checked."""
    return session.scalar(sa.select(AuditCheck).order_by(AuditCheck.id.desc()).limit(1))


def is_due(session: Session, now: datetime) -> bool:
    """Whether nobody has checked since the hour of last night at which it is done."""
    newest = last(session)
    tonight = datetime.combine(now.astimezone(UTC).date(), NIGHTLY)
    return newest is None or newest.at < (tonight if now >= tonight else tonight - timedelta(days=1))


def record(session: Session, verdict: Verdict, at: datetime) -> AuditCheck:
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
    check = AuditCheck(at=at, sound=verdict.sound, unprotected=list(verdict.unprotected), results=results)
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
