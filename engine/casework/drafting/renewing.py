"""What a newer release brings into a draft that was begun on an earlier one."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from engine import errors
from engine.casework import processes
from engine.casework.drafting import reading, saving
from engine.ledger import audit
from engine.ledger.audit import Action
from engine.people.participants import Participant

Files = Mapping[str, bytes]


def renew(session: Session, draft_id: int, by: Participant) -> None:
    """Bring the newest release of its process into a draft.

    Files that the draft has not changed follow the release; where both have changed one, the draft's counts and that of
    the release is put aside. Raises ChangedMeanwhile when the draft is on the newest release already.
    """
    draft = saving.locked(session, draft_id)
    base, before = reading.base_of(session, draft)
    release = processes.newest_release(session, draft.key)
    if base is None or release.id == base.id:
        raise errors.ChangedMeanwhile(process_draft=draft_id)

    after = processes.files(session, [version.id for version in release.versions])
    own = reading.contents(session, draft_id)
    saving.touch(draft, by)
    draft.base_id = release.id
    aside = [name for name in sorted({*before, *after}) if _brought(session, draft_id, name, (before, after, own))]

    details = {"draft": draft.id, "process": draft.key, "release": release.id, "aside": aside}
    audit.record(session, audit.Entry(action=Action.DRAFT_RENEWED, actor=by.id, details=details))


def _brought(
    session: Session,
    draft_id: int,
    name: str,
    files: tuple[Files, Files, Files],
) -> bool:
    """Bring one file in; whether it had to be put aside."""
    old, new, own = (side.get(name) for side in files)
    if new in (old, own):
        return False
    untouched = own == old
    draft = saving.locked(session, draft_id)
    if untouched or new is not None:
        saving.add(session, draft, name, new, None, aside=not untouched)
    return not untouched and new is not None
