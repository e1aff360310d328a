"""What people do with tasks, on a real database."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from engine import clock, errors
from engine.casework import opening, permissions, tasks
from engine.casework.opening import Opening
from engine.casework.records import Candidate, Task
from engine.casework.tasks import Handing
from engine.database import transaction
from tests import builders
from tests.stage import Stage

ONE_TASK = builders.process("note", builders.line(("t_note", builders.user("t_note", "need_owner"))))
GROUP_TASK = builders.process(
    "group",
    builders.line(("t_check", builders.user("t_check", "tf_coord", "=workdays(5)"))),
    {"starters": "need_owner"},
)


def test_the_need_owner_who_opens_a_case_has_its_first_task(stage: Stage) -> None:
    case = stage.open(ONE_TASK, "note", by="karen", organisation="bolgelev")

    [task] = stage.open_tasks(case)
    assert (task.element, task.taken_by_id, task.stand_in) == ("t_note", stage.people.karen, False)


def test_a_task_already_completed_cannot_be_completed_by_another(stage: Stage) -> None:
    case = stage.open(GROUP_TASK, "group", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    stage.complete(task, {"answer": "first"}, by="sara")

    with pytest.raises(errors.TaskAlreadyCompleted) as refused:
        stage.complete(task, {"answer": "second"}, by="rasmus")
    assert refused.value.facts["by"] == stage.people.sara


def test_a_task_taken_by_one_cannot_be_claimed_or_completed_by_another(stage: Stage) -> None:
    case = stage.open(GROUP_TASK, "group", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    stage.claim(task, by="sara")

    with pytest.raises(errors.TaskTaken):
        stage.claim(task, by="rasmus")
    with pytest.raises(errors.TaskTaken):
        stage.complete(task, {}, by="rasmus")


def test_a_stale_revision_is_a_conflict_and_changes_nothing(stage: Stage) -> None:
    case = stage.open(GROUP_TASK, "group", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    shown = task.revision
    stage.claim(task, by="sara")

    with pytest.raises(errors.ChangedMeanwhile):
        stage.complete(task, {}, by="sara", revision=shown)
    assert [one.element for one in stage.open_tasks(case)] == ["t_check"]


def test_somebody_without_the_role_may_not_claim_or_complete(stage: Stage) -> None:
    case = stage.open(GROUP_TASK, "group", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)

    with pytest.raises(errors.NotAllowed):
        stage.claim(task, by="karen")
    with pytest.raises(errors.NotAllowed):
        stage.complete(task, {}, by="karen")


def test_a_group_deadline_counts_in_the_calendar_of_whoever_takes_and_returns_it(stage: Stage) -> None:
    stage.time(datetime(2027, 5, 12, 8, 0, tzinfo=UTC))
    case = stage.open(GROUP_TASK, "group", by="karen", organisation="bolgelev")
    stage.let_join(case, "strandkoping")
    [task] = stage.open_tasks(case)
    stage.claim(task, by="rasmus")
    stage.release(task, by="rasmus")
    assert stage.deadline_day(task) == "2027-05-20"

    stage.claim(task, by="sara")
    assert stage.deadline_day(task) == "2027-05-19"
    stage.release(task, by="sara")
    assert stage.deadline_day(task) == "2027-05-20"


def test_a_coordinator_hands_a_task_over_to_somebody_of_the_case(stage: Stage) -> None:
    case = stage.open(GROUP_TASK, "group", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    with stage.writing() as session:
        tasks.hand_over(session, task.id, stage.people.get(session, "karen"), stage.people.get(session, "sara"))

    stage.complete(task, {}, by="karen")
    assert stage.open_tasks(case) == []


def test_whoever_did_the_first_task_is_not_offered_the_one_kept_apart(stage: Stage) -> None:
    first = builders.user("t_file", "tf_coord")
    second = builders.user("t_check", "tf_coord", separateFrom="t_file")
    model = builders.process("apart", builders.line(("t_file", first), ("t_check", second)))
    case = stage.open(model, "apart", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    stage.complete(task, {}, by="sara")

    [check] = stage.open_tasks(case)
    assert check.taken_by_id == stage.people.rasmus
    with pytest.raises(errors.NotAllowed):
        stage.complete(check, {}, by="sara")


def test_coordinators_of_the_country_stand_in_when_nobody_holds_a_role(stage: Stage) -> None:
    model = builders.process("lonely", builders.line(("t_law", builders.user("t_law", "legal"))))
    case = stage.open(model, "lonely", by="karen", organisation="bolgelev")

    [task] = stage.open_tasks(case)
    assert (task.taken_by_id, task.stand_in) == (stage.people.rasmus, True)


def test_a_draft_is_kept_per_person_and_goes_when_the_task_is_completed(stage: Stage) -> None:
    case = stage.open(GROUP_TASK, "group", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    with stage.writing() as session:
        tasks.save_draft(session, task.id, {"comment": "half a th"}, stage.people.get(session, "sara"))
    with stage.reading() as session:
        sara = permissions.asker(stage.people.get(session, "sara"))
        rasmus = permissions.asker(stage.people.get(session, "rasmus"))
        kept = tasks.draft(session, task.id, sara)
        assert kept is not None
        assert kept.typed == {"comment": "half a th"}
        assert tasks.draft(session, task.id, rasmus) is None

    stage.complete(task, {"comment": "whole"}, by="sara")
    with stage.reading() as session:
        assert tasks.draft(session, task.id, sara) is None


def test_answers_are_kept_with_the_task_and_reach_the_process(stage: Stage) -> None:
    rule = builders.flow("gate", "t_big", "=t_note.size > 3")
    body = (
        '<bpmn:startEvent id="start"/>'
        + builders.user("t_note", "need_owner")
        + '<bpmn:exclusiveGateway id="gate" default="gate_to_finish"/>'
        + builders.user("t_big", "tf_coord")
        + '<bpmn:endEvent id="finish"/>'
        + builders.flow("start", "t_note")
        + builders.flow("t_note", "gate")
        + rule
        + builders.flow("gate", "finish")
        + builders.flow("t_big", "finish")
    )
    case = stage.open(builders.process("sized", body), "sized", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    stage.complete(task, {"size": 5}, by="karen")

    assert [one.element for one in stage.open_tasks(case)] == ["t_big"]
    with stage.reading() as session:
        done = session.get_one(Task, task.id)
        assert done.answers is not None
        assert done.answers["given"] == {"size": 5}
        assert session.scalar(sa.select(sa.func.count()).where(Candidate.task_id == task.id)) == 0


def test_only_starters_may_open_a_case(stage: Stage) -> None:
    stage.publish(GROUP_TASK)
    with pytest.raises(errors.NotAllowed), stage.writing() as session:
        opening.open_case(
            session, Opening(process="group", organisation="tallakra"), stage.people.get(session, "oscar")
        )


def test_a_case_is_closed_when_its_process_ends_and_takes_no_more_work(stage: Stage) -> None:
    case = stage.open(ONE_TASK, "note", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    stage.complete(task, {}, by="karen")

    closed = stage.case(case)
    assert closed.closed
    assert closed.closed_at == clock.now()
    with pytest.raises(errors.TaskAlreadyCompleted), stage.sessions() as session, transaction(session):
        tasks.complete(session, task.id, Handing(answers={}, revision=0), stage.people.get(session, "karen"))
