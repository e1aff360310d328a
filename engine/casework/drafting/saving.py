"""Saving files in a draft, so that of two who change the same file neither loses anything."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from engine import clock, errors
from engine.casework import bundles
from engine.casework.drafting import reading
from engine.casework.drafting.records import FileState, ProcessDraft
from engine.ledger import audit
from engine.ledger.audit import Action
from engine.people.participants import Participant

LARGEST = 5_000_000
KEPT = 20
"""Earlier states of a file that are kept."""


@dataclass(frozen=True, kw_only=True)
class Saving:
    """A file as somebody wants it saved, and the revision of the draft that they had before their eyes."""

    name: str
    content: bytes
    seen: int


def save(session: Session, draft_id: int, saving: Saving, by: Participant) -> FileState:
    """Save one file; gives the state, which is `aside` when somebody else had saved another since."""
    return save_all(session, draft_id, {saving.name: saving.content}, saving.seen, by)[0]


def save_all(
    session: Session, draft_id: int, files: Mapping[str, bytes], seen: int, by: Participant
) -> list[FileState]:
    """Save several files together, each by itself aside where somebody else had saved another since."""
    draft = locked(session, draft_id)
    _require_bounded(session, draft_id, files)
    newest = _newest(session, draft_id)
    states, changed = [], False
    for name, content in files.items():
        there = newest.get(name)
        if there is not None and there.content == content:
            states.append(there)
            continue
        if not changed:
            touch(draft, by)
            changed = True
        states.append(add(session, draft, name, content, by.id, aside=there is not None and there.revision > seen))
    if changed:
        session.flush()
        _forget_earliest(session, draft_id)
        _record_saved(session, draft, states, by)
    return states


def remove(session: Session, draft_id: int, name: str, seen: int, by: Participant) -> None:
    """Take a file out of a draft; raises ChangedMeanwhile when somebody has saved another state since `seen`."""
    draft = locked(session, draft_id)
    if reading.current(session, draft_id, name).revision > seen:
        raise errors.ChangedMeanwhile(file=name)
    touch(draft, by)
    add(session, draft, name, None, by.id)
    details = {"draft": draft.id, "process": draft.key, "file": name}
    audit.record(session, audit.Entry(action=Action.DRAFT_FILE_REMOVED, actor=by.id, details=details))


def settle(session: Session, draft_id: int, put_aside: tuple[str, int], seen: int, by: Participant) -> None:
    """Let the state that was put aside count, after its reader has seen the draft up to a revision.

    Raises ChangedMeanwhile when the file was saved once more since.
    """
    _settled(session, draft_id, put_aside, seen, by, taken=True)


def drop(session: Session, draft_id: int, put_aside: tuple[str, int], seen: int, by: Participant) -> None:
    """Let the state that counts stay, and give up the one that was put aside."""
    _settled(session, draft_id, put_aside, seen, by, taken=False)


def _settled(
    session: Session, draft_id: int, put_aside: tuple[str, int], seen: int, by: Participant, *, taken: bool
) -> None:
    draft = locked(session, draft_id)
    name, revision = put_aside
    waiting = reading.state(session, draft_id, name, revision)
    if not waiting.aside:
        raise errors.ChangedMeanwhile(file=name)
    newest = _newest(session, draft_id).get(name)
    if newest is not None and newest.revision > seen:
        raise errors.ChangedMeanwhile(file=name)
    touch(draft, by)
    if taken:
        add(session, draft, name, waiting.content or b"", waiting.saved_by_id)
    session.delete(waiting)
    details = {"draft": draft.id, "process": draft.key, "file": name, "revision": revision, "taken": taken}
    audit.record(session, audit.Entry(action=Action.DRAFT_SETTLED, actor=by.id, details=details))


def locked(session: Session, draft_id: int) -> ProcessDraft:
    """The draft, kept from others until the end of the transaction, or NotFound."""
    draft = session.scalar(sa.select(ProcessDraft).where(ProcessDraft.id == draft_id).with_for_update())
    if draft is None:
        raise errors.NotFound(process_draft=draft_id)
    return draft


def touch(draft: ProcessDraft, by: Participant) -> None:
    """Count one more change."""
    draft.revision += 1
    draft.changed_at, draft.changed_by_id = clock.now(), by.id


def add(
    session: Session, draft: ProcessDraft, name: str, content: bytes | None, by: int | None, *, aside: bool = False
) -> FileState:
    """Enter a state of a file under the draft's revision."""
    made = FileState(
        draft_id=draft.id,
        name=name,
        revision=draft.revision,
        content=content,
        aside=aside,
        saved_at=draft.changed_at,
        saved_by_id=by,
    )
    session.add(made)
    return made


def _newest(session: Session, draft_id: int) -> Mapping[str, FileState]:
    """The newest state of every file that is not aside, those of removed files too."""
    query = sa.select(FileState).where(FileState.draft_id == draft_id, ~FileState.aside)
    ordered = query.order_by(FileState.revision).options(undefer(FileState.content))
    return {one.name: one for one in session.scalars(ordered)}


def _require_bounded(session: Session, draft_id: int, files: Mapping[str, bytes]) -> None:
    largest = max(map(len, files.values()), default=0)
    if largest > LARGEST:
        raise errors.Rejected(bytes=largest, limit=LARGEST)
    there = {one.name for one in reading.files(session, draft_id)}
    if len(there | files.keys()) > bundles.MOST_FILES:
        raise errors.Rejected(files=len(there | files.keys()), limit=bundles.MOST_FILES)


def _forget_earliest(session: Session, draft_id: int) -> None:
    query = sa.select(FileState.name, FileState.revision).where(FileState.draft_id == draft_id, ~FileState.aside)
    by_name: dict[str, list[int]] = {}
    for name, revision in session.execute(query.order_by(FileState.revision.desc())):
        by_name.setdefault(name, []).append(revision)
    for name, revisions in by_name.items():
        for revision in revisions[KEPT:]:
            session.execute(
                sa.delete(FileState).where(
                    FileState.draft_id == draft_id, FileState.name == name, FileState.revision == revision
                )
            )


def _record_saved(session: Session, draft: ProcessDraft, states: list[FileState], by: Participant) -> None:
    saved = [one for one in states if one.revision == draft.revision]
    details = {
        "draft": draft.id,
        "process": draft.key,
        "revision": draft.revision,
        "files": sorted(one.name for one in saved if not one.aside),
        "aside": sorted(one.name for one in saved if one.aside),
    }
    audit.record(session, audit.Entry(action=Action.DRAFT_SAVED, actor=by.id, details=details))
