"""Naming substitutes: by whoever will be away, and for them by coordinators and the managers of their organisation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from engine import clock, errors, feel
from engine.casework import keyset, notices
from engine.casework.caseroles import CaseRole
from engine.casework.keyset import Key, Sorting
from engine.casework.notices import Announcement
from engine.ledger import audit
from engine.ledger.audit import Action, Entry
from engine.people import calendars, participants, roles, substitutes
from engine.people.participants import Participant
from engine.people.substitutes import Span, Substitution

LONGEST = timedelta(days=366)
NAMED, ENDED = "substitute_named", "substitute_ended"
"""Notices to who stands in; to who is away, unless they did it themselves:"""
NAMED_FOR, ENDED_FOR = "substitution_named", "substitution_ended"
PAGE_SIZE = 25


@dataclass(frozen=True, kw_only=True)
class Absence:
    """What is wanted: who is away, who stands in, on which days and in which roles (none means all)."""

    absent: int
    substitute: int
    since: date
    until: date
    roles: frozenset[str] = frozenset()


def name(session: Session, wanted: Absence, by: Participant) -> Substitution:
    """Let somebody stand in for another from a day until a day.

    From another organisation somebody can stand in only in roles that both hold. Raises NotAllowed when it is not for
    `by` to say, SubstituteRejected for what cannot be; its fact `rule` says why.
    """
    absent = _locked(session, wanted.absent)
    if not may_speak_for(by, absent):
        raise errors.NotAllowed(participant=absent.id)
    substitute = participants.get(session, wanted.substitute)
    _check_people(absent, substitute)
    _check_days(wanted)
    span = Span(since=wanted.since, until=wanted.until, roles=_roles(session, absent, substitute, wanted.roles))
    _check_others(session, absent, substitute, span)

    named = Substitution(
        absent_id=absent.id,
        substitute_id=substitute.id,
        since=span.since,
        until=span.until,
        roles=sorted(span.roles),
        named_by_id=by.id,
        named_at=clock.now(),
    )
    session.add(named)
    session.flush()
    _record(session, Action.SUBSTITUTE_NAMED, named, absent, by)
    _tell(session, named, by, NAMED, NAMED_FOR)
    return named


def end(session: Session, substitution_id: int, by: Participant) -> Substitution:
    """End a substitution now; Conflict when it is over already."""
    absent_id = session.scalar(sa.select(Substitution.absent_id).where(Substitution.id == substitution_id))
    if absent_id is None:
        raise errors.NotFound(substitution=substitution_id)
    absent = _locked(session, absent_id)
    found = session.get_one(Substitution, substitution_id, populate_existing=True)
    if not may_speak_for(by, absent):
        raise errors.NotAllowed(substitution=substitution_id)
    if found.is_over(_today()):
        raise errors.Conflict(substitution=substitution_id)

    found.ended_at = clock.now()
    _record(session, Action.SUBSTITUTE_ENDED, found, absent, by)
    _tell(session, found, by, ENDED, ENDED_FOR)
    return found


def may_speak_for(by: Participant, absent: Participant) -> bool:
    """Whether somebody names substitutes for a person: for themselves, as coordinator, as manager where they work."""
    today = _today()
    manages = any(
        held.role == roles.MANAGER and held.organisation_id == absent.organisation_id and held.holds_on(today)
        for held in by.memberships
    )
    return by.id == absent.id or manages or roles.COORDINATOR in by.roles_on(today)


def spoken_for(session: Session, by: Participant) -> sa.ColumnElement[bool]:
    """The condition on Participant for whom somebody names substitutes."""
    today = _today()
    if roles.COORDINATOR in by.roles_on(today):
        return sa.true()
    held = (one.organisation_id for one in by.memberships if one.role == roles.MANAGER and one.holds_on(today))
    return sa.or_(Participant.id == by.id, Participant.organisation_id.in_(list(held)))


def able(session: Session, absent: Participant) -> Sequence[Participant]:
    """Who can stand in for somebody, by name: people of their organisation, and elsewhere who shares a role."""
    others = (one for one in participants.everyone(session) if one.id != absent.id)
    return [one for one in others if _at_home(absent, one) or _shared(absent, one)]


def roles_of(session: Session, absent: Participant) -> list[str]:
    """The roles somebody holds, in general today or named in a case, in the usual order."""
    named = set(session.scalars(sa.select(CaseRole.role).where(CaseRole.participant_id == absent.id).distinct()))
    held = named | absent.roles_on(_today())
    return [role for role in roles.ROLES if role in held]


class Order(StrEnum):
    """What the list is sorted by."""

    SINCE = "since"
    UNTIL = "until"
    ABSENT = "absent"


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What is asked for; `over` shows those that have ended too."""

    text: str = ""
    over: bool = False
    order: Order = Order.SINCE
    after: Key | None = None


