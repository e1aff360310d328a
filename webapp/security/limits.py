"""How often a sign-in may fail: counted per account and per address, in the database, for all processes."""

import hmac
from datetime import timedelta

from flask import current_app
from sqlalchemy.orm import Session

from engine import clock
from engine.people import accounts

WINDOW = timedelta(minutes=5)
MOST = 20


def keys(email: str, address: str) -> list[str]:
    """What tries are counted under; hashed, so that the counters hold no personal data."""
    return [f"account:{_hashed(email.strip().lower())}", f"address:{_hashed(address)}"]


def exceeded(session: Session, counted: list[str]) -> bool:
    """Whether one of the keys has failed too often."""
    since = clock.now() - WINDOW
    return any(accounts.failures_since(session, key, since) >= MOST for key in counted)


def note(session: Session, counted: list[str]) -> None:
    """Count a failure under each key and drop counts nobody looks at any more; needs an open transaction."""
    now = clock.now()
    accounts.forget_failures(session, now - WINDOW)
    accounts.note_failure(session, counted, now)


def _hashed(text: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(key, text.encode(), "sha256").hex()
