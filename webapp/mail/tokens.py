"""Signed marks in mail: who wants to hear no more of what, and which mail has come back."""

import hashlib
import hmac
import re
from datetime import UTC, datetime

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from engine.people.wishes import About

_BOUNCE = re.compile(r"bounce\+(([0-9]{1,10})-([0-9]{20}))-([0-9a-f]{12})", re.IGNORECASE)
_MOMENT = "%Y%m%d%H%M%S%f"


def stop(person: int, about: About) -> str:
    """The mark of a link by which a person switches off one kind of mail, without signing in."""
    return _signer().dumps([person, about.value])


def read_stop(token: str) -> tuple[int, About] | None:
    """Who wants to hear no more of what; None for a mark that is not ours."""
    try:
        person, about = _signer().loads(token)
        return int(person), About(about)
    except (BadSignature, ValueError, TypeError):
        return None


def mark(mail_id: int, written_at: datetime) -> str:
    """What tells one mail from all others, also from one that had its number before a backup was restored."""
    return f"{mail_id}-{written_at.astimezone(UTC).strftime(_MOMENT)}"


def bounce(mail_id: int, written_at: datetime) -> str:
    """The name before the "@" to which a mail comes back that nobody can take."""
    marked = mark(mail_id, written_at)
    return f"bounce+{marked}-{_seal(marked)}"


def read_bounce(text: str) -> tuple[int, datetime] | None:
    """The mail whose name for coming back stands in a text, and when it was written, if the name is a real one."""
    for found in _BOUNCE.finditer(text):
        if hmac.compare_digest(found.group(4).lower(), _seal(found.group(1))):
            return int(found.group(2)), datetime.strptime(found.group(3), _MOMENT).replace(tzinfo=UTC)
    return None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(_key(), salt="mail that is not wanted")


def _seal(marked: str) -> str:
    return hmac.new(_key(), f"mail that came back:{marked}".encode(), hashlib.sha256).hexdigest()[:12]


def _key() -> bytes:
    return str(current_app.config["SECRET_KEY"]).encode()
