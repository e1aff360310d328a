"""Who may see and do what: the one place that decides, from memberships, case roles and offers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from engine import clock, errors
from engine.casework import principals, processes
from engine.casework.caseroles import CaseRole
from engine.casework.cases import Case, CaseParty
from engine.casework.principals import Principal
from engine.casework.processes import ProcessVersion
from engine.casework.records import Candidate, Task, TaskStatus
from engine.ledger.audit import AuditEntry
from engine.people import calendars, participants, roles
from engine.people.organisations import Organisation
from engine.people.participants import Participant

NOT_BY_THE_MANAGER = frozenset(
    {roles.NEED_OWNER, roles.COORDINATOR, roles.PM, roles.CHAIR, roles.DEPUTY, roles.FINANCE}
)


@dataclass(frozen=True)
class Asker:
    """Who asks, as plain values: id, roles and organisations of today, and in whose place they may act today."""

    id: int
    roles: frozenset[str]
    organisations: frozenset[int]
    principals: tuple[Principal, ...] = ()

    @property
    def sees_all_cases(self) -> bool:
        """Whether the work of one of the roles spans every case."""
        return any(role in roles.ROLES and roles.ROLES[role].sees_all_cases for role in self.roles)


def asker(person: Participant, day: date | None = None) -> Asker:
    """What decides about a person on a day (today)."""
    day = day or calendars.day_of(clock.now())
    roles, homes = frozenset(person.roles_on(day)), frozenset(person.organisations_on(day))
    return Asker(person.id, roles, homes, principals.of(person, day))


def visible_cases(by: Asker) -> sa.ColumnElement[bool]:
    """The condition on Case that holds for what one may see: own organisations' cases, named in it, offered a task.

    A substitute sees the cases, too, in which whoever is away is named or offered a task. Only those named or offered a
    task see a confidential case, and coordinators of the countries that take part.
    """
    roles_of = [sa.and_(CaseRole.participant_id == one.id, _in(one.roles)) for one in by.principals]
    named = sa.exists().where(CaseRole.case_id == Case.id, sa.or_(CaseRole.participant_id == by.id, *roles_of))
    other = aliased(Task)  # any task of the case, also where the condition stands in a query for one task
    mine = sa.or_(Candidate.participant_id == by.id, principals.lent(by.principals, Candidate, other))
    offered = sa.exists().where(other.case_id == Case.id, Candidate.task_id == other.id, mine)
    within = [named, offered, *([_of_own_country(by)] if roles.COORDINATOR in by.roles else [])]
    if by.sees_all_cases:
        return sa.or_(sa.not_(Case.confidential), *within)
    party = sa.exists().where(CaseParty.case_id == Case.id, CaseParty.organisation_id.in_(by.organisations))
    return sa.or_(sa.and_(sa.not_(Case.confidential), party), *within)


def seen(session: Session, by: Asker, case_ids: Iterable[int]) -> set[int]:
    """Which of these cases one may see."""
    return set(session.scalars(sa.select(Case.id).where(Case.id.in_(list(case_ids)), visible_cases(by))))


def require_see_case(session: Session, case: Case, by: Asker) -> None:
    """NotFound for a case one may not see: not even that it exists."""
    query = sa.select(Case.id).where(Case.id == case.id, visible_cases(by))
    if session.scalar(query) is None:
        raise errors.NotFound(case=case.number)


def sees_case(session: Session, case_id: int, by: Asker) -> bool:
    """Whether one may see a case."""
    return session.scalar(sa.select(Case.id).where(Case.id == case_id, visible_cases(by))) is not None


def is_candidate(session: Session, task: Task, participant_id: int) -> bool:
    """Whether an open task is offered to somebody."""
    return session.get(Candidate, (task.id, participant_id)) is not None


def in_whose_place(session: Session, task: Task, by: Participant) -> int | None:
    """In whose place one may take or complete an open task: None for oneself, or the id of somebody who is away.

    Raises TaskTaken when somebody else is responsible, NotAllowed when it is not offered to the asker or a principal.
    The fact `four_eyes` of NotAllowed names the elements the asker, or the principal named by `whose`, has done, from
    which the task must be separate.
    """
    _require_other_eyes(session, task, by.id)
    if task.taken_by_id == by.id and task.taken_for_id is None:
        return None
    own = is_candidate(session, task, by.id)
    if own and (task.taken_by_id is None or by.id in (task.taken_by_id, task.taken_for_id)):
        return None
    away = principals.of(by, calendars.day_of(clock.now()))
    lending = [one for one in away if one.lends(task) and is_candidate(session, task, one.id)]
    for principal in lending:
        if task.held_for in (None, principal.id) and task.taken_by_id in (None, principal.id, by.id):
            _require_other_eyes(session, task, principal.id, whose=principal.id)
            return principal.id
    if task.taken_by_id is None or not (own or lending):
        raise errors.NotAllowed(task=task.id)
    raise errors.TaskTaken(task=task.id, by=task.taken_by_id)


def has(task: Task, by: Asker) -> bool:
    """Whether one is responsible for an open task: as oneself, or in the place of somebody who is still away."""
    away = {one.id for one in by.principals}
    return task.open and task.taken_by_id == by.id and (task.taken_for_id is None or task.taken_for_id in away)


def may_hand_over(task: Task, by: Asker) -> bool:
    """Whether one may give the task to somebody else: who has it, or a coordinator; nobody a vote."""
    return task.open and not task.ballot and (has(task, by) or roles.COORDINATOR in by.roles)


def may_release(task: Task, by: Asker) -> bool:
    """Whether one may give the task back to the group: who has it, or a coordinator; nobody a vote."""
    if not task.open or task.taken_by_id is None or task.ballot:
        return False
    return has(task, by) or roles.COORDINATOR in by.roles


def may_extend(session: Session, task: Task, by: Asker) -> bool:
    """Whether one may let an open task be due later: a coordinator, the project manager named in the case, and for
    tasks of roles that are held in organisations the line manager where whoever has the task is at home. A vote ends
    with its round."""
    if not task.open or task.ballot:
        return False
    named = sa.select(CaseRole.role).where(CaseRole.case_id == task.case_id, CaseRole.participant_id == by.id)
    if roles.COORDINATOR in by.roles or roles.PM in session.scalars(named).all():
        return True
    scopes = {roles.scope_of(group.partition("@")[0]) for group in task.groups}
    if roles.MANAGER not in by.roles or scopes != {roles.Scope.ORGANISATION} or task.taken_by_id is None:
        return False
    home = sa.select(Participant.organisation_id).where(Participant.id == task.taken_by_id)
    today = calendars.day_of(clock.now())
    managers = participants.holders(session, roles.MANAGER, today, list(session.scalars(home)))
    return by.id in {manager.participant_id for manager in managers}


def may_set_follow_up(task: Task, by: Asker) -> bool:
    """Whether one may note a day on which to look at the task again: whoever has it."""
    return task.open and task.taken_by_id == by.id


def names_people(session: Session, case: Case, by: Asker) -> frozenset[str]:
    """The roles of a case for which one may name people: coordinators all, its project manager those of the work.

    Whoever is to check the project manager, decide, or coordinate is named by a coordinator.
    """
    if case.closed:
        return frozenset()
    if roles.COORDINATOR in by.roles:
        return frozenset(roles.NAMED_IN_CASES)
    manages = session.get(CaseRole, (case.id, roles.PM, by.id)) is not None
    return frozenset(roles.NAMED_IN_CASES) - NOT_BY_THE_MANAGER if manages else frozenset()


def may_change_parties(session: Session, case: Case, by: Asker) -> bool:
    """Whether one may let organisations take part in a case, or leave it: coordinators and its project manager."""
    return bool(names_people(session, case, by))


def may_choose_voters(case: Case, by: Asker) -> bool:
    """Whether one may change who votes at the gates of a case: coordinators."""
    return not case.closed and roles.COORDINATOR in by.roles


def may_start(version: ProcessVersion, by: Asker) -> bool:
    """Whether one may open a case: a role among the process's starters, or anyone signed in when it names none.

    A process that begins only by itself, by a message or a signal is opened by nobody.
    """
    if processes.NOT_BY_HAND in version.properties:
        return False
    starters = frozenset(str(version.properties.get("starters", "")).split())
    return not starters or bool(starters & by.roles)


def may_publish(by: Asker) -> bool:
    """Whether one may publish process versions."""
    return roles.PROCESS_OWNER in by.roles


def may_mend(by: Asker) -> bool:
    """Whether one may retry what has halted a case."""
    return bool(by.roles & {roles.COORDINATOR, roles.PROCESS_OWNER})


def may_set_confidential(session: Session, case: Case, by: Asker) -> bool:
    """Whether one may make a case confidential, or lift that: a coordinator, or the case's project manager."""
    if roles.COORDINATOR in by.roles:
        return True
    named = sa.select(CaseRole.role).where(CaseRole.case_id == case.id, CaseRole.participant_id == by.id)
    return session.scalar(named.where(CaseRole.role == roles.PM)) is not None


