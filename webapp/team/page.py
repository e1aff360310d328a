"""What the page of a case's people shows: a line per role, the voters, and the organisations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import clock
from engine.casework import caseroles, permissions
from engine.casework.caseroles import CaseRole, Cast
from engine.casework.cases import Case
from engine.casework.permissions import Asker
from engine.casework.team import eligibility, variables
from engine.people import calendars, participants, roles
from engine.people.participants import Participant


@dataclass(frozen=True)
class Line:
    """One role: who is named, or else who has its tasks (`stand_in` when nobody holds it); whether I may change it."""

    role: str
    named: Sequence[CaseRole]
    others: Sequence[Participant]
    stand_in: bool
    changeable: bool


@dataclass(frozen=True)
class VoterLine:
    """A voter, and who votes for them."""

    member: Participant
    deputy: Participant | None


def lines(session: Session, case: Case, by: Asker) -> tuple[list[Line], list[Line]]:
    """The roles of every case, then the others: those somebody is named for first."""
    given: dict[str, list[CaseRole]] = {}
    for one in caseroles.roles_of(session, case.id):
        given.setdefault(one.role, []).append(one)
    may = permissions.names_people(session, case, by)
    cast = Cast(session, case, calendars.day_of(clock.now()))
    usual = [roles.NEED_OWNER, roles.COORDINATOR, *roles.TEAM]
    rest = [role for role in roles.NAMED_IN_CASES if role not in usual]
    rest.sort(key=lambda role: role not in given)
    made = [_line(session, cast, role, given.get(role, []), role in may) for role in usual]
    return made, [_line(session, cast, role, given.get(role, []), role in may) for role in rest]


def voters(session: Session, case: Case) -> list[VoterLine] | None:
    """Who votes at the gates; None before the team is named."""
    found = variables.voters(session, case.id)
    if found is None:
        return None
    pairs = [(participants.id_of(one.get("member")), participants.id_of(one.get("substitute"))) for one in found]
    known = _people(session, {number for pair in pairs for number in pair if number is not None})
    return [VoterLine(known[member or 0], known.get(deputy or 0)) for member, deputy in pairs if member in known]


def chosen(voting: Sequence[VoterLine]) -> dict[int, int | None]:
    """The deputy, or None, of each voter."""
    return {line.member.id: line.deputy.id if line.deputy is not None else None for line in voting}


def deputies(session: Session, members: Sequence[participants.Membership]) -> dict[int, Sequence[Participant]]:
    """Who can vote for each member of the board: people of the organisation who do not vote themselves by office."""
    voting = {held.participant_id for held in members}
    found: dict[int, Sequence[Participant]] = {}
    for held in members:
        colleagues = eligibility.deputies_of(session, held.organisation_id)
        found[held.participant_id] = [person for person in colleagues if person.id not in voting]
    return found


def _line(session: Session, cast: Cast, role: str, named: Sequence[CaseRole], changeable: bool) -> Line:
    active = [one for one in named if one.participant.active]
    held = [] if active or role == roles.READER else cast.holders(role)
    known = _people(session, {holder.participant_id for holder in held})
    others = sorted(known.values(), key=lambda person: person.name)
    return Line(role, named, others, bool(held) and held[0].stand_in, changeable)


def _people(session: Session, ids: set[int]) -> Mapping[int, Participant]:
    if not ids:
        return {}
    query = sa.select(Participant).where(Participant.id.in_(ids)).options(sa.orm.lazyload(Participant.memberships))
    return {person.id: person for person in session.scalars(query)}
