"""What must hold among the people of a case, whoever names them."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from engine import errors
from engine.people import roles

THREE_PEOPLE = (roles.PM, roles.CHAIR, roles.DEPUTY)
FEWEST_VOTERS = 2  # of each country


@dataclass(frozen=True)
class Seat:
    """A person as these rules see them."""

    person: int
    organisation: str
    country: str


@dataclass(frozen=True)
class Voter:
    """One who votes at the gates, and who votes for them where they cannot."""

    member: Seat
    deputy: Seat | None = None


def check_roles(team: Mapping[str, Seat | None]) -> None:
    """TeamRejected unless project manager, chair and deputy are three, the controller another, and two countries."""
    named = [(role, seat.person) for role in THREE_PEOPLE if (seat := team.get(role)) is not None]
    twice = [role for role, person in named if [one for _, one in named].count(person) > 1]
    if twice:
        raise errors.TeamRejected(rule="three_people", roles=twice)
    manager, controller = team.get(roles.PM), team.get(roles.FINANCE)
    if manager is not None and controller is not None and manager.person == controller.person:
        raise errors.TeamRejected(rule="controller", roles=[roles.PM, roles.FINANCE])
    chair, deputy = team.get(roles.CHAIR), team.get(roles.DEPUTY)
    if chair is not None and deputy is not None and chair.country == deputy.country:
        raise errors.TeamRejected(rule="two_countries", roles=[roles.CHAIR, roles.DEPUTY])


def check_voters(voters: Iterable[Voter], countries: Iterable[str]) -> None:
    """TeamRejected unless each country has enough voters, and each deputy is of the organisation and no voter."""
    voting = list(voters)
    for country in countries:
        found = sum(voter.member.country == country for voter in voting)
        if found < FEWEST_VOTERS:
            raise errors.TeamRejected(rule="voters", country=country, found=found, fewest=FEWEST_VOTERS)
    for voter in voting:
        if voter.deputy is not None and voter.deputy.organisation != voter.member.organisation:
            raise errors.TeamRejected(rule="deputy_elsewhere", person=voter.deputy.person, voter=voter.member.person)
    seated = [seat.person for voter in voting for seat in (voter.member, voter.deputy) if seat is not None]
    if len(seated) > len(set(seated)):
        raise errors.TeamRejected(rule="seated_twice", people=sorted(one for one in seated if seated.count(one) > 1))


def check_seated(team: Mapping[str, Seat | None], seated: Container[int]) -> None:
    """TeamRejected unless chair and deputy chair are among the voters or their deputies."""
    for role in (roles.CHAIR, roles.DEPUTY):
        seat = team.get(role)
        if seat is not None and seat.person not in seated:
            raise errors.TeamRejected(rule="not_seated", roles=[role], person=seat.person)
