"""Who keeps the closing days of an organisation, and what is recorded of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from engine import clock, errors
from engine.casework import keyset
from engine.casework.keyset import Key, Sorting
from engine.ledger import audit
from engine.ledger.audit import Action, Entry
from engine.people import calendars, closings, organisations, roles
from engine.people.closings import ClosingDay, Order, Wanted
from engine.people.organisations import Organisation
from engine.people.participants import Participant

PAGE_SIZE = 25
LONGEST_RANGE = 100  # days; more is a slip of the pen
FURTHEST = 10  # years


@dataclass(frozen=True, kw_only=True)
class Closing:
    """What somebody wants: an organisation (its key) closed from the first to the last day, and why."""

    organisation: str
    first: date
    last: date
    reason: str


@dataclass(frozen=True)
class Page:
    """Closing days with their organisations, and the key of the next page when there is one."""

    days: Sequence[ClosingDay]
    following: Key | None


def kept_by(session: Session, person: Participant) -> list[Organisation]:
    """The organisations whose closing days somebody keeps: for administrators all, for managers where they are one."""
    today = calendars.day_of(clock.now())
    if roles.ADMIN in person.roles_on(today):
        return list(organisations.all_of(session))
    held = [membership for membership in person.memberships if membership.holds_on(today)]
    managed = {membership.organisation_id for membership in held if membership.role == roles.MANAGER}
    return [one for one in organisations.all_of(session) if one.id in managed]


def page(session: Session, wanted: Wanted, order: Order, after: Key | None) -> Page:
    """One page of closing days."""
    rows, following = keyset.page(session, closings.wanted(wanted), _SORTINGS[order], after, PAGE_SIZE)
    return Page([row[0] for row in rows], following)


def close(session: Session, wanted: Closing, by: Participant) -> list[date]:
    """Close an organisation on the days of a range on which its country works; gives those that were open before.

    Deadlines that are set already stay. Raises NotAllowed, and Rejected for a range that is none, too long or too far.
    """
    home = _kept(session, wanted.organisation, by)
    today = calendars.day_of(clock.now())
    if not wanted.first <= wanted.last or (wanted.last - wanted.first).days >= LONGEST_RANGE:
        raise errors.Rejected(first=wanted.first, last=wanted.last)
    if not -FURTHEST <= wanted.first.year - today.year <= FURTHEST:
        raise errors.Rejected(first=wanted.first)
    days = closings.workable(home, wanted.first, wanted.last)
    new = closings.close_on(session, home, days, wanted.reason)
    if new:
        details = {"organisation": home.id, "days": [day.isoformat() for day in new], "reason": wanted.reason}
        _record(session, Action.CLOSING_DAYS_ADDED, home, by, details)
    return new


def open_again(session: Session, organisation: str, day: date, by: Participant) -> bool:
    """Let an organisation work on a day after all; False when somebody has done so before. Set deadlines stay."""
    home = _kept(session, organisation, by)
    removed = closings.open_on(session, home, day)
    if removed:
        details = {"organisation": home.id, "days": [day.isoformat()]}
        _record(session, Action.CLOSING_DAYS_REMOVED, home, by, details)
    return removed


def _kept(session: Session, key: str, by: Participant) -> Organisation:
    for home in kept_by(session, by):
        if home.key == key:
            return home
    raise errors.NotAllowed(organisation=key)


def _record(session: Session, action: Action, home: Organisation, by: Participant, details: dict[str, object]) -> None:
    audit.record(session, Entry(action=action, actor=by.id, chain=home.id, details=details))


_SORTINGS = {
    Order.SOONEST: Sorting(ClosingDay.day, ClosingDay.organisation_id, read=date.fromisoformat),
    Order.LATEST: Sorting(ClosingDay.day, ClosingDay.organisation_id, read=date.fromisoformat, descending=True),
}
