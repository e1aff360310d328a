"""The ticking of the product: APScheduler at fixed intervals in UTC, nothing stored, nothing in local time."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import sqlalchemy as sa
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.orm import Session

from engine import database
from engine.background import handlers
from engine.background.handlers import Sessions
from engine.ledger import outbox

TICK_SECONDS = 0.5
OUTBOX_SECONDS = 5.0
DRAFTS_SECONDS = 600.0


class InProcess:
    """The embedded dispatcher: ticks and works in threads of this process, and hands over right after each commit."""

    def __init__(self, engine: sa.Engine) -> None:
        self._sessions: Sessions = database.session_factory(engine)
        self._url = engine.url
        self._scheduler = BackgroundScheduler(timezone=UTC)

    def start(self) -> None:
        """Begin to tick; messages left over from an earlier run are taken up at once, or when their lease is over."""
        self._every(TICK_SECONDS, handlers.fire_due_timers, "timers")
        self._every(OUTBOX_SECONDS, handlers.empty_outbox, "outbox")
        self._every(DRAFTS_SECONDS, handlers.delete_old_drafts, "drafts")
        self._scheduler.start()
        database.after_commit(self._hand_over_after)
        self._hand_over()

    def stop(self) -> None:
        """Stop ticking when the work under way is done."""
        database.forget_after_commit(self._hand_over_after)
        self._scheduler.shutdown(wait=True)

    def _hand_over_after(self, session: Session) -> None:
        # The hook hears of every commit in this process, also of those on other databases.
        if outbox.has_posted(session) and session.get_bind().engine.url == self._url:
            self._hand_over()

    def _hand_over(self) -> None:
        with suppress(JobLookupError):  # stopped in between: the next start takes it up
            self._scheduler.modify_job("outbox", next_run_time=_soon())

    def _every(self, seconds: float, work: Callable[[Sessions], int], name: str) -> None:
        self._scheduler.add_job(
            work,
            "interval",
            args=[self._sessions],
            seconds=seconds,
            id=name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )


def _soon() -> datetime:
    return datetime.now(UTC)  # the scheduler's own time, not that of cases
