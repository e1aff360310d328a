"""The notary: signs how far the audit trail has come, and reads it through every night."""

from dataclasses import dataclass
from pathlib import Path

import structlog

from engine import clock
from engine.background.handlers import Sessions
from engine.casework import handedin
from engine.database import transaction
from engine.ledger import checkpoints, checks, notes, verification
from engine.ledger.keys import Signer
from engine.ledger.verification import Evidence

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Notary:
    """Signs with a key that the database does not have, and adds every note to a file beside it."""

    signer: Signer
    file: Path

    def sign_due(self, sessions: Sessions) -> int:
        """Write a note about each chain that has gone on for long enough; gives how many.

        The note stands in the file before it stands in the table. It is true even if it never comes there.
        """
        now, signed = clock.now(), 0
        with sessions() as session:
            for measured in checkpoints.measure(session):
                tree = checkpoints.grown(session, measured) if measured.due(now) else None
                if tree is None:
                    continue
                note = notes.write(self.signer, chain=measured.chain, size=tree.size, root=tree.root(), at=now)
                notes.append(self.file, note)
                with transaction(session):
                    checkpoints.keep(session, measured.chain, tree, now, note)
                signed += 1
        return signed

    def check_due(self, sessions: Sessions) -> int:
        """Read the whole trail when the night's check is due, and keep what was found; gives how many checks."""
        with sessions() as session:
            if not checks.is_due(session, clock.now()):
                return 0
            verdict = verification.verify(session, evidence=self.evidence())
            compared = handedin.compare(session)
            if not verdict.sound:
                faults = [(fault.chain, fault.seq, fault.code) for fault in verdict.faults]
                log.error("audit trail is broken", faults=faults, unprotected=list(verdict.unprotected))
            if not compared.sound:
                tasks = [one.task for one in compared.differing[: checks.MOST_NAMED]]
                log.error("answers are not those handed in", count=len(compared.differing), tasks=tasks)
            with transaction(session):
                checks.record(session, verdict, compared, clock.now())
        return 1

    def evidence(self) -> Evidence:
        """What the trail is held against: the notes of the file, and the key."""
        kept = self.file.read_text(encoding="utf-8") if self.file.exists() else ""
        return Evidence(notes=tuple(notes.read(kept)), verifier=self.signer.verifier)
