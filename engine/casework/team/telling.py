"""Telling people what they are in a case from now on, or are no more; nobody is told of what they did themselves."""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy.orm import Session

from engine import clock, feel
from engine.casework import notices
from engine.casework.caseroles import Exchange
from engine.casework.cases import Case
from engine.casework.notices import Announcement
from engine.ledger.audit import Actor

NAMED, REMOVED = "role_given", "role_taken"
VOTES, VOTES_NO_MORE = "voter_chosen", "voter_removed"


def named(session: Session, case: Case, done: Exchange, by: int | Actor) -> None:
    """Tell who holds a role in a case now, and who held it."""
    _tell(session, case, _of_role(NAMED, done.role), done.after - done.before - {by})
    _tell(session, case, _of_role(REMOVED, done.role), done.lost - {by})


def voters(session: Session, case: Case, before: Collection[int], after: Collection[int], by: int) -> None:
    """Tell who votes at the gates of a case from now on, as a member or in a member's place, and who does no more."""
    _tell(session, case, Announcement(key=VOTES, template=VOTES), set(after) - set(before) - {by})
    _tell(session, case, Announcement(key=VOTES_NO_MORE, template=VOTES_NO_MORE), set(before) - set(after) - {by})


def _of_role(template: str, role: str) -> Announcement:
    return Announcement(key=f"{template}:{role}", template=template, values={"values": feel.encode({"role": role})})


def _tell(session: Session, case: Case, what: Announcement, people: Collection[int]) -> None:
    """Leave notices; what happens again at another time is told again."""
    key = f"{what.key}:{case.id}:{clock.now().isoformat()}"
    notices.send(session, case, replace(what, key=key), sorted(people))
