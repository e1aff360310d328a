"""What signing in leaves behind: audit entries without personal data, and a session begun afresh."""

from flask import Flask
from sqlalchemy.orm import Session

from engine.ledger import audit
from engine.ledger.audit import PLATFORM, Action, Actor, Entry
from engine.people import signins
from engine.people.signins import Beginning
from webapp import languages, people
from webapp.security import sessions
from webapp.security.account import Account
from webapp.security.datastore import later


def signed_in(_app: Flask, user: Account, **_facts: object) -> None:
    """Somebody has just signed in."""
    beginning = sessions.begin(user.participant_id)
    later(lambda session: _keep(session, beginning))
    people.forget()
    languages.forget_choice()
    _record(user, Action.SIGNED_IN)


def password_changed(_app: Flask, user: Account, **_facts: object) -> None:
    """Somebody has a new password; every other session of theirs has ended."""
    _record(user, Action.SETTINGS_CHANGED, setting="password")


def _keep(session: Session, beginning: Beginning) -> None:
    signins.forget(session, beginning.at - sessions.LONGEST)
    signins.begin(session, beginning)


def sign_in_failed(session: Session, user: Account | None) -> None:
    """Somebody did not get in; needs an open transaction."""
    chain = user.participant.organisation_id if user else PLATFORM
    details = {"participant": user.participant_id if user else None}
    audit.record(session, Entry(action=Action.SIGN_IN_FAILED, actor=Actor.SYSTEM, chain=chain, details=details))


def _record(user: Account, action: Action, **details: object) -> None:
    entry = Entry(action=action, actor=user.participant_id, chain=user.participant.organisation_id, details=details)
    later(lambda session: audit.record(session, entry))
