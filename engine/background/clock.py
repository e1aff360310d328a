"""The ticking of the product: APScheduler at fixed intervals in UTC, nothing stored, nothing in local time."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

import sqlalchemy as sa
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.orm import Session

from engine import database
from engine.background import handlers, telling
from engine.background.handlers import Sessions
from engine.background.mailing import Mailer, Mailing
from engine.background.notary import Notary
from engine.ledger import outbox

TICK_SECONDS = 0.5
OUTBOX_SECONDS = 5.0
EARLY_SECONDS = 2.0
TELLING_SECONDS = 5.0
MAIL_SECONDS = 5.0
DRAFTS_SECONDS = 600.0
ROLES_SECONDS = 600.0
IDLE_SECONDS = 3600.0
SIGNING_SECONDS = 10.0
CHECK_SECONDS = 60.0
OUTBOX, MAIL = "outbox", "mail"


class InProcess:
    """The embedded dispatcher: ticks and works in threads of this process, and hands over right after each commit.

    Each kind of work has a thread of its own, so that a mail server that hangs delays no timer. Without a mailer mails
    are written and wait; without a notary the audit trail is neither signed nor checked.
    """

    def __init__(self, engine: sa.Engine, mailer: Mailer | None = None, notary: Notary | None = None) -> None:
        self._sessions: Sessions = database.session_factory(engine)
        self._mailing = Mailing(self._sessions, mailer) if mailer is not None else None
        self._notary = notary
        self._url = engine.url
        self._scheduler = BackgroundScheduler(timezone=UTC)

    def start(self) -> None:
        """Begin to tick; messages left over from an earlier run are taken up at once, or when their lease is over."""
        self._every(TICK_SECONDS, self._with_sessions(handlers.fire_due_timers), "timers")
        self._every(OUTBOX_SECONDS, self._with_sessions(handlers.empty_outbox), OUTBOX)
        self._every(EARLY_SECONDS, self._with_sessions(handlers.settle_early_messages), "early messages")
        self._every(TELLING_SECONDS, self._with_sessions(telling.tell), "telling")
        self._every(DRAFTS_SECONDS, self._with_sessions(handlers.delete_old_drafts), "drafts")
        self._every(ROLES_SECONDS, self._with_sessions(handlers.turn_roles), "roles")
        self._every(IDLE_SECONDS, self._with_sessions(handlers.tell_idle_cases), "idle cases")
        if self._mailing is not None:
            self._every(MAIL_SECONDS, self._mailing.send_due, MAIL)
        if self._notary is not None:
            self._every(SIGNING_SECONDS, self._with_sessions(self._notary.sign_due), "notes")
            self._every(CHECK_SECONDS, self._with_sessions(self._notary.check_due), "audit check")
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
        for name in (OUTBOX, MAIL):
            with suppress(JobLookupError):  # stopped in between: the next start takes it up; or there is no mailer
                self._scheduler.modify_job(name, next_run_time=_soon())

    def _with_sessions(self, work: Callable[[Sessions], int]) -> Callable[[], int]:
        return partial(work, self._sessions)

    def _every(self, seconds: float, work: Callable[[], int], name: str) -> None:
        self._scheduler.add_job(
            work,
            "interval",
            seconds=seconds,
            id=name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )


def _soon() -> datetime:
    return datetime.now(UTC)  # the scheduler's own time, not that of cases