def require_administrator(by: Asker) -> None:
    """NotAllowed unless one looks after people, their roles and organisations."""
    if roles.ADMIN not in by.roles:
        raise errors.NotAllowed(role=roles.ADMIN)


def may_read_audit(by: Asker) -> bool:
    """Whether one may read the audit trail beyond the cases one sees."""
    return roles.REVIEWER in by.roles


def may_export_names(by: Asker) -> bool:
    """Whether people may stand by name in files for analysis; for everybody else they are codes."""
    return may_read_audit(by)


def visible_entries(by: Asker) -> sa.ColumnElement[bool]:
    """The condition on AuditEntry: reviewers read all, others what happened in cases they see, and their own acts."""
    if may_read_audit(by):
        return sa.true()
    in_cases = AuditEntry.case_id.in_(sa.select(Case.id).where(visible_cases(by)))
    return sa.or_(in_cases, sa.and_(AuditEntry.actor_id == by.id, AuditEntry.case_id.is_(None)))


def visible_people(by: Asker) -> sa.ColumnElement[bool]:
    """The condition on Participant: reviewers all, others their own organisations' and the people of cases they see."""
    if may_read_audit(by):
        return sa.true()
    cases = sa.select(Case.id).where(visible_cases(by))
    opened = sa.select(Case.opened_by_id).where(visible_cases(by))
    named = sa.select(CaseRole.participant_id).where(CaseRole.case_id.in_(cases))
    worked = sa.select(Task.ended_by_id).where(Task.case_id.in_(cases))
    of_cases = (Participant.id.in_(found) for found in (opened, named, worked))
    return sa.or_(Participant.organisation_id.in_(by.organisations), *of_cases)


