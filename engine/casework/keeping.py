"""Messages that came before a case waits for them are kept a while: how long, and which waits still take them."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from engine.casework import processes, programs
from engine.casework.incoming import Incoming, Outcome, Why
from engine.model import early
from engine.model.actions import Place


def hold(session: Session, message: Incoming) -> None:
    """Keep a message that nobody waits for as long as the newest processes allow; else it is undelivered at once."""
    length = _longest(session, message.name)
    message.why = Why.NOBODY_WAITS.value
    message.outcome = (Outcome.WAITING if length else Outcome.UNDELIVERED).value
    message.keep_until = message.received_at + length if length else None


def takes(session: Session, release_id: int, place: Place, received: datetime, at: datetime) -> bool:
    """Whether a wait of a case takes what came at a moment: its own process says how long before it that may be."""
    _name, length = programs.places(session, release_id).early.get(place, ("", early.USUAL))
    return at < received + length


def _longest(session: Session, name: str) -> timedelta:
    lengths = [
        length
        for release in processes.newest_releases(session)
        for caught, length in programs.places(session, release.id).early.values()
        if caught == name
    ]
    return max(lengths, default=early.USUAL)
