"""Starts by the clock that did not come about: tried again and in the end given up, of which people are told."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import errors, feel
from engine.casework import notices, permissions, starts
from engine.casework.notices import Announcement
from engine.casework.processes import Release
from engine.casework.starts import FIRST_PAUSE, MOST_TRIES, StartState, StartTimer
from engine.ledger import audit
from engine.ledger.audit import Action, Actor, Entry
from engine.people import calendars, participants, roles
from engine.people.participants import Participant

NOTICE = "start_given_up"


def failed(session: Session, start_id: int, failure: Exception, at: datetime) -> None:
    """Count a failed try: again after a doubling pause; after the last not before somebody wants it, who is told."""
    row = session.scalars(sa.select(StartTimer).where(StartTimer.id == start_id).with_for_update()).one()
    if row.state != StartState.WAITING or row.due_at > at:
        return
    row.tries += 1
    row.next_try_at = at + FIRST_PAUSE * 2 ** (row.tries - 1)
    if row.tries == MOST_TRIES:
        _give_up(session, row, type(failure).__name__, at)


def retry(session: Session, key: str, by: Participant) -> int:
    """Let the starts of a process that were given up be tried again; gives how many. NotAllowed but for who mends."""
    if not permissions.may_mend(permissions.asker(by)):
        raise errors.NotAllowed(process=key)
    rows = [row for row in starts.of_process(session, key) if row.given_up]
    for row in rows:
        row.tries, row.next_try_at = 0, None
        details = {"process": key, "element": row.element}
        audit.record(session, Entry(action=Action.START_RETRIED, actor=by.id, details=details))
    return len(rows)


def everything(session: Session) -> Sequence[StartTimer]:
    """All starts that were given up, with their releases, the earliest first."""
    query = sa.select(StartTimer).where(StartTimer.state == StartState.WAITING.value, StartTimer.tries >= MOST_TRIES)
    load = sa.orm.joinedload(StartTimer.release, innerjoin=True).selectinload(Release.versions)
    return session.scalars(query.order_by(StartTimer.due_at, StartTimer.id).options(load)).all()


def _give_up(session: Session, row: StartTimer, error: str, at: datetime) -> None:
    release = session.get_one(Release, row.release_id)
    key, names = release.process.key, dict(release.root.name())
    told = _receivers(session, at)
    values = {"process": key, "names": names, "due": row.due_at}
    announcement = Announcement(
        key=f"{NOTICE}:{row.id}:{at.isoformat()}", template=NOTICE, values={"values": feel.encode(values)}
    )
    notices.send(session, None, announcement, told)
    details = {"process": key, "element": row.element, "due": row.due_at.isoformat(), "error": error, "told": told}
    audit.record(session, Entry(action=Action.START_GIVEN_UP, actor=Actor.CLOCK, details=details))


def _receivers(session: Session, at: datetime) -> list[int]:
    """Process owners, who can change the process, and coordinators, in whose name cases are opened."""
    day = calendars.day_of(at)
    held = (participants.holders(session, role, day) for role in (roles.PROCESS_OWNER, roles.COORDINATOR))
    return list(dict.fromkeys(holder.participant_id for found in held for holder in found))
