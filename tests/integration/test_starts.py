"""Processes that begin by themselves: the clock opens their cases, each occasion once, in an organisation's name."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engine import clock, errors
from engine.background import handlers
from engine.background.clock import InProcess
from engine.casework import givenup, opening, starts
from engine.casework.cases import Case
from engine.casework.records import Notice
from engine.casework.starts import MOST_TRIES, StartState, StartTimer
from engine.ledger.audit import Action, Actor, AuditEntry
from engine.people.organisations import Organisation
from engine.people.participants import Membership
from tests import builders
from tests.stage import Stage

PUBLISHED = datetime(2027, 1, 11, 8, 0, tzinfo=UTC)


def _process(rule: str, *, kind: str = "timeCycle", key: str = "round", **properties: str) -> bytes:
    """A process that begins by a timer and asks the coordinators for something."""
    timer = f'<bpmn:timerEventDefinition><bpmn:{kind} xsi:type="bpmn:tFormalExpression">{rule}</bpmn:{kind}>'
    event = f'<bpmn:startEvent id="start">{timer}</bpmn:timerEventDefinition></bpmn:startEvent>'
    body = builders.line(("t_ask", builders.user("t_ask", "tf_coord", "=workdays(5)")))
    return builders.process(key, body.replace('<bpmn:startEvent id="start"/>', event), properties)


def _publish(stage: Stage, rule: str, at: datetime = PUBLISHED, **more: str) -> None:
    stage.time(at)
    stage.publish(_process(rule, **more))


def _cases(stage: Stage) -> list[Case]:
    with stage.reading() as session:
        return list(session.scalars(sa.select(Case).order_by(Case.id)))


def _rows(stage: Stage, state: StartState = StartState.WAITING) -> list[StartTimer]:
    with stage.reading() as session:
        return list(session.scalars(sa.select(StartTimer).where(StartTimer.state == state.value)))


def _go_to(stage: Stage, moment: datetime) -> None:
    stage.time(moment)
    stage.work()


def test_the_clock_opens_a_case_when_it_is_time_and_not_before(stage: Stage) -> None:
    _publish(stage, "R/2027-02-01T08:00:00+01:00/P1Y", organisation="vindelunde")
    _go_to(stage, datetime(2027, 2, 1, 6, 59, tzinfo=UTC))
    assert _cases(stage) == []

    _go_to(stage, datetime(2027, 2, 1, 7, 0, tzinfo=UTC))

    [case] = _cases(stage)
    assert (case.organisation.key, case.by_clock, case.number) == ("vindelunde", True, "360-2027-0001")
    assert case.opened_by_id == stage.people.rasmus  # the coordinator of the country stands for it
    [task] = stage.open_tasks(case.id)
    assert (task.element, stage.deadline_day(task)) == ("t_ask", "2027-02-08")
    with stage.reading() as session:
        [entry] = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == Action.CASE_OPENED.value))
    assert (entry.actor_id, entry.facts["actor"]) == (None, Actor.CLOCK.value)
    assert [row.due_at for row in _rows(stage)] == [datetime(2028, 2, 1, 7, 0, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("rule", "kind", "days"),
    [
        ("2027-01-13T09:00:00+01:00", "timeDate", [13]),
        ("P2D", "timeDuration", [13]),
        ("R2/P2D", "timeCycle", [13, 15]),
        ("R3/P2D", "timeCycle", [13, 15, 17]),
        ('=workdays(3, "DK")', "timeDate", [14]),
        ('="R2/P1D"', "timeCycle", [12, 13]),
    ],
)
def test_every_rule_of_time_opens_as_many_cases_as_it_says(stage: Stage, rule: str, kind: str, days: list[int]) -> None:
    _publish(stage, rule.replace('"', "&quot;"), kind=kind)
    for day in range(12, 22):
        _go_to(stage, datetime(2027, 1, day, 23, 0, tzinfo=UTC))

    assert [case.opened_at.day for case in _cases(stage)] == days
    assert (_rows(stage), len(_rows(stage, StartState.OVER))) == ([], 1)


def test_a_repetition_by_expression_is_worked_out_anew_each_time(stage: Stage) -> None:
    """The first working day of the week after: a rule that no ISO cycle can say."""
    _publish(stage, "=now() + duration(&quot;P7D&quot;)")
    for day in (18, 25):
        _go_to(stage, datetime(2027, 1, day, 8, 0, tzinfo=UTC))

    assert [case.opened_at.day for case in _cases(stage)] == [18, 25]
    assert [row.due_at.day for row in _rows(stage)] == [1]


def test_what_fell_due_while_nothing_ran_opens_one_case_not_a_heap(stage: Stage) -> None:
    _publish(stage, "R/P1D")
    _go_to(stage, PUBLISHED + timedelta(days=30, hours=1))

    assert len(_cases(stage)) == 1
    assert [row.due_at for row in _rows(stage)] == [PUBLISHED + timedelta(days=31)]


def test_a_day_that_has_passed_opens_nothing(stage: Stage) -> None:
    _publish(stage, "2020-01-01T08:00:00+01:00", kind="timeDate")
    _go_to(stage, PUBLISHED + timedelta(days=400))

    assert (_cases(stage), _rows(stage)) == ([], [])


def test_the_hour_of_the_day_stays_over_the_nights_that_change_the_clocks(stage: Stage) -> None:
    _publish(stage, "R/2027-03-27T02:30:00+01:00/P1D", at=datetime(2027, 3, 26, 12, 0, tzinfo=UTC))
    for _ in range(5 * 24):
        stage.wait(hours=1)

    assert [case.opened_at.isoformat()[8:16] for case in _cases(stage)] == [
        "27T02:00",  # the clock looks on the hour: 01:30 in winter
        "28T02:00",  # 02:30 does not exist, so 03:30
        "29T01:00",  # 00:30 in summer
        "30T01:00",
        "31T01:00",
    ]


def test_a_new_release_takes_the_place_of_the_starts_before_it(stage: Stage) -> None:
    _publish(stage, "R/P7D")
    stage.time(PUBLISHED + timedelta(days=3))
    stage.publish(_process("R/P1D"))
    assert [row.due_at for row in _rows(stage)] == [stage.now + timedelta(days=1)]
    assert [row.rule for row in _rows(stage, StartState.REPLACED)] == ["R/P7D"]

    _go_to(stage, PUBLISHED + timedelta(days=4))
    [case] = _cases(stage)
    with stage.reading() as session:
        assert session.get_one(Case, case.id).release_id == _rows(stage)[0].release_id


def test_a_rule_that_stays_the_same_goes_on_as_it_was(stage: Stage) -> None:
    _publish(stage, "R5/P7D")
    _go_to(stage, PUBLISHED + timedelta(days=7))
    stage.time(PUBLISHED + timedelta(days=10))
    stage.publish(_process("R5/P7D", organisation="tallakra"))

    [row] = _rows(stage)
    assert (row.due_at, row.left) == (PUBLISHED + timedelta(days=14), 3)
    _go_to(stage, row.due_at)
    assert [case.organisation.key for case in _cases(stage)] == ["strandkoping", "tallakra"]


def test_a_release_without_a_timer_ends_the_starts_before_it_and_the_same_files_change_nothing(stage: Stage) -> None:
    _publish(stage, "R/P7D")
    stage.publish(_process("R/P7D"))
    assert len(_rows(stage)) == 1
    body = builders.line(("t_ask", builders.user("t_ask", "tf_coord")))
    stage.publish(builders.process("round", body))
    _go_to(stage, PUBLISHED + timedelta(days=30))

    assert (_cases(stage), _rows(stage)) == ([], [])


def test_without_a_named_organisation_the_case_is_the_publishers_or_the_task_forces(stage: Stage) -> None:
    _publish(stage, "R/P7D")
    _go_to(stage, PUBLISHED + timedelta(days=7))

    [case] = _cases(stage)  # published from the command line: Sara has been coordinator for longest
    assert case.organisation.key == "strandkoping"
    with stage.writing() as session:
        release = session.get_one(Case, case.id).release_id
        session.execute(
            sa.text("UPDATE release SET published_by_id = :who WHERE id = :release"),
            {"who": stage.people.birgit, "release": release},
        )
    _go_to(stage, PUBLISHED + timedelta(days=14))
    assert _cases(stage)[-1].organisation.key == "vindelunde"


@pytest.mark.parametrize(
    ("rule", "more", "code"),
    [
        ("=null", {}, "start_never_due"),
        ("=&quot;every Monday&quot;", {}, "start_never_due"),
        ("R/P7D", {"organisation": "atlantis"}, "organisation_unknown"),
    ],
)
def test_a_start_that_can_never_be_is_refused_when_published(
    stage: Stage, rule: str, more: dict[str, str], code: str
) -> None:
    stage.time(PUBLISHED)
    with pytest.raises(errors.ModelRejected) as refused:
        stage.publish(_process(rule, **more))
    assert [problem.code for problem in refused.value.problems] == [code]
    assert _rows(stage) == []


def test_nobody_opens_by_hand_what_begins_by_itself(stage: Stage) -> None:
    _publish(stage, "R/P7D")
    with stage.reading() as session:
        assert opening.openable(session, stage.people.get(session, "sara")) == []
    with pytest.raises(errors.NotAllowed):
        stage.open_case("round", by="sara", organisation="strandkoping")


def test_one_occasion_opens_one_case_however_many_clocks_there_are(stage: Stage) -> None:
    _publish(stage, "R/P7D")
    stage.time(PUBLISHED + timedelta(days=7))
    [row] = _rows(stage)
    together = threading.Barrier(4)

    def fire() -> None:
        together.wait()
        handlers.fire_due_timers(stage.sessions)

    threads = [threading.Thread(target=fire) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(_cases(stage)) == 1
    with stage.writing() as session:
        assert starts.fire(session, row.id, stage.now) is False
    assert len(_cases(stage)) == 1


def test_an_occasion_that_breaks_off_halfway_opens_nothing_and_comes_again(stage: Stage) -> None:
    _publish(stage, "R/P7D")
    stage.time(PUBLISHED + timedelta(days=7))
    [row] = _rows(stage)

    class Crash(BaseException):
        """The machine is gone."""

    def break_off() -> None:
        with stage.writing() as session:
            assert starts.fire(session, row.id, stage.now)
            raise Crash

    with pytest.raises(Crash):
        break_off()
    assert _cases(stage) == []

    stage.work()
    assert [case.number for case in _cases(stage)] == ["360-2027-0001"]


def test_a_start_that_cannot_be_rests_longer_each_time_until_an_owner_lets_it_be_tried_again(stage: Stage) -> None:
    _publish(stage, "R/P7D")
    _coordinators_hold(stage, "nobody_any_more")
    stage.time(PUBLISHED + timedelta(days=7))
    for _ in range(2 * MOST_TRIES):
        stage.wait(minutes=30)
    assert (_rows(stage)[0].given_up, _cases(stage)) == (True, [])

    with pytest.raises(errors.NotAllowed), stage.writing() as session:
        givenup.retry(session, "round", stage.people.get(session, "karen"))
    _coordinators_hold(stage, "tf_coord")
    with stage.writing() as session:
        assert givenup.retry(session, "round", stage.people.get(session, "birgit")) == 1
    stage.work()
    assert len(_cases(stage)) == 1
    with stage.writing() as session:
        assert givenup.retry(session, "round", stage.people.get(session, "birgit")) == 0


def test_owners_and_coordinators_are_told_once_of_a_start_that_is_given_up(stage: Stage) -> None:
    _publish(stage, "R/P7D", organisation="vindelunde")
    with stage.writing() as session:  # the process names an organisation that has another key by now
        session.execute(sa.update(Organisation).where(Organisation.key == "vindelunde").values(key="vind"))
    stage.time(PUBLISHED + timedelta(days=7))
    for tries in range(2 * MOST_TRIES):
        assert (_told(stage) == []) is (tries < MOST_TRIES), tries
        stage.wait(minutes=30)

    people = stage.people
    assert sorted(_told(stage)) == sorted([people.birgit, people.sara, people.rasmus])
    with stage.reading() as session:
        [entry] = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == Action.START_GIVEN_UP.value))
        assert [one.element for one in givenup.everything(session)] == ["start"]
    details = entry.facts["details"]
    assert (details["process"], details["element"], details["error"]) == ("round", "start", "NotFound")

    with stage.writing() as session:
        assert givenup.retry(session, "round", stage.people.get(session, "sara")) == 1
    for _ in range(2 * MOST_TRIES):
        stage.wait(minutes=30)
    assert len(_told(stage)) == 6  # what was tried again and given up again is told again


def _told(stage: Stage) -> list[int]:
    with stage.reading() as session:
        return list(session.scalars(sa.select(Notice.participant_id).where(Notice.template == givenup.NOTICE)))


def _coordinators_hold(stage: Stage, role: str) -> None:
    with stage.writing() as session:
        coordinators = (stage.people.sara, stage.people.rasmus)
        held = sa.update(Membership).where(Membership.participant_id.in_(coordinators))
        session.execute(held.where(Membership.role.in_(["tf_coord", "nobody_any_more"])).values(role=role))


def test_the_running_clock_opens_the_case(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    clock.replace(None)
    stage.publish(_process("R1/PT1S", key="soon"))
    background = InProcess(stage.sessions.kw["bind"])
    background.start()
    try:
        waited = threading.Event()
        for _ in range(200):
            if _cases(stage):
                break
            waited.wait(0.1)
    finally:
        background.stop()

    assert len(_cases(stage)) == 1


def test_a_publication_tells_when_its_process_begins_by_itself(stage: Stage) -> None:
    _publish(stage, "R/P7D")
    with stage.reading() as session:
        [entry] = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == Action.PROCESS_PUBLISHED.value))
    details: dict[str, Any] = entry.facts["details"]
    assert details["starts"] == {"start": (PUBLISHED + timedelta(days=7)).isoformat()}
