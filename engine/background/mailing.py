"""Sending mail: each is leased, sent outside any transaction, and marked in another; nothing waits for it."""

from datetime import datetime, timedelta
from typing import Protocol

import structlog

from engine import clock, errors
from engine.background.handlers import Sessions
from engine.casework import mails
from engine.casework.mails import Mail
from engine.database import transaction
from engine.ledger import outbox

REST = timedelta(minutes=1)
log = structlog.get_logger(__name__)


class Mailer(Protocol):
    """What carries mail out of the house."""

    def send(self, mail: Mail) -> None:
        """Give a mail to the server; raises MailRefused, MailServerAway, or MailNotSent for a later try."""

    def rest(self) -> None:
        """Let go of the server: nothing is to be sent for the moment."""


class Mailing:
    """Sends what is due. While the server is away one mail is tried every minute, so that an outage parks few."""

    def __init__(self, sessions: Sessions, mailer: Mailer) -> None:
        self._sessions, self._mailer = sessions, mailer
        self._rests_until: datetime | None = None

    def send_due(self) -> int:
        """Send mail until none is due or the server is away; gives how many were sent."""
        if self._rests_until is not None and clock.now() < self._rests_until:
            return 0
        self._rests_until = None
        sent = 0
        try:
            while self._rests_until is None and (mail := self._next()):
                sent += self._try(mail)
        finally:
            self._mailer.rest()
        return sent

    def _next(self) -> Mail | None:
        at = clock.now()
        with self._sessions() as session:
            if not outbox.any_due(session, at, mails.KINDS):
                return None
            with transaction(session):
                return mails.next_one(session, at)

    def _try(self, mail: Mail) -> bool:
        failure: Exception | None = None
        try:
            self._mailer.send(mail)
        except errors.MailNotSent as refused:
            failure = refused
        except Exception as broken:
            log.exception("mail could not be written", mail=mail.id)
            failure = broken
        if isinstance(failure, errors.MailServerAway):
            self._rests_until = clock.now() + REST
        self._mark(mail, failure)
        return failure is None

    def _mark(self, mail: Mail, failure: Exception | None) -> None:
        with self._sessions() as session, transaction(session):
            message = outbox.locked(session, mail.id)
            if message is None:
                return
            if failure is None:
                outbox.done(message)
            elif isinstance(failure, errors.MailRefused):
                outbox.refused(message, _reason(failure))
            else:
                outbox.failed(message, _reason(failure), clock.now())


def _reason(failure: Exception) -> str:
    """What went wrong, as kind, code and text: `MailRefused 550 5.1.1 no such person`."""
    facts = failure.facts if isinstance(failure, errors.MailNotSent) else {"text": type(failure).__name__}
    return " ".join([type(failure).__name__, str(facts.get("code", "-")), str(facts.get("text", ""))]).strip()
