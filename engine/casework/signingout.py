"""Ending sign-ins from elsewhere: one's own, and those of somebody as administrator."""

from sqlalchemy.orm import Session

from engine import errors
from engine.casework import permissions
from engine.casework.roster import people
from engine.ledger.audit import Action
from engine.people import signins
from engine.people.participants import Participant


def end_one(session: Session, sign_in_id: int, by: Participant) -> None:
    """End one sign-in of one's own; NotFound for none, or that of somebody else."""
    if not signins.end_one(session, by.id, sign_in_id):
        raise errors.NotFound(sign_in=sign_in_id)
    _record(session, by, by, 1)


def end_others(session: Session, key: str, by: Participant) -> int:
    """End all sign-ins of one's own but that with a key; gives how many."""
    ended = signins.end_all(session, by.id, but=key)
    _record(session, by, by, ended)
    return ended


def end_all(session: Session, person_id: int, by: Participant) -> int:
    """End all sign-ins of a person; gives how many. NotAllowed but for administrators."""
    permissions.require_administrator(permissions.asker(by))
    person = people.locked(session, person_id)
    ended = signins.end_all(session, person_id)
    _record(session, person, by, ended)
    return ended


def _record(session: Session, person: Participant, by: Participant, ended: int) -> None:
    if ended:
        people.record(session, Action.SIGN_IN_ENDED, person, by, count=ended)
