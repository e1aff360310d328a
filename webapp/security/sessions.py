"""How long a sign-in lasts: half an hour without a sign of life, ten hours in all, or until it is ended elsewhere."""

import secrets
from datetime import timedelta
from typing import Any

from flask import Flask, flash, has_request_context, request, session
from flask_babel import gettext as _
from flask_login import user_logged_out  # type: ignore[import-untyped]
from sqlalchemy.orm import Session

from engine import clock, database
from engine.database import transaction
from engine.people import signins
from webapp.database import db
from webapp.security import devices

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)
SPARSELY = timedelta(minutes=5)
BEGUN, SEEN = "begun", "seen"
KEY, NOTED = "sign_in", "noted"
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
    user_logged_out.connect(_signed_out, app)


def begin(participant_id: int) -> signins.Beginning:
    """Start counting at a sign-in, and give what is to be kept of it; tokens given to the stranger are void now."""
    now = clock.now()
    before = key()
    session.permanent = True
    session.pop("csrf_token", None)
    session[BEGUN] = session[SEEN] = session[NOTED] = now.timestamp()
    session[KEY] = secrets.token_hex(16)
    device = devices.kind(request.user_agent.string)
    return signins.Beginning(key=session[KEY], participant=participant_id, device=device, at=now, instead_of=before)


def key() -> str:
    """The key of the sign-in whose cookie came with the request, "" for none."""
    return str(session.get(KEY, ""))


@database.before_commit_first
def note_seen(writing: Session) -> None:
    """Note that the sign-in is in use, now and then, together with what a request writes; reading writes nothing."""
    if not has_request_context() or request.method != "POST" or not key():
        return
    now = clock.now().timestamp()
    if now - float(session.get(NOTED, 0)) >= SPARSELY.total_seconds():
        signins.note_seen(writing, key(), clock.now())
        session[NOTED] = now


def _signed_out(_app: Flask, **_facts: object) -> None:
    with transaction(db.session()) as writing:
        signins.end(writing, key())
    session.pop(KEY, None)


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
