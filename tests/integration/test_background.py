"""Timers, jobs and events: done once in effect, and one that breaks never stops the others."""

import itertools

import sqlalchemy as sa

from engine import errors
from engine.background import handlers
from engine.casework import jobs, mending, timers
from engine.casework.cases import CaseStatus
from engine.casework.records import Notice, Timer
from engine.casework.settlement import incidents
from engine.ledger.outbox import MessageState, OutboxMessage
from tests import builders
from tests.integration import processes
from tests.stage import Stage

WAITS_A_DAY = builders.process(
    "waits",
    builders.line(
        ("a_day", processes.catch("a_day", processes.timer("P1D"))),
        ("t_after", builders.user("t_after", "tf_coord")),
    ),
)
TELLS = builders.process(
    "tells",
    builders.line(
        ("tell", builders.service("tell", "notify.message", {"template": "receipt"}, to='["board"]', values="{n: 1}")),
        ("t_after", builders.user("t_after", "tf_coord")),
    ),
)
UNKNOWN_JOB = builders.process(
    "unknown", builders.line(("odd", builders.service("odd", "nobody.knows")), ("t_x", builders.user("t_x", "pm")))
)


def test_a_timer_fires_when_it_is_due_and_not_before(stage: Stage) -> None:
    case = stage.open(WAITS_A_DAY, "waits", by="karen", organisation="bolgelev")
    stage.wait(hours=23)
    assert stage.open_tasks(case) == []

    stage.wait(hours=1, seconds=1)
    assert [task.element for task in stage.open_tasks(case)] == ["t_after"]


def test_firing_the_same_timer_twice_has_one_effect(stage: Stage) -> None:
    case = stage.open(WAITS_A_DAY, "waits", by="karen", organisation="bolgelev")
    stage.wait(hours=25)
    with stage.reading() as session:
        timer_id = session.scalar(sa.select(Timer.id).where(Timer.case_id == case))
    with stage.writing() as session:
        assert timers.fire(session, timer_id or 0, stage.now) is False
    assert len(stage.open_tasks(case)) == 1


def test_a_job_runs_after_the_commit_and_lets_the_case_go_on(stage: Stage) -> None:
    case = stage.open(TELLS, "tells", by="karen", organisation="bolgelev")
    assert stage.open_tasks(case) == []

    stage.work()
    assert [task.element for task in stage.open_tasks(case)] == ["t_after"]
    with stage.reading() as session:
        receivers = set(session.scalars(sa.select(Notice.participant_id).where(Notice.case_id == case)))
    people = stage.people
    assert receivers == {people.karen, people.mads, people.anette, people.jonas, people.elin}


def test_a_job_done_twice_tells_people_once(stage: Stage) -> None:
    case = stage.open(TELLS, "tells", by="karen", organisation="bolgelev")
    with stage.reading() as session:
        message_id = session.scalars(sa.select(OutboxMessage.id).where(OutboxMessage.case_id == case)).one()
    for expected in (True, False):
        with stage.writing() as session:
            assert jobs.run(session, message_id, stage.now) is expected
    with stage.reading() as session:
        told = sa.select(sa.func.count()).select_from(Notice).where(Notice.template == "receipt")
        assert session.scalar(told) == 5


def test_a_job_nobody_can_do_halts_its_case_and_leaves_others_alone(stage: Stage) -> None:
    stage.publish(UNKNOWN_JOB)
    stage.publish(TELLS)
    broken = stage.open_case("unknown", by="karen", organisation="bolgelev")
    sound = stage.open_case("tells", by="karen", organisation="bolgelev")
    stage.work()

    assert stage.case(broken).status == CaseStatus.HALTED
    assert stage.case(sound).status == CaseStatus.RUNNING
    assert [task.element for task in stage.open_tasks(sound)] == ["t_after"]
    with stage.reading() as session:
        [incident] = incidents.open_ones(session, broken)
        assert incident.code == "job_failed"
        assert session.scalar(sa.select(OutboxMessage.state).where(OutboxMessage.case_id == broken)) == "parked"


