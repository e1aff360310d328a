"""The people of a case change: who may, what must hold, and how tasks and the process follow."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from engine import errors, feel
from engine.casework import caseroles, tasks
from engine.casework.cases import CaseState
from engine.casework.records import Candidate, Task
from engine.casework.team import changes, variables
from engine.casework.team.changes import Change
from engine.ledger.audit import AuditEntry
from tests import builders
from tests.stage import Stage

WHY = "The person has another job now."
STUDY = builders.process(
    "study",
    builders.line(
        ("t_study", builders.user("t_study", "researcher", "=workdays(5)")),
        ("t_plan", builders.user("t_plan", "=team.pm").replace('candidateGroups="=team.pm"', 'assignee="=team.pm"')),
    ),
)
TEAM_FIRST = (
    '<bpmn:scriptTask id="begin" name="begin"><bpmn:extensionElements><zeebe:script expression="={script}" '
    'resultVariable="team"/></bpmn:extensionElements></bpmn:scriptTask>'
)


def _with_team(stage: Stage) -> int:
    """A case of Bølgelev whose team is named, with a task for the project manager."""
    people = stage.people
    voters = ", ".join(
        f"{{member: &quot;{who}&quot;, org: &quot;{org}&quot;, country: &quot;{country}&quot;, substitute: {deputy}}}"
        for who, org, country, deputy in (
            (people.anette, "bolgelev", "DK", "null"),
            (people.karen, "bolgelev", "DK", "null"),
            (people.mads, "vindelunde", "DK", "null"),
            (people.elin, "tallakra", "SE", f"&quot;{people.ingrid}&quot;"),
            (people.jonas, "strandkoping", "SE", "null"),
        )
    )
    script = f"{{pm: null, finance: null, chair: null, deputy: null, voters: [{voters}]}}"
    begin = TEAM_FIRST.replace("{script}", script)
    model = builders.process(
        "led", builders.line(("begin", begin), ("t_lead", builders.user("t_lead", "pm", "=workdays(5)")))
    )
    return stage.open(model, "led", by="karen", organisation="bolgelev")


def _name(
    stage: Stage,
    case: int,
    role: str,
    *who: str,
    by: str = "sara",
    reason: str = WHY,
    shown: frozenset[str] | None = None,
) -> None:
    with stage.writing() as session:
        change = Change(by=stage.people.get(session, by), reason=reason, shown=shown)
        changes.name(session, case, role, frozenset(stage.people.ids[one] for one in who), change)


def _named(stage: Stage, case: int, role: str) -> list[int]:
    with stage.reading() as session:
        return [given.participant_id for given in caseroles.named_for(session, case, role)]


def _join(stage: Stage, case: int, organisation: str, by: str = "sara") -> None:
    with stage.writing() as session:
        change = Change(by=stage.people.get(session, by), reason=WHY)
        changes.let_join(session, case, organisation, change)


def _leave(stage: Stage, case: int, organisation: str) -> None:
    with stage.writing() as session:
        change = Change(by=stage.people.get(session, "sara"), reason=WHY)
        changes.let_leave(session, case, organisation, change)


def _variables(stage: Stage, case: int) -> dict[str, object]:
    with stage.reading() as session:
        return dict(feel.decode(session.get_one(CaseState, case).variables["root"]))  # type: ignore[call-overload]


def _offered(stage: Stage, task: Task) -> set[int]:
    with stage.reading() as session:
        return set(session.scalars(sa.select(Candidate.participant_id).where(Candidate.task_id == task.id)))


def test_whoever_is_named_gets_the_open_task_and_the_process_knows(stage: Stage) -> None:
    case = _with_team(stage)
    [task] = stage.open_tasks(case)
    assert (task.taken_by_id, task.stand_in) == (stage.people.rasmus, True)

    _name(stage, case, "pm", "mads")

    now = stage.task(task)
    assert (now.taken_by_id, now.stand_in) == (stage.people.mads, False)
    assert _variables(stage, case)["team"]["pm"] == str(stage.people.mads)  # type: ignore[index]


def test_a_task_leaves_whoever_loses_the_role_though_they_had_taken_it(stage: Stage) -> None:
    case = _with_team(stage)
    _name(stage, case, "pm", "mads")
    [task] = stage.open_tasks(case)

    _name(stage, case, "pm")

    now = stage.task(task)
    assert (now.taken_by_id, now.stand_in) == (stage.people.rasmus, True)
    assert _variables(stage, case)["team"]["pm"] is None  # type: ignore[index]


def test_a_task_handed_over_by_name_stays_when_the_role_goes_to_another(stage: Stage) -> None:
    case = _with_team(stage)
    [task] = stage.open_tasks(case)
    with stage.writing() as session:
        tasks.hand_over(session, task.id, stage.people.get(session, "karen"), stage.people.get(session, "rasmus"))

    _name(stage, case, "pm", "mads")

    assert stage.task(task).taken_by_id == stage.people.karen
    assert _offered(stage, task) == {stage.people.karen, stage.people.mads}


def test_the_mark_of_the_stand_in_goes_when_the_researchers_university_joins(stage: Stage) -> None:
    stage.time(datetime(2027, 5, 12, 8, 0, tzinfo=UTC))
    case = stage.open(STUDY, "study", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    assert (task.taken_by_id, task.stand_in, stage.deadline_day(task)) == (stage.people.rasmus, True, "2027-05-20")

    _join(stage, case, "sunduni")

    now = stage.task(task)
    assert (now.taken_by_id, now.stand_in, stage.deadline_day(task)) == (stage.people.amina, False, "2027-05-19")
    assert _variables(stage, case)["calendars"] == "BOTH"


def test_when_an_organisation_leaves_its_tasks_go_to_the_others(stage: Stage) -> None:
    case = stage.open(STUDY, "study", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    _join(stage, case, "sunduni")

    _leave(stage, case, "sunduni")

    assert (stage.task(task).taken_by_id, stage.task(task).stand_in) == (stage.people.rasmus, True)
    taking_part = _variables(stage, case)["taking_part"]
    assert [party["org"] for party in taking_part] == ["bolgelev"]  # type: ignore[attr-defined]
    assert _variables(stage, case)["calendars"] == "DK"


def test_an_organisation_stays_as_long_as_its_need_or_its_people_are_in_the_case(stage: Stage) -> None:
    case = stage.open(STUDY, "study", by="karen", organisation="bolgelev")
    _join(stage, case, "sunduni")
    _name(stage, case, "researcher", "amina")

    for organisation, rule in (("bolgelev", "its_need"), ("sunduni", "still_named")):
        with pytest.raises(errors.TeamRejected) as refused:
            _leave(stage, case, organisation)
        assert refused.value.facts["rule"] == rule
    with pytest.raises(errors.NotFound):
        _leave(stage, case, "drabe")


@pytest.mark.parametrize(
    ("before", "role", "who", "rule"),
    [
        ({"pm": "mads"}, "chair", "mads", "not_fit"),
        ({"chair": "anette"}, "deputy", "anette", "three_people"),
        ({"pm": "mads"}, "finance", "mads", "not_fit"),
        ({"chair": "anette"}, "deputy", "birgit", "not_fit"),
        ({}, "need_owner", "jonas", "not_fit"),
        ({}, "need_owner", "", "never_empty"),
        ({}, "pm", "mads karen", "only_one"),
        ({}, "pm", "lone", "not_fit"),
    ],
)
def test_people_who_cannot_hold_a_role_are_refused(
    stage: Stage, before: dict[str, str], role: str, who: str, rule: str
) -> None:
    case = _with_team(stage)
    for held, key in before.items():
        _name(stage, case, held, key)

    with pytest.raises(errors.TeamRejected) as refused:
        _name(stage, case, role, *who.split())

    assert refused.value.facts["rule"] == rule
    assert {held: _named(stage, case, held) for held in before} == {
        held: [stage.people.ids[key]] for held, key in before.items()
    }


def test_the_manager_of_the_project_names_the_people_of_the_work_and_not_those_who_check_it(stage: Stage) -> None:
    case = _with_team(stage)
    _name(stage, case, "pm", "mads")

    _name(stage, case, "researcher", "amina", by="mads")

    assert _named(stage, case, "researcher") == [stage.people.amina]
    for role, who in (("chair", "anette"), ("deputy", "ingrid"), ("finance", "elin"), ("pm", "mads")):
        with pytest.raises(errors.NotAllowed):
            _name(stage, case, role, who, by="mads")
    with pytest.raises(errors.NotAllowed):
        _name(stage, case, "researcher", by="karen")


def test_roles_that_nobody_is_named_for_in_a_case_cannot_be_given(stage: Stage) -> None:
    case = _with_team(stage)

    for role, who in (("board", "karen"), ("admin", "tove"), ("reviewer", "malin"), ("nothing", "karen")):
        with pytest.raises(errors.NotAllowed):
            _name(stage, case, role, who)


def test_what_has_changed_since_it_was_shown_is_not_overwritten(stage: Stage) -> None:
    case = _with_team(stage)
    _name(stage, case, "pm", "mads")

    with pytest.raises(errors.ChangedMeanwhile):
        _name(stage, case, "pm", shown=frozenset())
    _name(stage, case, "pm", shown=frozenset({str(stage.people.mads)}))

    assert _named(stage, case, "pm") == []


def test_a_change_without_a_reason_is_none(stage: Stage) -> None:
    case = _with_team(stage)

    with pytest.raises(errors.Rejected):
        _name(stage, case, "pm", "mads", reason="  short  ")

    assert _named(stage, case, "pm") == []


def test_the_trail_keeps_who_came_and_went_and_not_the_words_of_the_reason(stage: Stage) -> None:
    case = _with_team(stage)
    _name(stage, case, "pm", "mads")

    with stage.reading() as session:
        given = sa.select(AuditEntry).where(AuditEntry.action == "case.role_given").order_by(AuditEntry.seq.desc())
        entry = session.scalars(given).first()
        assert entry is not None
        details = entry.facts["details"]
        assert (details["role"], details["before"], details["after"]) == ("pm", [], [stage.people.mads])
        assert WHY not in entry.body
        offered = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "task.offered")).one()
        assert offered.facts["details"]["after"] == [stage.people.mads]


def _choose(stage: Stage, case: int, voters: dict[str, str], by: str = "sara") -> None:
    ids = stage.people.ids
    with stage.writing() as session:
        change = Change(by=stage.people.get(session, by), reason=WHY)
        chosen = {ids[voter]: ids[deputy] if deputy else None for voter, deputy in voters.items()}
        changes.choose_voters(session, case, chosen, change)


VOTERS = {"karen": "", "mads": "birgit", "jonas": "", "elin": "ingrid"}


def test_voters_are_chosen_with_their_deputies_and_the_process_knows(stage: Stage) -> None:
    case = _with_team(stage)

    _choose(stage, case, VOTERS)

    with stage.reading() as session:
        found = variables.voters(session, case)
    assert found is not None
    ids = {str(number): key for key, number in stage.people.ids.items()}
    assert {ids[str(one["member"])]: ids.get(str(one.get("substitute", "")), "") for one in found} == VOTERS


@pytest.mark.parametrize(
    ("voters", "rule"),
    [
        ({"karen": "", "mads": "", "jonas": ""}, "voters"),
        (VOTERS | {"karen": "birgit"}, "deputy_elsewhere"),
        (VOTERS | {"anette": "", "karen": "anette"}, "seated_twice"),
        (VOTERS | {"peter": ""}, "not_fit"),
    ],
)
def test_voters_who_break_a_rule_are_refused(stage: Stage, voters: dict[str, str], rule: str) -> None:
    case = _with_team(stage)

    with pytest.raises(errors.TeamRejected) as refused:
        _choose(stage, case, voters)

    assert refused.value.facts["rule"] == rule


def test_the_chairs_stay_among_those_who_can_vote(stage: Stage) -> None:
    case = _with_team(stage)
    _name(stage, case, "deputy", "ingrid")

    with pytest.raises(errors.TeamRejected) as refused:
        _choose(stage, case, VOTERS | {"elin": ""})
    assert refused.value.facts["rule"] == "not_seated"

    _choose(stage, case, VOTERS)
    with pytest.raises(errors.TeamRejected) as refused:
        _name(stage, case, "chair", "anette")
    assert refused.value.facts["rule"] == "not_seated"


def test_only_coordinators_choose_voters_and_not_before_there_is_a_team(stage: Stage) -> None:
    case = _with_team(stage)
    _name(stage, case, "pm", "mads")
    with pytest.raises(errors.NotAllowed):
        _choose(stage, case, VOTERS, by="mads")

    early = stage.open(STUDY, "study", by="karen", organisation="bolgelev")
    with pytest.raises(errors.Conflict):
        _choose(stage, early, VOTERS)