def page(session: Session, by: Participant, wanted: Filter) -> tuple[list[Substitution], Key | None]:
    """One page of the substitutions of people for whom somebody speaks, and the key of the next page."""
    absent, other = aliased(Participant), aliased(Participant)
    seen = sa.select(Participant.id).where(spoken_for(session, by))
    sorting = {
        Order.SINCE: Sorting(Substitution.since, Substitution.id, read=date.fromisoformat),
        Order.UNTIL: Sorting(Substitution.until, Substitution.id, read=date.fromisoformat),
        Order.ABSENT: Sorting(sa.func.lower(absent.name), Substitution.id),
    }[wanted.order]
    query = sa.select(Substitution, sorting.value).where(Substitution.absent_id.in_(seen))
    query = query.join(absent, absent.id == Substitution.absent_id).join(other, other.id == Substitution.substitute_id)
    if not wanted.over:
        query = query.where(Substitution.ended_at.is_(None), Substitution.until >= _today())
    if wanted.text:
        names = (sa.func.lower(one.name) for one in (absent, other))
        query = query.where(sa.or_(*(name.contains(wanted.text.lower(), autoescape=True) for name in names)))
    rows, following = keyset.page(session, query, sorting, wanted.after, PAGE_SIZE)
    return [row[0] for row in rows], following


def _check_people(absent: Participant, substitute: Participant) -> None:
    if substitute.id == absent.id:
        raise errors.SubstituteRejected(rule="oneself")
    if not substitute.active:
        raise errors.SubstituteRejected(rule="inactive")
    if not (_at_home(absent, substitute) or _shared(absent, substitute)):
        raise errors.SubstituteRejected(rule="elsewhere")


def _check_days(wanted: Absence) -> None:
    if wanted.since < _today():
        raise errors.SubstituteRejected(rule="past", field="since")
    if wanted.until < wanted.since:
        raise errors.SubstituteRejected(rule="order", field="until")
    if wanted.until - wanted.since >= LONGEST:
        raise errors.SubstituteRejected(rule="too_long", field="until")


def _check_others(session: Session, absent: Participant, substitute: Participant, span: Span) -> None:
    """No two substitutes for one role at once, and no chains: neither side is on the other side of a substitution."""
    today = _today()
    for other in substitutes.of_absent(session, absent.id, today):
        if span.meets(other):
            raise errors.SubstituteRejected(rule="overlap", other=other.id)
    days = Span(since=span.since, until=span.until)
    for rule, found in (
        ("away", substitutes.of_absent(session, substitute.id, today)),
        ("stands_in", substitutes.of_substitute(session, absent.id, today)),
    ):
        meeting = [other for other in found if days.meets(other)]
        if meeting:
            raise errors.SubstituteRejected(rule=rule, other=meeting[0].id)


def _roles(session: Session, absent: Participant, substitute: Participant, wanted: frozenset[str]) -> frozenset[str]:
    if not wanted <= set(roles_of(session, absent)):
        raise errors.SubstituteRejected(rule="roles")
    if _at_home(absent, substitute):
        return wanted
    shared = _shared(absent, substitute)
    if wanted and not wanted <= shared:
        raise errors.SubstituteRejected(rule="roles_elsewhere")
    return wanted or shared


def _at_home(absent: Participant, substitute: Participant) -> bool:
    return absent.organisation_id in substitute.organisations_on(_today())


def _shared(absent: Participant, substitute: Participant) -> frozenset[str]:
    """The roles both hold in general; guests of companies share nothing with another organisation."""
    today = _today()
    return frozenset((absent.roles_on(today) & substitute.roles_on(today)) - {roles.COMPANY})


def _locked(session: Session, participant_id: int) -> Participant:
    """The person with their row locked, so that of two substitutions made at once the later sees the earlier."""
    query = sa.select(Participant).where(Participant.id == participant_id).with_for_update(of=Participant)
    person = session.scalar(query)
    if person is None:
        raise errors.NotFound(participant=participant_id)
    return person


def _today() -> date:
    return calendars.day_of(clock.now())


def _record(session: Session, action: Action, found: Substitution, absent: Participant, by: Participant) -> None:
    details = {
        "substitution": found.id,
        "participant": absent.id,
        "substitute": found.substitute_id,
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "roles": list(found.roles),
    }
    audit.record(session, Entry(action=action, actor=by.id, chain=absent.organisation_id, details=details))


def _tell(session: Session, found: Substitution, by: Participant, to_substitute: str, to_absent: str) -> None:
    days = {"since": found.since, "until": found.until}
    values = {"values": feel.encode(days), "people": {"absent": found.absent_id, "substitute": found.substitute_id}}
    for template, person in ((to_substitute, found.substitute_id), (to_absent, found.absent_id)):
        if person != by.id:
            announcement = Announcement(key=f"{template}:{found.id}", template=template, values=values)
            notices.send(session, None, announcement, [person])
