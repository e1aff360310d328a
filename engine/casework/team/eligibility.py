"""Whom one can name: people who hold a role in general, with what a single case asks of them."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import clock, errors
from engine.casework.caseroles import CaseRole
from engine.casework.cases import Case
from engine.casework.team.rules import Seat, Voter
from engine.people import calendars, participants, roles
from engine.people.organisations import Organisation, OrganisationKind
from engine.people.participants import Membership, Participant

HELD_AS = {roles.DEPUTY: roles.CHAIR}  # the deputy is one who could take the chair
SLIM = sa.orm.lazyload(Participant.memberships)


def people_for(session: Session, case: Case, role: str) -> Sequence[Participant]:
    """Active people who can be named for a role in a case, by name.

    Anybody can be a reader. A need owner is of the organisation that has the need, and no company leads the project.
    """
    if role == roles.READER:
        return participants.everyone(session)
    asked = HELD_AS.get(role, role)
    homes = [case.organisation_id] if role == roles.NEED_OWNER else None
    found = participants.holders(session, asked, calendars.day_of(clock.now()), homes)
    if role == roles.PM:
        found = [held for held in found if held.organisation.kind != OrganisationKind.COMPANY]
    return list({held.participant_id: held.participant for held in found}.values())


def require(session: Session, case: Case, role: str, people: frozenset[int]) -> None:
    """TeamRejected unless as many as may can hold the role; who is named already can stay."""
    if role in roles.SINGLE and len(people) > 1:
        raise errors.TeamRejected(rule="only_one", roles=[role])
    if role == roles.NEED_OWNER and not people:
        raise errors.TeamRejected(rule="never_empty", roles=[role])
    named = sa.select(CaseRole.participant_id).where(CaseRole.case_id == case.id, CaseRole.role == role)
    fit = {person.id for person in people_for(session, case, role)} | set(session.scalars(named))
    if not people <= fit:
        raise errors.TeamRejected(rule="not_fit", roles=[role], people=sorted(people - fit))


def seats(session: Session, case: Case) -> dict[str, Seat | None]:
    """Who holds each role of the team in a case."""
    query = sa.select(CaseRole).where(CaseRole.case_id == case.id, CaseRole.role.in_(roles.TEAM))
    return {given.role: _seat(given.participant) for given in session.scalars(query)}


def board(session: Session) -> Sequence[Membership]:
    """Who can vote at a gate: the board of the programme, by country and name."""
    found = participants.holders(session, roles.BOARD, calendars.day_of(clock.now()))
    return sorted(found, key=lambda held: (held.organisation.country, held.participant.name))


def voters(session: Session, case: Case, chosen: Mapping[int, int | None]) -> list[Voter]:
    """The voters chosen, each with a deputy or none; TeamRejected for somebody who can be neither."""
    members = {held.participant_id: Seat(held.participant_id, *_home(held.organisation)) for held in board(session)}
    unfit = sorted(set(chosen) - set(members))
    if unfit:
        raise errors.TeamRejected(rule="not_fit", roles=[roles.BOARD], people=unfit, case=case.number)
    return [
        Voter(members[member], _deputy(session, members[member], chosen[member]))
        for member in members
        if member in chosen
    ]


def deputies_of(session: Session, organisation_id: int) -> Sequence[Participant]:
    """Who can vote for a member of the board: active people of the organisation, by name."""
    query = sa.select(Participant).where(Participant.id.in_(_members(organisation_id)), Participant.active)
    return session.scalars(query.options(SLIM).order_by(Participant.name, Participant.id)).all()


def named_of(session: Session, case: Case, organisation: Organisation) -> list[int]:
    """Who of an organisation is named in a case."""
    query = sa.select(CaseRole.participant_id).join(CaseRole.participant).where(CaseRole.case_id == case.id)
    return sorted(set(session.scalars(query.where(Participant.organisation_id == organisation.id))))


def members(session: Session, organisation: Organisation) -> frozenset[int]:
    """Everybody who belongs to an organisation, at home there or by a role."""
    return frozenset(session.scalars(_members(organisation.id)))


def _members(organisation_id: int) -> sa.Select[int]:
    held = sa.select(Membership.participant_id).where(Membership.organisation_id == organisation_id)
    return sa.select(Participant.id).where(
        sa.or_(Participant.organisation_id == organisation_id, Participant.id.in_(held))
    )


def _deputy(session: Session, member: Seat, deputy: int | None) -> Seat | None:
    if deputy is None:
        return None
    person = session.get(Participant, deputy)
    if person is None or not person.active:
        raise errors.TeamRejected(rule="not_fit", roles=[roles.BOARD], people=[deputy])
    today = calendars.day_of(clock.now())
    homes = {held.organisation.key for held in person.memberships if held.holds_on(today)} | {person.organisation.key}
    home = member.organisation if member.organisation in homes else person.organisation.key
    return Seat(person.id, home, person.organisation.country)


def _seat(person: Participant) -> Seat:
    return Seat(person.id, *_home(person.organisation))


def _home(organisation: Organisation) -> tuple[str, str]:
    return organisation.key, organisation.country
