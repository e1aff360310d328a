"""Signed marks of invitations: who may choose a password, for which state of their account, and since when."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer


@dataclass(frozen=True)
class Invitation:
    """Who is invited, what stood for their account, and when the link was made."""

    person: int
    seal: str
    made_at: datetime


def write(person: int, seal: str, at: datetime) -> str:
    """The mark of a link."""
    return str(_signer().dumps([person, seal, int(at.timestamp())]))


def read(mark: str) -> Invitation | None:
    """What a mark says; None for one that is not ours."""
    try:
        person, seal, made = _signer().loads(mark)
        return Invitation(int(person), str(seal), datetime.fromtimestamp(int(made), UTC))
    except (BadSignature, ValueError, TypeError, OverflowError):
        return None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt="invitation")
