"""Telling people: what is to be said by mail is found, and handed to the outbox once."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy.orm import Session

from engine import clock
from engine.background.handlers import Sessions, Work
from engine.casework import digests, mails, notices, reminders
from engine.database import transaction

log = structlog.get_logger(__name__)


def tell(sessions: Sessions) -> int:
    """Hand on all that people have not been told yet; gives how much it was."""
    at = clock.now()
    with sessions() as session:
        tasks, news = reminders.due(session, at), notices.untold(session)
    told = 0
    for task_id in tasks:
        later = partial(reminders.postpone, task_id=task_id, at=at)
        told += _attempt(sessions, partial(reminders.remind, task_id=task_id, at=at), later)
    for notice_id in news:
        told += _attempt(sessions, partial(notices.tell, notice_id=notice_id, at=at))
    if len(tasks) < reminders.MOST:  # else more is to be said before the overviews are written
        told += _write_digests(sessions, at)
    return told


def _write_digests(sessions: Sessions, at: datetime) -> int:
    with sessions() as session:
        people = digests.due(session, at)
    return sum(_attempt(sessions, partial(mails.write_digest, person_id=person, at=at)) for person in people)


def _attempt(sessions: Sessions, work: Work, otherwise: Callable[[Session], None] | None = None) -> bool:
    """Do one item in a transaction of its own; what breaks stands in the log, and is tried again at a later tick."""
    try:
        with sessions() as session, transaction(session):
            return work(session)
    except Exception:
        log.exception("nobody could be told")
        if otherwise is not None:
            with sessions() as session, transaction(session):
                otherwise(session)
        return False
