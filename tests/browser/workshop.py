"""An installation in which process owners draft: one server for all tests of the editors, tidied up after each."""

from pathlib import Path

import sqlalchemy as sa

from engine import database
from engine.casework import drafting
from engine.casework.drafting import ProcessDraft
from engine.database import transaction
from engine.people.participants import Participant


class Workshop:
    """Where it is served, and the drafts that were there from the beginning."""

    def __init__(self, file: Path, address: str) -> None:
        self.address = address
        self._engine = database.create_engine(f"sqlite:///{file}")
        self._sessions = database.session_factory(self._engine)
        with self._sessions() as session:
            self._at_first = set(session.scalars(sa.select(ProcessDraft.id)))

    def tidy(self) -> None:
        """Throw away every draft that was begun since."""
        with self._sessions() as session, transaction(session):
            birgit = session.scalars(sa.select(Participant).where(Participant.email.startswith("birgit@"))).one()
            for draft in session.scalars(sa.select(ProcessDraft).where(ProcessDraft.id.not_in(self._at_first))).all():
                drafting.discard(session, draft.id, draft.revision, birgit)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()
