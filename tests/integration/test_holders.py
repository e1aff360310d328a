"""Who has a task and until when, as people leave, take over, close their offices or change their clocks."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from engine.casework import caseroles, cases, offers
from engine.casework.caseroles import Cast
from engine.casework.cases import Case
from engine.casework.records import Candidate, Task, Timer
from engine.ledger.audit import AuditEntry
from engine.people import closings, organisations
from engine.people.participants import Participant
from tests import builders
from tests.integration.processes import DAYS, NOTE, WAITS
from tests.stage import Stage


def _receivers(stage: Stage, task: Task) -> set[int]:
    with stage.reading() as session:
        return set(session.scalars(sa.select(Candidate.participant_id).where(Candidate.task_id == task.id)))


def test_somebody_who_has_left_is_offered_nothing_even_where_they_are_named(stage: Stage) -> None:
    stage.publish(NOTE)
    case = stage.open_case("note", by="karen", organisation="bolgelev")
    with stage.writing() as session:
        session.execute(sa.update(Participant).where(Participant.id == stage.people.karen).values(active=False))
    with stage.reading() as session:
        cast = Cast(session, session.get_one(Case, case), stage.now.date())
        assert stage.people.karen not in {holder.participant_id for holder in cast.holders("need_owner")}


def test_a_task_offered_to_named_people_stays_theirs_when_roles_change(stage: Stage) -> None:
    people = f"{stage.people.peter}, {stage.people.amina}"
    named = builders.user("t_named", "").replace('candidateGroups=""', f'candidateUsers="{people}"')
    case = stage.open(
        builders.process("named", builders.line(("t_named", named))), "named", by="karen", organisation="bolgelev"
    )
    [task] = stage.open_tasks(case)
    assert _receivers(stage, task) == {stage.people.peter, stage.people.amina}
    with stage.writing() as session:
        locked = cases.locked(session, case)
        caseroles.name(session, locked, "pm", [stage.people.get(session, "mads")], stage.people.sara)
        offers.refresh(session, locked, Cast(session, locked, stage.now.date()))
    assert _receivers(stage, task) == {stage.people.peter, stage.people.amina}
    assert stage.task(task).stand_in is False


def test_a_task_that_goes_from_a_stand_in_to_the_right_person_counts_its_days_there(stage: Stage) -> None:
    stage.time(datetime(2027, 5, 12, 8, 0, tzinfo=UTC))
    model = builders.process("law", builders.line(("t_law", builders.user("t_law", "legal", "=workdays(5)"))))
    case = stage.open(model, "law", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    assert (task.taken_by_id, task.stand_in, stage.deadline_day(task)) == (stage.people.rasmus, True, "2027-05-20")
    with stage.writing() as session:
        locked = cases.locked(session, case)
        caseroles.name(session, locked, "legal", [stage.people.get(session, "oscar")], stage.people.sara)
        offers.refresh(session, locked, Cast(session, locked, stage.now.date()))
    now = stage.task(task)
    assert (now.taken_by_id, now.stand_in, stage.deadline_day(task)) == (stage.people.oscar, False, "2027-05-19")
    assert _receivers(stage, task) == {stage.people.oscar}


def test_an_office_that_closes_for_its_own_reasons_gets_its_days(stage: Stage) -> None:
    with stage.writing() as session:
        home = organisations.get(session, "bolgelev")
        closings.close_on(session, home, [date(2027, 5, 4), date(2027, 5, 5)])
    case = stage.open(DAYS, "days", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    before = stage.deadline_day(task)
    stage.claim(task, by="rasmus")
    assert (before, stage.deadline_day(task)) == ("2027-05-11", "2027-05-13")


def test_a_task_taken_just_after_midnight_is_not_late_at_once(stage: Stage) -> None:
    case = stage.open(DAYS, "days", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    stage.time(datetime(2027, 6, 4, 22, 30, tzinfo=UTC))  # half past midnight in Copenhagen
    stage.claim(task, by="sara")
    assert stage.deadline_day(task) == "2027-06-05"


@pytest.mark.parametrize(
    ("opened", "hour"),
    [
        (datetime(2027, 3, 27, 1, 30, tzinfo=UTC), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),  # 02:30 does not exist
        (datetime(2027, 10, 30, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),  # 02:30 comes twice
    ],
)
def test_a_timer_of_one_day_fires_once_in_the_nights_that_change_the_clock(
    stage: Stage, opened: datetime, hour: datetime
) -> None:
    stage.time(opened)
    daily = WAITS.replace(b"PT1H", b"P1D")
    case = stage.open(daily, "waits", by="karen", organisation="bolgelev")
    with stage.reading() as session:
        assert session.scalar(sa.select(Timer.due_at).where(Timer.case_id == case)) == hour
    stage.time(hour)
    stage.wait(seconds=-1)
    assert stage.open_tasks(case) == []
    for _ in range(8):
        stage.wait(minutes=30)
    assert len(stage.open_tasks(case)) == 1
    with stage.reading() as session:
        fired = sa.select(sa.func.count()).where(AuditEntry.action == "timer.fired")
        assert session.scalar(fired) == 1
