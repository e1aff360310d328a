"""Tables of drafts."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.casework.processes import Release
from engine.database import Base
from engine.people.participants import Participant


class ProcessDraft(Base):
    """Files on their way to a release of the process `key`, shared by all its owners. `base`: the release they are of.

    `revision` counts what was saved in the draft: whoever saves says up to which one they have seen.
    """

    __tablename__ = "process_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(120), unique=True)
    base_id: Mapped[int | None] = mapped_column(sa.ForeignKey("release.id"))
    revision: Mapped[int]
    begun_at: Mapped[datetime]
    begun_by_id: Mapped[int] = mapped_column(sa.ForeignKey("participant.id"))
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("participant.id"))

    base: Mapped[Release | None] = relationship(lazy="raise")
    changed_by: Mapped[Participant] = relationship(lazy="raise", foreign_keys=[changed_by_id])


class FileState(Base):
    """A file of a draft as somebody saved it, or as it came with a release (`saved_by` None). No content: removed.

    The newest state counts. One that is `aside` does not: whoever saved it had not seen the state that does.
    """

    __tablename__ = "process_draft_file"

    draft_id: Mapped[int] = mapped_column(sa.ForeignKey("process_draft.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
    aside: Mapped[bool] = mapped_column(default=False)
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("participant.id"))

    saved_by: Mapped[Participant | None] = relationship(lazy="raise")
