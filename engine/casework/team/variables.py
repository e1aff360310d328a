"""The people of a case as its process knows them: the variables `team`, `need_owner`, `taking_part` and their kin."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from engine import clock, errors, execution, feel
from engine.casework import cases, programs
from engine.casework.caseroles import Cast
from engine.casework.cases import Case, CaseState
from engine.casework.settlement import facts
from engine.people import participants, roles

TEAM, VOTERS = "team", "voters"


def of_role(role: str, people: frozenset[int]) -> dict[str, object]:
    """What changes with who holds a role; roles that several people hold stand in no variable."""
    value = str(min(people)) if people else None
    if role == roles.NEED_OWNER:
        return {roles.NEED_OWNER: value}
    return {f"{TEAM}.{role}": value} if role in roles.TEAM else {}


def of_parties(session: Session, case: Case) -> dict[str, object]:
    """What changes with who takes part."""
    parties = cases.parties(session, case.id)
    return {
        "taking_part": [
            {"org": p.organisation.key, "country": p.organisation.country, "since": p.since.date()} for p in parties
        ],
        "countries": sorted({party.organisation.country for party in parties}),
        "calendars": case.calendar,
    }


def follow(cast: Cast, changes: Mapping[str, object]) -> None:
    """Let the process of a locked case know; what it has no variable for is left out."""
    case = cast.case
    if not changes:
        return
    try:
        situation = execution.amend(programs.of_case(cast), case.state.state, changes, clock.now())
    except errors.NotFound:
        return
    case.state.state = situation.state
    facts.take(cast.session, case, situation)


def seated(session: Session, case_id: int) -> set[int] | None:
    """Who votes at the gates, or for somebody who does; None before the team is named."""
    found = voters(session, case_id)
    if found is None:
        return None
    ids = (participants.id_of(one.get(name)) for one in found for name in ("member", "substitute"))
    return {number for number in ids if number is not None}


def voters(session: Session, case_id: int) -> list[Mapping[str, object]] | None:
    """The voters as the process has them: member, org, country and substitute; None before the team is named."""
    root = feel.decode(session.get_one(CaseState, case_id).variables.get("root", {}))
    team = root.get(TEAM) if isinstance(root, Mapping) else None
    found = team.get(VOTERS) if isinstance(team, Mapping) else None
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else None
