"""How drafts begin: with the files of the newest release, or with the first drawing of a new process."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import clock, errors
from engine.casework import processes
from engine.casework.drafting.records import FileState, ProcessDraft
from engine.casework.processes import Process
from engine.ledger import audit
from engine.ledger.audit import Action
from engine.people.participants import Participant


def begin(session: Session, key: str, by: Participant) -> ProcessDraft:
    """The draft that changes a process: the one that is there, else a new one of its newest release, or NotFound."""
    there = session.scalar(sa.select(ProcessDraft).where(ProcessDraft.key == key))
    if there is not None:
        return there
    release = processes.newest_release(session, key)
    files = processes.files(session, [version.id for version in release.versions])
    return _begun(session, ProcessDraft(key=key, base_id=release.id), files, by)


def begin_new(session: Session, key: str, files: Mapping[str, bytes], by: Participant) -> ProcessDraft:
    """A draft of a process that does not exist yet; raises ProcessExists when it, or a draft of it, does."""
    for table in (Process, ProcessDraft):
        if session.scalar(sa.select(table.id).where(table.key == key)) is not None:
            raise errors.ProcessExists(process=key)
    return _begun(session, ProcessDraft(key=key), files, by)


def _begun(session: Session, draft: ProcessDraft, files: Mapping[str, bytes], by: Participant) -> ProcessDraft:
    now = clock.now()
    draft.revision = 1
    draft.begun_at = draft.changed_at = now
    draft.begun_by_id = draft.changed_by_id = by.id
    session.add(draft)
    session.flush()

    for name, content in files.items():
        author = by.id if draft.base_id is None else None
        made = FileState(draft_id=draft.id, name=name, revision=1, content=content, saved_at=now, saved_by_id=author)
        session.add(made)
    details = {"draft": draft.id, "process": draft.key, "release": draft.base_id}
    audit.record(session, audit.Entry(action=Action.DRAFT_BEGUN, actor=by.id, details=details))
    return draft