def test_a_parked_job_is_tried_again_when_a_coordinator_says_so(stage: Stage, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    case = stage.open(UNKNOWN_JOB, "unknown", by="karen", organisation="bolgelev")
    stage.work()
    monkeypatch.setattr(jobs, "HANDLERS", {**jobs.HANDLERS, "nobody.knows": lambda _work: {"known": True}})
    with stage.writing() as session:
        mending.retry(session, case, stage.people.get(session, "sara"))
    stage.work()

    assert stage.case(case).status == CaseStatus.RUNNING
    assert [task.element for task in stage.open_tasks(case)] == ["t_x"]


def test_a_failing_job_is_tried_later_with_growing_pauses_and_parked_after_the_last(stage: Stage, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    tries = []

    def break_down(_work: object) -> dict[str, object]:
        tries.append(stage.now)
        raise TimeoutError("no answer")

    case = stage.open(TELLS, "tells", by="karen", organisation="bolgelev")
    monkeypatch.setattr(jobs, "HANDLERS", {"notify.message": break_down})
    for _ in range(200):
        handlers.empty_outbox(stage.sessions)
        stage.wait(minutes=20)
    assert len(tries) == 8
    pauses = [(after - before).total_seconds() for before, after in itertools.pairwise(tries)]
    assert pauses == sorted(pauses)
    assert stage.case(case).status == CaseStatus.HALTED


def test_a_signal_reaches_every_case_that_waits_for_it(stage: Stage) -> None:
    stage.publish(processes.HEARS)
    waiting = [stage.open_case("hears", by="karen", organisation="bolgelev") for _ in range(2)]
    thrower = stage.open(processes.SAYS, "says", by="karen", organisation="bolgelev")
    stage.work()

    assert stage.case(thrower).closed
    assert [[task.element for task in stage.open_tasks(case)] for case in waiting] == [["t_heard"], ["t_heard"]]
    with stage.reading() as session:
        states = set(session.scalars(sa.select(OutboxMessage.state)))
    assert states == {MessageState.SENT.value}


def test_a_step_whose_rules_fail_halts_the_case_until_it_is_mended(stage: Stage) -> None:
    body = (
        '<bpmn:startEvent id="start"/>'
        + builders.user("t_note", "need_owner")
        + '<bpmn:exclusiveGateway id="gate"/><bpmn:endEvent id="finish"/>'
        + builders.flow("start", "t_note")
        + builders.flow("t_note", "gate")
        + builders.flow("gate", "finish", '=t_note.go = "yes"')
    )
    case = stage.open(builders.process("strict", body), "strict", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    stage.complete(task, {"go": "no"}, by="karen")

    assert stage.case(case).status == CaseStatus.HALTED
    with stage.reading() as session:
        [incident] = incidents.open_ones(session, case)
    assert (incident.code, incident.element) == ("no_flow", "gate")
    with stage.writing() as session:
        mending.retry(session, case, stage.people.get(session, "sara"))
    assert stage.case(case).status == CaseStatus.HALTED


def test_an_engine_that_breaks_halts_the_case_and_keeps_its_state(stage: Stage) -> None:
    case = stage.open(WAITS_A_DAY, "waits", by="karen", organisation="bolgelev")
    with stage.writing() as session:
        mending.engine_failed(session, case, errors.ModelFailed(error="KeyError"), stage.now)
    assert stage.case(case).status == CaseStatus.HALTED

    with stage.writing() as session:
        mending.retry(session, case, stage.people.get(session, "sara"))
    assert stage.case(case).status == CaseStatus.RUNNING
    stage.wait(hours=25)
    assert [task.element for task in stage.open_tasks(case)] == ["t_after"]


def test_a_case_in_which_nothing_can_happen_any_more_is_halted_instead_of_forgotten(stage: Stage) -> None:
    body = (
        '<bpmn:startEvent id="start"/>'
        + builders.user("t_note", "need_owner")
        + '<bpmn:exclusiveGateway id="either" default="either_to_join"/><bpmn:parallelGateway id="join"/>'
        + builders.user("t_other", "need_owner")
        + '<bpmn:endEvent id="finish"/>'
        + builders.flow("start", "t_note")
        + builders.flow("t_note", "either")
        + builders.flow("either", "join")
        + builders.flow("either", "t_other", "=t_note.other")
        + builders.flow("t_other", "join")
        + builders.flow("join", "finish")
    )
    case = stage.open(builders.process("waits_forever", body), "waits_forever", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    stage.complete(task, {"other": False}, by="karen")

    assert stage.case(case).status == CaseStatus.HALTED
    with stage.reading() as session:
        [incident] = incidents.open_ones(session, case)
    assert (incident.code, incident.element) == ("stuck", "join")
