"""Deadlines of tasks: how they are counted, why, and what becomes of them when a task changes hands."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engine.casework import cases, deadlines, tasks
from engine.casework.deadlines import Change
from engine.casework.records import NO_DEADLINE, Candidate, Task
from engine.ledger.audit import Action, AuditEntry
from engine.people import closings, organisations
from tests import builders
from tests.integration.processes import DAYS
from tests.stage import Stage

BOTH = builders.process("both", builders.line(("t_wait", builders.user("t_wait", "tf_coord", '=workdays(5, "BOTH")'))))


def _entries(stage: Stage, action: Action) -> list[dict[str, Any]]:
    with stage.reading() as session:
        found = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == action.value).order_by(AuditEntry.seq))
        return [entry.facts for entry in found]


def _open(stage: Stage, model: bytes, process: str, at: datetime) -> Task:
    stage.time(at)
    [task] = stage.open_tasks(stage.open(model, process, by="karen", organisation="bolgelev"))
    return task


def test_a_task_keeps_why_it_is_due_on_that_day(stage: Stage) -> None:
    task = _open(stage, DAYS, "days", datetime(2026, 6, 1, 8, 0, tzinfo=UTC))

    assert stage.deadline_day(task) == "2026-06-09"
    [left_out] = deadlines.skipped_days(stage.task(task))
    assert (left_out.day, left_out.holidays) == (date(2026, 6, 5), {"DK": "Constitution Day"})


def test_who_takes_a_task_has_the_days_of_their_country_and_office_from_the_same_first_day(stage: Stage) -> None:
    with stage.writing() as session:
        home = organisations.get(session, "strandkoping")
        closings.close_on(session, home, [date(2026, 6, 2)], "Moving house")
    task = _open(stage, DAYS, "days", datetime(2026, 6, 1, 8, 0, tzinfo=UTC))
    stage.time(datetime(2026, 6, 3, 8, 0, tzinfo=UTC))

    stage.claim(task, by="sara")

    assert stage.deadline_day(task) == "2026-06-09"  # without Denmark's 5 June, without the office's 2 June
    [left_out] = deadlines.skipped_days(stage.task(task))
    assert (left_out.day, left_out.closed) == (date(2026, 6, 2), "Moving house")
    assert _entries(stage, Action.TASK_RECOUNTED) == []  # the day is the same


def test_a_deadline_that_moves_when_a_task_changes_hands_is_recorded_with_before_and_after(stage: Stage) -> None:
    task = _open(stage, DAYS, "days", datetime(2026, 6, 1, 8, 0, tzinfo=UTC))
    stage.claim(task, by="sara")
    stage.release(task, by="sara")

    there, back = _entries(stage, Action.TASK_RECOUNTED)
    assert [entry["actor"] for entry in (there, back)] == [stage.people.sara, stage.people.sara]
    assert there["details"] == {
        "task": task.id,
        "before": "2026-06-09T21:59:59+00:00",
        "after": "2026-06-08T21:59:59+00:00",
        "calendar": "SE",
    }
    assert (back["details"]["before"], back["details"]["after"]) == (
        there["details"]["after"],
        there["details"]["before"],
    )


def test_a_calendar_named_by_the_process_counts_whoever_has_the_task(stage: Stage) -> None:
    with stage.writing() as session:
        closings.close_on(session, organisations.get(session, "strandkoping"), [date(2026, 6, 2)], "Moving house")
    task = _open(stage, BOTH, "both", datetime(2026, 6, 1, 8, 0, tzinfo=UTC))
    before = stage.deadline_day(task)
    stage.claim(task, by="sara")

    assert (before, stage.deadline_day(task)) == ("2026-06-09", "2026-06-09")
    assert [one.day.day for one in deadlines.skipped_days(stage.task(task))] == [5]
    assert _entries(stage, Action.TASK_RECOUNTED) == []


def test_a_deadline_is_never_counted_to_a_day_before_the_task_was_taken_and_says_so(stage: Stage) -> None:
    task = _open(stage, DAYS, "days", datetime(2026, 6, 1, 8, 0, tzinfo=UTC))
    stage.time(datetime(2026, 6, 9, 12, 0, tzinfo=UTC))
    stage.claim(task, by="sara")  # five working days of Sweden ended on 8 June

    assert stage.deadline_day(task) == "2026-06-09"
    assert stage.task(task).deadline_rule["taken"] is True


def test_a_deadline_can_be_taken_away_and_put_back_for_everybody_it_is_offered_to(stage: Stage) -> None:
    task = _open(stage, DAYS, "days", datetime(2026, 6, 1, 8, 0, tzinfo=UTC))
    at = task.deadline_at

    def put(moment: datetime | None) -> Change | None:
        with stage.writing() as session:
            cases.locked(session, task.case_id)
            return deadlines.put(session, session.get_one(Task, task.id), moment)

    assert put(None) == Change(at, None)
    assert _due(stage, task) == {NO_DEADLINE}
    assert put(None) is None
    assert put(at) == Change(None, at)
    assert _due(stage, task) == {at}


def _due(stage: Stage, task: Task) -> set[datetime]:
    with stage.reading() as session:
        return set(session.scalars(sa.select(Candidate.due).where(Candidate.task_id == task.id)))


def test_a_closing_day_added_later_moves_no_deadline_that_is_set(stage: Stage) -> None:
    task = _open(stage, DAYS, "days", datetime(2027, 5, 3, 8, 0, tzinfo=UTC))
    stage.claim(task, by="rasmus")
    before = stage.task(task)
    with stage.writing() as session:
        closings.close_on(session, organisations.get(session, "bolgelev"), [date(2027, 5, 5)], "Closed")
    stage.wait(days=1)

    assert (stage.task(task).deadline_at, stage.task(task).deadline_rule) == (before.deadline_at, before.deadline_rule)
    with stage.writing() as session:  # but whoever gets it from now on has that day
        sara, rasmus = stage.people.get(session, "sara"), stage.people.get(session, "rasmus")
        tasks.hand_over(session, task.id, sara, rasmus)
        tasks.hand_over(session, task.id, rasmus, sara)
    assert stage.deadline_day(task) == "2027-05-12"


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        (datetime(2027, 3, 27, 22, 30, tzinfo=UTC), datetime(2027, 3, 28, 21, 59, 59, tzinfo=UTC)),  # 23 hours
        (datetime(2026, 10, 24, 21, 30, tzinfo=UTC), datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC)),  # 25 hours
        (datetime(2026, 6, 1, 8, 0, tzinfo=UTC), datetime(2026, 6, 2, 21, 59, 59, tzinfo=UTC)),
    ],
)
@pytest.mark.parametrize("rule", ['=now() + duration("P1D")', '=duration("P1D")', '=date(now()) + duration("P1D")'])
def test_a_calendar_day_is_a_day_of_the_people_and_ends_with_it(
    stage: Stage, rule: str, opened: datetime, due: datetime
) -> None:
    task = _open(stage, _timed(rule, "calendar"), "timed", opened)

    assert task.deadline_at == due


@pytest.mark.parametrize(
    "opened", [datetime(2027, 3, 27, 22, 30, tzinfo=UTC), datetime(2026, 10, 24, 21, 30, tzinfo=UTC)]
)
@pytest.mark.parametrize("rule", ['=now() + duration("PT24H")', '=now() + duration("P1D")'])
def test_hours_of_the_law_are_hours_whatever_the_clocks_do(stage: Stage, rule: str, opened: datetime) -> None:
    task = _open(stage, _timed(rule, "hours"), "timed", opened)

    assert task.deadline_at == opened + timedelta(hours=24)


def _timed(rule: str, kind: str) -> bytes:
    return builders.process(
        "timed", builders.line(("t_timed", builders.user("t_timed", "tf_coord", rule, deadlineKind=kind)))
    )
