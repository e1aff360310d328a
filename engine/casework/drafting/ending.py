"""How drafts end: published as a release, or discarded."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import errors
from engine.casework import publishing
from engine.casework.bundles import Checked
from engine.casework.drafting import reading, saving
from engine.casework.drafting.records import FileState, ProcessDraft
from engine.casework.processes import Release
from engine.ledger import audit
from engine.ledger.audit import Action
from engine.people.participants import Participant


def publish(session: Session, draft_id: int, seen: int, what: Checked) -> Release:
    """Publish what was checked of a draft, and end the draft.

    Raises ChangedMeanwhile when somebody has saved since the revision that was checked, DraftUnsettled while states
    are put aside, ReleaseChanged when the process has a newer release than the draft was begun on.
    """
    draft = saving.locked(session, draft_id)
    if draft.revision != seen:
        raise errors.ChangedMeanwhile(process_draft=draft_id)
    if reading.aside(session, draft_id):
        raise errors.DraftUnsettled(process_draft=draft_id)

    release = publishing.publish(session, what)
    _delete(session, draft)
    return release


def discard(session: Session, draft_id: int, seen: int, by: Participant) -> None:
    """Throw a draft away with everything in it; raises ChangedMeanwhile when somebody has saved since."""
    draft = saving.locked(session, draft_id)
    if draft.revision != seen:
        raise errors.ChangedMeanwhile(process_draft=draft_id)

    details = {"draft": draft.id, "process": draft.key, "revision": draft.revision}
    audit.record(session, audit.Entry(action=Action.DRAFT_DISCARDED, actor=by.id, details=details))
    _delete(session, draft)


def _delete(session: Session, draft: ProcessDraft) -> None:
    session.execute(sa.delete(FileState).where(FileState.draft_id == draft.id))
    session.delete(draft)
