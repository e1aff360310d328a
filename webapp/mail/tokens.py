"""Signed marks in mail: who wants to hear no more of what, and which mail has come back."""

import hashlib
import hmac
import re

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from engine.people.wishes import About

_BOUNCE = re.compile(r"bounce\+([0-9]{1,10})-([0-9a-f]{12})", re.IGNORECASE)


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


def bounce(mail_id: int) -> str:
    """The name before the "@" to which a mail comes back that nobody can take."""
    return f"bounce+{mail_id}-{_seal(mail_id)}"


def read_bounce(text: str) -> int | None:
    """The mail whose name for coming back stands in a text, if it is a real one."""
    for found in _BOUNCE.finditer(text):
        if hmac.compare_digest(found.group(2).lower(), _seal(int(found.group(1)))):
            return int(found.group(1))
    return None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(_key(), salt="mail that is not wanted")


def _seal(mail_id: int) -> str:
    return hmac.new(_key(), b"mail that came back:%d" % mail_id, hashlib.sha256).hexdigest()[:12]


def _key() -> bytes:
    return str(current_app.config["SECRET_KEY"]).encode()
