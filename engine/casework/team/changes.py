"""Changing the people of a case: each change has a reason, is recorded, and offers the open tasks anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine import clock, errors
from engine.casework import caseroles, cases, offers, permissions, reasons
from engine.casework.caseroles import Cast
from engine.casework.cases import Case
from engine.casework.offers import NO_LOSS, Loss
from engine.casework.settlement import history
from engine.casework.team import eligibility, rules, telling, variables
from engine.casework.team.rules import Voter
from engine.ledger.audit import Action
from engine.people import calendars, organisations, participants, roles
from engine.people.participants import Participant


@dataclass(frozen=True, kw_only=True)
class Change:
    """Who decides, why, and what they were shown: the ids or keys that stood there, None when that is not known."""

    by: Participant
    reason: str
    shown: frozenset[str] | None = None

    def require_shown(self, now: Sequence[object]) -> None:
        """ChangedMeanwhile when something else stands there by now."""
        if self.shown is not None and self.shown != frozenset(map(str, now)):
            raise errors.ChangedMeanwhile(now=sorted(map(str, now)))


def name(session: Session, case_id: int, role: str, people: frozenset[int], change: Change) -> None:
    """Let exactly these people hold a role in a case.

    Raises NotAllowed, CaseClosed, ChangedMeanwhile, TeamRejected (they cannot hold it), Rejected (no reason).
    """
    case = _locked(session, case_id)
    if role not in permissions.names_people(session, case, permissions.asker(change.by)):
        raise errors.NotAllowed(case=case.number, role=role)
    change.require_shown([given.participant_id for given in caseroles.named_for(session, case.id, role)])
    eligibility.require(session, case, role, people)

    done = caseroles.exchange(session, case, role, set(people))
    if done.changed:
        team, seated = eligibility.seats(session, case), variables.seated(session, case.id)
        rules.check_roles(team)
        if seated is not None and role in (roles.CHAIR, roles.DEPUTY):
            rules.check_seated(team, seated)
        loss = Loss(done.lost, frozenset({role}))
        _carry_on(session, case, variables.of_role(role, done.after), loss)
        _record(session, case, Action.ROLE_GIVEN, change, done.details())
        telling.named(session, case, done, change.by.id)


def choose_voters(session: Session, case_id: int, voters: Mapping[int, int | None], change: Change) -> None:
    """Let exactly these people vote at the gates of a case, each with a deputy or none; counts from the next vote on.

    Raises as `name` does; Conflict before the team has been named.
    """
    case = _locked(session, case_id)
    if not permissions.may_choose_voters(case, permissions.asker(change.by)):
        raise errors.NotAllowed(case=case.number, role=roles.BOARD)
    before = variables.voters(session, case.id)
    if before is None:
        raise errors.Conflict(case=case.number, team=None)
    change.require_shown([voter.get("member") for voter in before])
    chosen = eligibility.voters(session, case, voters)
    rules.check_voters(chosen, organisations.Country)
    after = [_entry(voter) for voter in chosen]
    rules.check_seated(eligibility.seats(session, case), _people(after))

    if _pairs(after) != _pairs(before):
        _carry_on(session, case, {f"{variables.TEAM}.{variables.VOTERS}": after}, NO_LOSS)
        details = {"before": _pairs(before), "after": _pairs(after)}
        _record(session, case, Action.VOTERS_CHOSEN, change, details)
        telling.voters(session, case, _people(before), _people(after), change.by.id)


def let_join(session: Session, case_id: int, organisation: str, change: Change) -> None:
    """Let an organisation take part in a case; one that does already changes nothing."""
    case = _locked(session, case_id)
    _require_parties(session, case, change)
    home = organisations.get(session, organisation)

    for joined in cases.join(session, case, [home]):
        _carry_on(session, case, variables.of_parties(session, case), NO_LOSS)
        _record(session, case, Action.PARTY_JOINED, change, {"organisation": joined.id})


def let_leave(session: Session, case_id: int, organisation: str, change: Change) -> None:
    """Let an organisation take part no more.

    TeamRejected for the one whose need it is, and while somebody of it is named in the case.
    """
    case = _locked(session, case_id)
    _require_parties(session, case, change)
    home = organisations.get(session, organisation)
    named = eligibility.named_of(session, case, home)
    if home.id == case.organisation_id or named:
        rule = "its_need" if home.id == case.organisation_id else "still_named"
        raise errors.TeamRejected(rule=rule, organisation=home.id, people=named)

    cases.leave(session, case, home)
    _carry_on(session, case, variables.of_parties(session, case), Loss(eligibility.members(session, home)))
    _record(session, case, Action.PARTY_LEFT, change, {"organisation": home.id})


def _locked(session: Session, case_id: int) -> Case:
    case = cases.locked(session, case_id)
    cases.require_open(case)
    return case


def _require_parties(session: Session, case: Case, change: Change) -> None:
    if not permissions.may_change_parties(session, case, permissions.asker(change.by)):
        raise errors.NotAllowed(case=case.number)


def _carry_on(session: Session, case: Case, changes: Mapping[str, object], loss: Loss) -> None:
    """Let the process and the open tasks follow."""
    cast = Cast(session, case, calendars.day_of(clock.now()))
    variables.follow(cast, changes)
    offers.refresh(session, case, cast, loss)


def _record(session: Session, case: Case, action: Action, change: Change, details: Mapping[str, object]) -> None:
    reason = reasons.keep(session, change.reason, change.by.id)
    history.record(session, case, action, change.by.id, {**details, "reason": reason})


def _entry(voter: Voter) -> dict[str, object]:
    member, deputy = voter.member, voter.deputy
    return {
        "member": str(member.person),
        "org": member.organisation,
        "country": member.country,
        "substitute": str(deputy.person) if deputy is not None else None,
    }


def _pairs(voters: Sequence[Mapping[str, object]]) -> list[list[int]]:
    """Per voter the ids of the member and, if there is one, of the deputy."""
    ids = ([participants.id_of(voter.get(name)) for name in ("member", "substitute")] for voter in voters)
    return [[number for number in pair if number is not None] for pair in ids]


def _people(voters: Sequence[Mapping[str, object]]) -> set[int]:
    return {one for pair in _pairs(voters) for one in pair}