def barred(session: Session, case_id: int, elements: Iterable[str]) -> set[int]:
    """Who completed one of the elements in this case, any round, any item, called processes too (four eyes).

    Of a substitute and the one in whose place they did it, both.
    """
    wanted = list(elements)
    if not wanted:
        return set()
    return {one for *both, _ in session.execute(_done(case_id, wanted)) for one in both if one is not None}


def _require_other_eyes(session: Session, task: Task, participant_id: int, **facts: int) -> None:
    if not task.separate_from:
        return
    done = session.execute(_done(task.case_id, task.separate_from))
    own = sorted({element for *both, element in done if participant_id in both})
    if own:
        raise errors.NotAllowed(task=task.id, four_eyes=own, **facts)


def _done(case_id: int, elements: list[str]) -> sa.Select[int | None, int | None, str]:
    completed = Task.status == TaskStatus.COMPLETED.value
    return sa.select(Task.ended_by_id, Task.ended_for_id, Task.element).where(
        Task.case_id == case_id, Task.element.in_(elements), completed
    )


def _of_own_country(by: Asker) -> sa.ColumnElement[bool]:
    """That an organisation of a country one belongs to takes part."""
    home, party = aliased(Organisation), aliased(Organisation)
    countries = sa.select(home.country).where(home.id.in_(by.organisations))
    taking_part = sa.and_(CaseParty.case_id == Case.id, party.id == CaseParty.organisation_id)
    return sa.exists().where(taking_part, party.country.in_(countries))


def _in(wanted: frozenset[str]) -> sa.ColumnElement[bool]:
    return CaseRole.role.in_(wanted) if wanted else sa.true()
