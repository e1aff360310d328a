"""Who sees which case: organisations that take part, people named in it, and roles whose work spans all cases."""

import pytest
import sqlalchemy as sa

from engine import errors
from engine.casework import caseroles, cases, permissions, tasks
from engine.casework.cases import Case
from engine.insight import caselist, trail
from tests import builders
from tests.stage import Stage

ONE_TASK = builders.process("note", builders.line(("t_note", builders.user("t_note", "need_owner"))))
TWO_AT_ONCE = builders.process(
    "two",
    '<bpmn:startEvent id="start"/><bpmn:parallelGateway id="split"/>'
    + builders.user("t_note", "need_owner")
    + builders.user("t_study", "researcher@sunduni")
    + '<bpmn:endEvent id="noted"/><bpmn:endEvent id="studied"/>'
    + builders.flow("start", "split")
    + "".join(builders.flow(a, b) for a, b in (("split", "t_note"), ("split", "t_study")))
    + "".join(builders.flow(a, b) for a, b in (("t_note", "noted"), ("t_study", "studied"))),
)


def _sees(stage: Stage, name: str, case_id: int) -> bool:
    with stage.reading() as session:
        by = permissions.asker(stage.people.get(session, name))
        found = {case.id for case in caselist.page(session, by, caselist.Filter()).cases}
        try:
            permissions.require_see_case(session, session.get_one(Case, case_id), by)
        except errors.NotFound:
            assert case_id not in found
            return False
        assert case_id in found
        return True


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("karen", True),
        ("peter", False),
        ("oscar", False),
        ("lone", False),
        ("sara", True),
        ("elin", True),
        ("malin", True),
        ("tove", True),
        ("amina", False),
    ],
)
def test_a_case_is_seen_by_its_organisation_and_by_roles_that_span_all_cases(
    stage: Stage, name: str, sees: bool
) -> None:
    case = stage.open(ONE_TASK, "note", by="karen", organisation="bolgelev")
    assert _sees(stage, name, case) is sees


def test_a_company_sees_a_case_from_the_day_it_takes_part(stage: Stage) -> None:
    case = stage.open(ONE_TASK, "note", by="karen", organisation="bolgelev")
    assert not _sees(stage, "lone", case)
    stage.let_join(case, "drabe")
    assert _sees(stage, "lone", case)


def test_whoever_is_named_in_a_case_sees_it(stage: Stage) -> None:
    case = stage.open(ONE_TASK, "note", by="karen", organisation="bolgelev")
    with stage.writing() as session:
        amina = stage.people.get(session, "amina")
        caseroles.name(session, cases.locked(session, case), "researcher", [amina], stage.people.sara)
    assert _sees(stage, "amina", case)


def test_a_task_of_a_case_one_may_not_see_does_not_exist(stage: Stage) -> None:
    case = stage.open(ONE_TASK, "note", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    with stage.reading() as session, pytest.raises(errors.NotFound):
        tasks.find(session, task.id, permissions.asker(stage.people.get(session, "lone")))


def test_whoever_is_offered_a_task_sees_its_case_and_the_other_tasks_of_it(stage: Stage) -> None:
    case = stage.open(TWO_AT_ONCE, "two", by="karen", organisation="bolgelev")
    found = {task.element: task.id for task in stage.open_tasks(case)}
    assert _sees(stage, "amina", case)
    with stage.reading() as session:
        by = permissions.asker(stage.people.get(session, "amina"))
        assert {tasks.find(session, number, by).id for number in found.values()} == set(found.values())


def test_the_trail_shows_only_what_happened_in_cases_one_sees(stage: Stage) -> None:
    stage.open(ONE_TASK, "note", by="karen", organisation="bolgelev")
    with stage.reading() as session:
        for name, expected in (("karen", 2), ("lone", 0), ("malin", 3)):
            by = permissions.asker(stage.people.get(session, name))
            assert len(trail.page(session, by, trail.Filter()).entries) == expected


def test_what_an_administrator_may_do_does_not_open_cases(stage: Stage) -> None:
    case = stage.open(ONE_TASK, "note", by="elin", organisation="tallakra")
    assert not _sees(stage, "tove", case)
    with stage.reading() as session:
        by = permissions.asker(stage.people.get(session, "tove"))
        assert session.scalars(sa.select(Case.id).where(permissions.visible_cases(by))).all() == []
