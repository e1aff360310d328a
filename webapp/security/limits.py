"""How often a sign-in may fail: counted per account at one address, and per address, for all processes."""

import hmac
from datetime import timedelta

import structlog
from flask import current_app, request
from sqlalchemy.orm import Session

from engine import clock
from engine.people import accounts

WINDOW = timedelta(minutes=5)
MOST, MOST_OF_ADDRESS = 20, 200  # a whole office may stand behind one address
Counted = dict[str, int]
log = structlog.get_logger(__name__)


def keys(email: str, address: str) -> Counted:
    """What tries are counted under, and how many may fail; hashed, so that the counters hold no personal data."""
    account = f"{email.strip().lower()} {address}"
    return {f"account:{_hashed(account)}": MOST, f"address:{_hashed(address)}": MOST_OF_ADDRESS}


def of_address(address: str, most: int) -> Counted:
    """What wrong keys from one address are counted under, and how many there may be."""
    return {f"key:{_hashed(address)}": most}


def address() -> str:
    """Where the request comes from; tells once in the log when that seems to be a proxy nobody has set up."""
    known = current_app.extensions
    unknown_proxy = "X-Forwarded-For" in request.headers and not known["innotech360-settings"].proxies
    if unknown_proxy and not known.get("innotech360-proxy-told"):
        known["innotech360-proxy-told"] = True
        log.warning("a proxy names who asks, but PROXIES is 0: all sign-ins count as coming from one address")
    return request.remote_addr or ""


def exceeded(session: Session, counted: Counted) -> bool:
    """Whether one of the keys has failed too often."""
    since = clock.now() - WINDOW
    return any(accounts.failures_since(session, key, since) >= most for key, most in counted.items())


def note(session: Session, counted: Counted) -> None:
    """Count a failure under each key and drop counts nobody looks at any more; needs an open transaction."""
    now = clock.now()
    accounts.forget_failures(session, now - WINDOW)
    accounts.note_failure(session, list(counted), now)


def _hashed(text: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(key, text.encode(), "sha256").hex()
