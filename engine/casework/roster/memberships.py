"""Roles in organisations: given from a day until a day, changed and ended."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from engine import clock, errors
from engine.casework import offering, permissions
from engine.casework.roster import people
from engine.ledger.audit import Action
from engine.people import calendars, organisations, roles
from engine.people.participants import Membership, Participant


@dataclass(frozen=True, kw_only=True)
class Term:
    """From when until when a role is held, both days included; None is without a bound."""

    since: date | None = None
    until: date | None = None

    def meets(self, other: Membership) -> bool:
        """Whether a day lies in both."""
        early = other.until is not None and self.since is not None and other.until < self.since
        late = self.until is not None and other.since is not None and self.until < other.since
        return not early and not late


def give(session: Session, person_id: int, role: str, organisation: str, term: Term, by: Participant) -> Membership:
    """Let a person hold a role in an organisation for a time, from today on where no first day is named.

    Raises NotAllowed, NotFound, and MembershipRejected, whose fact `rule` says what stands against it.
    """
    permissions.require_administrator(permissions.asker(by))
    person, home = people.locked(session, person_id), organisations.get(session, organisation)
    if role not in roles.ROLES:
        raise errors.MembershipRejected(rule="role")
    if not person.active:
        raise errors.MembershipRejected(rule="inactive")
    term = Term(since=term.since or _today(), until=term.until)
    _check(person, role, home.id, term)

    given = Membership(participant=person, organisation=home, role=role, since=term.since, until=term.until)
    session.add(given)
    session.flush()
    _record(session, Action.MEMBERSHIP_GIVEN, given, by)
    if given.holds_on(_today()):
        offering.after_coming(session, given)
    return given


def change(session: Session, membership_id: int, term: Term, by: Participant) -> Membership:
    """Let a role be held for another time. Raises as `give` does, and LastAdministrator."""
    held = _held(session, membership_id, by)
    _check(held.participant, held.role, held.organisation_id, term, but=held)
    before, held_before = _days(held), held.holds_on(_today())
    held.since, held.until = term.since, term.until
    session.flush()
    people.require_administrator(session)

    if _days(held) != before:
        _record(session, Action.MEMBERSHIP_CHANGED, held, by, before=before, after=_days(held))
    _let_follow(session, held, held_before=held_before)
    return held


def end(session: Session, membership_id: int, by: Participant) -> None:
    """Let a role be held no more from today on; one that has not begun, or began today, is as if never given."""
    held = _held(session, membership_id, by)
    yesterday, person = _today() - timedelta(days=1), held.participant
    held_before = held.holds_on(_today())
    if not held_before and held.until is not None and held.until <= yesterday:
        raise errors.Conflict(membership=membership_id)
    _record(session, Action.MEMBERSHIP_ENDED, held, by)
    if held.since is not None and held.since > yesterday:
        session.delete(held)
    else:
        held.until = yesterday
    session.flush()
    people.require_administrator(session)
    if held_before:
        offering.after_going(session, person, held.role)


def _held(session: Session, membership_id: int, by: Participant) -> Membership:
    permissions.require_administrator(permissions.asker(by))
    held = session.get(Membership, membership_id)
    if held is None:
        raise errors.NotFound(membership=membership_id)
    people.locked(session, held.participant_id)
    return held


def _check(person: Participant, role: str, home_id: int, term: Term, but: Membership | None = None) -> None:
    if term.since is not None and term.until is not None and term.until < term.since:
        raise errors.MembershipRejected(rule="order", field="until")
    for other in person.memberships:
        if other is not but and (other.role, other.organisation_id) == (role, home_id) and term.meets(other):
            raise errors.MembershipRejected(rule="overlap", field="role")


def _let_follow(session: Session, held: Membership, *, held_before: bool) -> None:
    if held.holds_on(_today()) and not held_before:
        offering.after_coming(session, held)
    elif held_before and not held.holds_on(_today()):
        offering.after_going(session, held.participant, held.role)


def _days(held: Membership) -> dict[str, str | None]:
    return {
        "since": held.since.isoformat() if held.since else None,
        "until": held.until.isoformat() if held.until else None,
    }


def _record(session: Session, action: Action, held: Membership, by: Participant, **more: object) -> None:
    details = {"role": held.role, "organisation": held.organisation_id, **_days(held), **more}
    people.record(session, action, held.participant, by, **details)


def _today() -> date:
    return calendars.day_of(clock.now())
