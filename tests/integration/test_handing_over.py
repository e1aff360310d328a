"""To whom a task can be handed over, and what becomes of it and of drafts then."""

from datetime import datetime, timedelta

import pytest

from engine import errors
from engine.casework import caseroles, cases, offers, permissions, tasks
from engine.casework.caseroles import Cast
from engine.casework.records import Task
from engine.people import calendars
from tests import builders
from tests.stage import Stage

STARTERS = {"starters": "need_owner"}
FOR_ARCHITECTS = builders.process("draw", builders.line(("t_draw", builders.user("t_draw", "architect"))), STARTERS)
FOR_LAWYERS = builders.process("lonely", builders.line(("t_law", builders.user("t_law", "legal"))), STARTERS)


@pytest.fixture
def task(stage: Stage) -> Task:
    """A task for architects in a case of Bølgelev, where nobody is one: Rasmus stands in."""
    [found] = stage.open_tasks(stage.open(FOR_ARCHITECTS, "draw", by="karen", organisation="bolgelev"))
    assert (found.taken_by_id, found.stand_in) == (stage.people.rasmus, True)
    return found


def test_people_named_in_the_case_can_have_the_task_whatever_their_role(stage: Stage, task: Task) -> None:
    _name(stage, task, "researcher", "amina")

    assert _receivers(stage, task) == ["Amina Nyqvist", "Karen Højbjerg Lund"]


def test_whoever_holds_the_role_in_an_organisation_that_takes_part_can_have_it(stage: Stage, task: Task) -> None:
    stage.let_join(task.case_id, "tallakra")

    assert "Oscar Fridell" in _receivers(stage, task)


def test_those_who_hold_the_role_in_general_can_have_it_though_somebody_is_named_for_it(stage: Stage) -> None:
    case = stage.open(FOR_ARCHITECTS, "draw", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    stage.let_join(case, "sunduni")
    stage.let_join(case, "tallakra")
    _name(stage, task, "architect", "sara")

    assert {"Sara Lindvik", "Amina Nyqvist", "Oscar Fridell"} <= set(_receivers(stage, task))


def test_people_of_the_organisations_who_have_no_part_in_it_are_left_out(stage: Stage, task: Task) -> None:
    assert _receivers(stage, task) == ["Karen Højbjerg Lund"]
    with pytest.raises(errors.NotAllowed):
        _hand_over(stage, task, "anette")


def test_a_personal_task_goes_to_nobody_but_those_who_hold_its_role(stage: Stage) -> None:
    asked = builders.user("t_draw", "architect", personal="true")
    decided = builders.process("decided", builders.line(("t_draw", asked)), STARTERS)
    [task] = stage.open_tasks(stage.open(decided, "decided", by="karen", organisation="bolgelev"))
    _name(stage, task, "researcher", "amina")
    assert _receivers(stage, task) == []

    stage.let_join(task.case_id, "tallakra")
    assert _receivers(stage, task) == ["Oscar Fridell"]


def test_whoever_is_barred_from_the_task_is_not_offered(stage: Stage) -> None:
    second = builders.user("t_check", "tf_coord", separateFrom="t_file")
    line = builders.line(("t_file", builders.user("t_file", "need_owner")), ("t_check", second))
    [first] = stage.open_tasks(
        stage.open(builders.process("apart", line), "apart", by="karen", organisation="bolgelev")
    )
    stage.complete(first, {}, by="karen")
    [check] = stage.open_tasks(first.case_id)

    assert _receivers(stage, check) == ["Rasmus Lind Bagger", "Sara Lindvik"]
    with stage.reading() as session:
        shown = tasks.find(session, check.id, permissions.asker(stage.people.get(session, "sara")))
        assert [one.name for one in tasks.kept_apart(session, shown)] == ["Karen Højbjerg Lund"]


def test_who_is_handed_a_task_by_name_does_not_stand_in(stage: Stage, task: Task) -> None:
    _name(stage, task, "researcher", "amina")

    _hand_over(stage, task, "amina")

    handed = stage.task(task)
    assert (handed.taken_by_id, handed.stand_in) == (stage.people.amina, False)


def test_a_task_handed_over_by_name_stays_when_roles_change(stage: Stage, task: Task) -> None:
    _name(stage, task, "researcher", "amina")
    _hand_over(stage, task, "amina")

    _name(stage, task, "architect", "sara")
    with stage.writing() as session:
        case = cases.locked(session, task.case_id)
        offers.refresh(session, case, Cast(session, case, calendars.day_of(stage.now)))

    assert stage.task(task).taken_by_id == stage.people.amina


def test_a_task_that_is_returned_is_stood_in_for_again(stage: Stage, task: Task) -> None:
    _name(stage, task, "researcher", "amina")
    _hand_over(stage, task, "amina")

    stage.release(task, by="amina")

    returned = stage.task(task)
    assert (returned.taken_by_id, returned.stand_in) == (None, True)


def test_a_task_that_has_moved_on_is_neither_handed_over_nor_returned(stage: Stage, task: Task) -> None:
    stale = stage.task(task).revision
    stage.release(task, by="rasmus")

    with pytest.raises(errors.ChangedMeanwhile):
        _hand_over(stage, task, "karen", stale)
    with pytest.raises(errors.ChangedMeanwhile), stage.writing() as session:
        tasks.release(session, task.id, stage.people.get(session, "sara"), stale)


def test_a_draft_takes_the_place_of_the_one_that_was_shown_and_of_no_newer_one(stage: Stage, task: Task) -> None:
    first = _replace_draft(stage, task, "first", None)
    stage.now += timedelta(minutes=1)
    second = _replace_draft(stage, task, "second", first)

    for shown in (None, first):
        with pytest.raises(errors.DraftChanged):
            _replace_draft(stage, task, "third", shown)
    assert _replace_draft(stage, task, "second", first) >= second
    with stage.reading() as session:
        kept = tasks.draft(session, task.id, permissions.asker(stage.people.get(session, "rasmus")))
        assert kept is not None
        assert kept.typed == {"note": "second"}


def _name(stage: Stage, task: Task, role: str, who: str) -> None:
    with stage.writing() as session:
        case, person = cases.locked(session, task.case_id), stage.people.get(session, who)
        caseroles.name(session, case, role, [person], stage.people.sara)


def _receivers(stage: Stage, task: Task) -> list[str]:
    with stage.reading() as session:
        by = permissions.asker(stage.people.get(session, "sara"))
        return [person.name for person in tasks.receivers(session, tasks.find(session, task.id, by))]


def _hand_over(stage: Stage, task: Task, to: str, revision: int | None = None) -> None:
    with stage.writing() as session:
        receiver, sara = stage.people.get(session, to), stage.people.get(session, "sara")
        tasks.hand_over(session, task.id, receiver, sara, revision)


def _replace_draft(stage: Stage, task: Task, note: str, shown: datetime | None) -> datetime:
    with stage.writing() as session:
        rasmus = stage.people.get(session, "rasmus")
        return tasks.replace_draft(session, task.id, {"note": note}, rasmus, shown).saved_at
