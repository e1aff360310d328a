"""Drafts on which nobody can go on: readable for a while, then deleted by the clock."""

import pytest

from engine.background import handlers
from engine.casework import drafts, permissions, tasks
from engine.casework.records import Task
from tests import builders
from tests.integration import processes
from tests.integration.processes import NOTE
from tests.stage import Stage

UNTIL = builders.process(
    "until",
    builders.user("t_slow", "need_owner")
    + '<bpmn:startEvent id="start"/><bpmn:endEvent id="finish"/><bpmn:endEvent id="late"/>'
    + processes.boundary("a_day", "t_slow", processes.timer("P1D"))
    + builders.user("t_next", "tf_coord")
    + builders.flow("start", "t_slow")
    + builders.flow("t_slow", "finish")
    + builders.flow("a_day", "t_next")
    + builders.flow("t_next", "late"),
)


def _save(stage: Stage, task: Task, by: str) -> None:
    with stage.writing() as session:
        tasks.save_draft(session, task.id, {"title": "half"}, stage.people.get(session, by))


def _kept(stage: Stage, task: Task, by: str) -> bool:
    handlers.delete_old_drafts(stage.sessions)
    with stage.reading() as session:
        return tasks.draft(session, task.id, permissions.asker(stage.people.get(session, by))) is not None


def test_a_draft_on_a_withdrawn_task_is_readable_for_ninety_days_while_its_case_goes_on(stage: Stage) -> None:
    case = stage.open(UNTIL, "until", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    _save(stage, task, "karen")
    stage.wait(days=2)
    assert [open_task.element for open_task in stage.open_tasks(case)] == ["t_next"]

    stage.wait(days=89)
    assert _kept(stage, task, "karen")
    stage.wait(days=1)
    assert not _kept(stage, task, "karen")


def test_a_draft_that_somebody_else_overtook_is_readable_until_ninety_days_after_the_end_of_the_case(
    stage: Stage,
) -> None:
    case = stage.open(NOTE, "note", by="karen", organisation="bolgelev")
    [first] = stage.open_tasks(case)
    _save(stage, first, "anette")
    stage.complete(first, {"title": "whole"}, by="karen")
    stage.wait(days=400)
    assert _kept(stage, first, "anette")

    [second] = stage.open_tasks(case)
    stage.complete(second, {}, by="rasmus")
    stage.wait(days=89)
    assert _kept(stage, first, "anette")
    stage.wait(days=1)
    assert not _kept(stage, first, "anette")


def test_a_draft_on_an_open_task_is_never_deleted(stage: Stage) -> None:
    case = stage.open(NOTE, "note", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    _save(stage, task, "karen")
    stage.wait(days=4_000)

    assert _kept(stage, task, "karen")


@pytest.mark.parametrize("days", [89, 90])
def test_the_handler_says_how_many_it_deleted(stage: Stage, days: int) -> None:
    case = stage.open(NOTE, "note", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    for name in ("anette", "sara"):
        _save(stage, task, name)
    stage.complete(task, {"title": "whole"}, by="karen")
    [task] = stage.open_tasks(case)
    stage.complete(task, {}, by="sara")
    stage.wait(days=days)

    with stage.writing() as session:
        assert drafts.delete_old(session, stage.now) == (2 if days == 90 else 0)
