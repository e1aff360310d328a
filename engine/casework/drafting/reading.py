"""What stands in drafts."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from engine import errors
from engine.casework import processes
from engine.casework.drafting.records import FileState, ProcessDraft
from engine.casework.processes import Release

_WITH_NAMES = (joinedload(ProcessDraft.changed_by), selectinload(ProcessDraft.base))


def every(session: Session) -> Sequence[ProcessDraft]:
    """All drafts, the one that was changed last first."""
    order = (ProcessDraft.changed_at.desc(), ProcessDraft.id.desc())
    return session.scalars(sa.select(ProcessDraft).options(*_WITH_NAMES).order_by(*order)).unique().all()


def find(session: Session, draft_id: int) -> ProcessDraft:
    """One draft, or NotFound: it was published or discarded, or never begun."""
    query = sa.select(ProcessDraft).where(ProcessDraft.id == draft_id).options(*_WITH_NAMES)
    draft = session.scalars(query).unique().one_or_none()
    if draft is None:
        raise errors.NotFound(process_draft=draft_id)
    return draft


def files(session: Session, draft_id: int) -> Sequence[FileState]:
    """The files of a draft by name, each in the state that counts, without their content."""
    return session.scalars(_current(draft_id).options(joinedload(FileState.saved_by))).unique().all()


def contents(session: Session, draft_id: int) -> Mapping[str, bytes]:
    """The files of a draft as they are now: name → content."""
    found = session.scalars(_current(draft_id).options(undefer(FileState.content))).all()
    return {one.name: one.content for one in found if one.content is not None}


def current(session: Session, draft_id: int, name: str) -> FileState:
    """The state of a file that counts, with its content, or NotFound."""
    query = _current(draft_id).where(FileState.name == name)
    found = session.scalars(query.options(undefer(FileState.content), joinedload(FileState.saved_by))).one_or_none()
    if found is None:
        raise errors.NotFound(process_draft=draft_id, file=name)
    return found


def state(session: Session, draft_id: int, name: str, revision: int) -> FileState:
    """One state of a file, with its content, or NotFound."""
    query = sa.select(FileState).where(
        FileState.draft_id == draft_id, FileState.name == name, FileState.revision == revision
    )
    options = (undefer(FileState.content), joinedload(FileState.saved_by))
    found = session.scalars(query.options(*options)).one_or_none()
    if found is None:
        raise errors.NotFound(process_draft=draft_id, file=name, revision=revision)
    return found


def aside(session: Session, draft_id: int) -> Sequence[FileState]:
    """The states that wait for somebody to choose, by name, without their content."""
    query = sa.select(FileState).where(FileState.draft_id == draft_id, FileState.aside)
    query = query.options(joinedload(FileState.saved_by)).order_by(FileState.name, FileState.revision)
    return session.scalars(query).unique().all()


def base_of(session: Session, draft: ProcessDraft) -> tuple[Release | None, Mapping[str, bytes]]:
    """The release that a draft changes, and its files; nothing for a new process."""
    if draft.base_id is None:
        return None, {}
    release = session.get_one(Release, draft.base_id)
    return release, processes.files(session, [version.id for version in release.versions])


def _current(draft_id: int) -> sa.Select[FileState]:
    newest = (
        sa.select(FileState.name, sa.func.max(FileState.revision).label("revision"))
        .where(FileState.draft_id == draft_id, ~FileState.aside)
        .group_by(FileState.name)
        .subquery()
    )
    found = sa.and_(FileState.name == newest.c.name, FileState.revision == newest.c.revision)
    query = sa.select(FileState).join(newest, found).where(FileState.draft_id == draft_id)
    return query.where(FileState.content.is_not(None)).order_by(FileState.name)
