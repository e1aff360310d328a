"""How long a sign-in lasts: half an hour without a sign of life, ten hours in all."""

from datetime import timedelta
from typing import Any

from flask import Flask, flash, request, session
from flask_babel import gettext as _

from engine import clock

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)
BEGUN, SEEN = "begun", "seen"
NAME = "innotech360"


def configuration(*, secure: bool) -> dict[str, Any]:
    """The cookie of a session; `__Host-` binds it to this host alone, which browsers accept over HTTPS only."""
    return {
        "SESSION_COOKIE_NAME": f"__Host-{NAME}" if secure else NAME,
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "PERMANENT_SESSION_LIFETIME": IDLE,
        "SESSION_REFRESH_EACH_REQUEST": False,  # pages write the time of the last one; files must carry no cookie
        "REMEMBER_COOKIE_DURATION": timedelta(0),
    }


def install(app: Flask) -> None:
    """Look at the age of the session before each request."""
    app.before_request(_end_when_over)


def begin() -> None:
    """Start counting at a sign-in; tokens given to the stranger before are worth nothing now."""
    session.permanent = True
    session.pop("csrf_token", None)
    session[BEGUN] = session[SEEN] = clock.now().timestamp()


def _end_when_over() -> None:
    if request.endpoint == "static" or "_user_id" not in session:
        return
    now = clock.now().timestamp()
    if _is_over(now):
        session.clear()
        flash(_("You have been signed out because the sign-in had run out. Sign in again."), "info")
        return
    session[SEEN] = now


def _is_over(now: float) -> bool:
    begun, seen = float(session.get(BEGUN, 0)), float(session.get(SEEN, 0))
    return now - begun > LONGEST.total_seconds() or now - seen > IDLE.total_seconds()
