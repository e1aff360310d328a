"""How a case begins: with its organisation, the person whose need it is, and the newest release."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import clock, errors, execution
from engine.casework import caseroles, cases, permissions, processes, programs, settlement
from engine.casework.caseroles import Cast
from engine.casework.cases import Case, CaseState
from engine.execution import Event, EventKind
from engine.ledger.audit import Action, Actor
from engine.people import calendars, organisations, roles
from engine.people.organisations import Country, Organisation
from engine.people.participants import Participant

OPENED_BY_ROLE = roles.NEED_OWNER


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What somebody asks for who opens a case: the process, whose need it is, and a mark of the asking.

    Asking twice with the same mark opens one case.
    """

    process: str
    organisation: str
    request: str = ""


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """A case that an event opens: on which release, whose, who answers for it, and who or what sent the event."""

    release: processes.Release
    event: Event
    organisation: Organisation
    by: Participant
    actor: int | Actor
    request: str


def open_case(session: Session, opening: Opening, by: Participant) -> Case:
    """Open a case on the newest release of a process; whoever has the need and opens it is its owner from the start."""
    release = processes.newest_release(session, opening.process)
    if not permissions.may_start(release.root, permissions.asker(by)):
        raise errors.NotAllowed(process=opening.process)
    home = _organisation(session, opening.organisation, by)
    if (known := asked_before(session, opening.request, by)) is not None:
        return known

    case = _new_case(release, home, by, opening.request)
    details = {"process": opening.process, "release": release.number}
    _begin(
        session, case, by, settlement.Act(action=Action.CASE_OPENED, actor=by.id, at=case.opened_at, details=details)
    )
    return case


def open_by_event(session: Session, beginning: Beginning) -> Case:
    """Open a case by the message, signal or timer that starts its process; what that brings becomes its variables."""
    release, by = beginning.release, beginning.by
    case = _new_case(release, beginning.organisation, by, beginning.request)
    case.by_clock = beginning.event.kind is EventKind.TIMER
    details = {
        "process": release.process.key,
        "release": release.number,
        "kind": beginning.event.kind.value,
        "name": beginning.event.name,
    }
    act = settlement.Act(action=Action.CASE_OPENED, actor=beginning.actor, at=case.opened_at, details=details)
    _begin(session, case, by, act, beginning.event)
    return case


def asked_before(session: Session, request: str, by: Participant) -> Case | None:
    """The case that somebody has opened by the same asking, if there is one."""
    if not request:
        return None
    return session.scalar(sa.select(Case).where(Case.request == request, Case.opened_by_id == by.id))


def openable(session: Session, by: Participant) -> list[processes.Release]:
    """The newest releases on which somebody may open cases."""
    asker = permissions.asker(by)
    return [release for release in processes.newest_releases(session) if permissions.may_start(release.root, asker)]


def homes(session: Session, by: Participant) -> list[Organisation]:
    """The organisations for which somebody may open a case: their own; for coordinators any municipality or region."""
    asker = permissions.asker(by)
    found = organisations.all_of(session)
    if roles.COORDINATOR in asker.roles:
        public = ("municipality", "region")
        return [one for one in found if one.kind in public or one.id in asker.organisations]
    return [one for one in found if one.id in asker.organisations]


def _new_case(release: processes.Release, home: Organisation, by: Participant, request: str) -> Case:
    return Case(
        release_id=release.id,
        release=release,
        organisation=home,
        calendar=home.calendar,
        opened_at=clock.now(),
        opened_by_id=by.id,
        request=request or None,
        state=CaseState(),
    )


def _begin(session: Session, case: Case, by: Participant, act: settlement.Act, event: Event | None = None) -> None:
    """Enter a case and let its process begin; whoever has the need and opens it is its owner from the start."""
    home = case.organisation
    case.number = cases.next_number(session, case.opened_at)
    session.add(case)
    session.flush()
    cases.join(session, case, [home])
    if by.organisation_id == home.id and OPENED_BY_ROLE in permissions.asker(by).roles:
        caseroles.name(session, case, OPENED_BY_ROLE, [by], by.id)

    cast = Cast(session, case, calendars.day_of(case.opened_at))
    program, variables = programs.of_case(cast), _variables(case, by)
    process = case.release.process.key
    situation = execution.start(program, process, variables, case.opened_at, by=event)
    settlement.settle(session, cast, situation, act)


def _organisation(session: Session, key: str, by: Participant) -> Organisation:
    for home in homes(session, by):
        if home.key == key:
            return home
    raise errors.NotAllowed(organisation=key)


def _variables(case: Case, by: Participant) -> dict[str, object]:
    home = case.organisation
    day = calendars.day_of(case.opened_at)
    return {
        "case_id": case.number,
        "country_lead": Country(home.country).value,
        "calendars": case.calendar,
        "lang": home.language,
        "need_org": home.key,
        "opened_by": str(by.id),
        "taking_part": [{"org": home.key, "country": home.country, "since": day}],
        "priority": case.priority,
    }
