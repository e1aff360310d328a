"""Telling people: what is to be said by mail is found, and handed to the outbox once."""

from functools import partial

import structlog

from engine import clock
from engine.background.handlers import Sessions, Work
from engine.casework import notices
from engine.database import transaction

log = structlog.get_logger(__name__)


def tell(sessions: Sessions) -> int:
    """Hand on all that people have not been told yet; gives how much it was."""
    at = clock.now()
    with sessions() as session:
        ids = notices.untold(session)
    return sum(_one(sessions, partial(notices.tell, notice_id=found, at=at)) for found in ids)


def _one(sessions: Sessions, work: Work) -> bool:
    """Do one item in a transaction of its own; what breaks stands in the log and is tried again at the next tick."""
    try:
        with sessions() as session, transaction(session):
            return work(session)
    except Exception:
        log.exception("nobody could be told")
        return False
