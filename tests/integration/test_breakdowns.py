"""What breaks halts its own case alone, and the case goes on once it is mended."""

from datetime import datetime

import pytest
import sqlalchemy as sa

from engine import errors, execution
from engine.background import handlers
from engine.casework import cases, events, mending, programs, routing, timers
from engine.casework.cases import CaseStatus
from engine.casework.processes import VersionFile
from engine.casework.records import Notice, Subscription, Timer
from engine.casework.settlement import incidents
from engine.ledger import outbox
from engine.ledger.outbox import OVER_NETWORK, Message, MessageKind, MessageState, OutboxMessage
from tests import builders
from tests.integration.processes import HEARS, NOTE, SAYS, WAITS
from tests.stage import Stage


def _drop_files(stage: Stage) -> None:
    """Let the release of every case lose its model, as a later engine that refuses it would."""
    with stage.writing() as session:
        session.execute(sa.update(VersionFile).where(VersionFile.name.endswith(".bpmn")).values(content=b"<broken"))
    programs.forget()


def test_a_case_whose_model_cannot_be_compiled_any_more_is_halted_and_goes_on_once_it_can(stage: Stage) -> None:
    case = stage.open(NOTE, "note", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    _drop_files(stage)
    with pytest.raises(errors.ModelFailed) as failed:
        stage.complete(task, {"title": "x"}, by="karen")
    with stage.writing() as session:
        mending.engine_failed(session, case, failed.value, stage.now)
    assert stage.case(case).status == CaseStatus.HALTED

    with stage.writing() as session:
        session.execute(sa.update(VersionFile).where(VersionFile.name.endswith(".bpmn")).values(content=NOTE))
    programs.forget()
    stage.complete(task, {"title": "x"}, by="karen")
    assert stage.case(case).status == CaseStatus.RUNNING


def test_a_timer_that_cannot_fire_rests_longer_each_time_and_halts_its_case_in_the_end(
    stage: Stage, monkeypatch
) -> None:  # type: ignore[no-untyped-def]
    tries: list[datetime] = []

    def fail(*_arguments: object, **_named: object) -> None:
        tries.append(stage.now)
        raise OSError("the network is away")

    case = stage.open(WAITS, "waits", by="karen", organisation="bolgelev")
    with monkeypatch.context() as broken:
        broken.setattr(execution, "fire_due", fail)
        stage.wait(hours=2)
        for _ in range(2_000):
            stage.wait(seconds=1)
    assert len(tries) == timers.MOST_TRIES
    assert stage.case(case).status == CaseStatus.HALTED

    with stage.writing() as session:
        mending.retry(session, case, stage.people.get(session, "sara"))
    stage.work()
    assert [task.element for task in stage.open_tasks(case)] == ["t_after"]
    assert stage.case(case).status == CaseStatus.RUNNING


@pytest.mark.parametrize(
    "payload", [[], {}, {"type": 3, "step": None}, "text", {"type": "notify.message", "inputs": 1}]
)
def test_a_broken_message_is_parked_and_never_stops_those_behind_it(stage: Stage, payload: object) -> None:
    case = stage.open(NOTE, "note", by="karen", organisation="bolgelev")
    with stage.writing() as session:
        for number, kind in enumerate(kind for kind in MessageKind if kind not in OVER_NETWORK):
            outbox.post(session, Message(key=f"broken:{number}", kind=kind, case=case, payload=payload))  # type: ignore[arg-type]
        outbox.post(session, Message(key="nobody's", kind=MessageKind.EVENT, case=None, payload=payload))  # type: ignore[arg-type]
    with stage.writing() as session:
        session.execute(sa.update(OutboxMessage).where(OutboxMessage.key == "broken:0").values(kind="carrier_pigeon"))
    stage.publish(WAITS)
    waits = stage.open_case("waits", by="karen", organisation="bolgelev")
    for _ in range(12):
        stage.wait(hours=3)
    assert [task.element for task in stage.open_tasks(waits)] == ["t_after"]
    with stage.reading() as session:
        states = sa.select(OutboxMessage.state).where(OutboxMessage.kind.not_in(OVER_NETWORK))
        assert set(session.scalars(states)) == {MessageState.PARKED.value}
    assert stage.case(case).status == CaseStatus.HALTED


def test_a_signal_that_breaks_one_case_halts_that_case_alone(stage: Stage, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    stage.publish(HEARS)
    first, second = (stage.open_case("hears", by="karen", organisation="bolgelev") for _ in range(2))
    says = stage.open(SAYS, "says", by="karen", organisation="bolgelev")
    whole = events.deliver

    def breaks_on_the_first(session, case, arrival, at):  # type: ignore[no-untyped-def]
        if case.id == first:
            raise errors.ModelFailed(error="KeyError")
        whole(session, case, arrival, at)

    with monkeypatch.context() as broken:
        broken.setattr(events, "deliver", breaks_on_the_first)
        stage.work()
    assert stage.case(first).status == CaseStatus.HALTED
    assert [task.element for task in stage.open_tasks(second)] == ["t_heard"]
    assert stage.case(says).closed

    with stage.writing() as session:
        mending.retry(session, first, stage.people.get(session, "sara"))
    stage.work()
    assert [task.element for task in stage.open_tasks(first)] == ["t_heard"]
    assert stage.case(first).status == CaseStatus.RUNNING


def test_a_signal_sent_to_a_case_that_waits_no_more_is_dropped(stage: Stage) -> None:
    hears = stage.open(HEARS, "hears", by="karen", organisation="bolgelev")
    stage.open(SAYS, "says", by="karen", organisation="bolgelev")
    with stage.reading() as session:
        [event_id] = session.scalars(sa.select(OutboxMessage.id))
    with stage.writing() as session:
        assert routing.send_on(session, event_id)
    with stage.writing() as session:
        waiting = cases.locked(session, hears)
        events.deliver(session, waiting, events.Arrival(kind=execution.EventKind.SIGNAL, name="sig_news"), stage.now)
    stage.work()
    with stage.reading() as session:
        assert sorted(session.scalars(sa.select(OutboxMessage.state))) == ["dropped", "sent"]
        assert session.scalar(sa.select(sa.func.count()).select_from(Subscription)) == 0
    assert len(stage.open_tasks(hears)) == 1


def test_a_job_for_somebody_who_does_not_exist_halts_the_case_with_a_reason(stage: Stage) -> None:
    for number, user in enumerate(("999999", "9" * 30, "٣")):
        job = builders.service("tell", "people.assign_roles", roles=f'{{pm: "{user}"}}')
        case = stage.open(
            builders.process(f"ghost{number}", builders.line(("tell", job))),
            f"ghost{number}",
            by="karen",
            organisation="bolgelev",
        )
        stage.work()
        with stage.reading() as session:
            found = [incident.facts for incident in incidents.open_ones(session, case)]
            about_the_case = ["case_halted", "case_closed"]
            assert session.scalar(sa.select(Notice.id).where(Notice.template.not_in(about_the_case))) is None
        assert [facts["type"] for facts in found] in ([], ["people.assign_roles"])
        assert stage.case(case).status == (CaseStatus.HALTED if found else CaseStatus.CLOSED)


def test_handlers_of_a_whole_sweep_go_on_when_the_failure_cannot_be_counted(stage: Stage, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    stage.publish(WAITS)
    ids = [stage.open_case("waits", by="karen", organisation="bolgelev") for _ in range(3)]
    whole = timers.fire

    def fails_on_the_first(session, timer_id, at):  # type: ignore[no-untyped-def]
        if session.get_one(Timer, timer_id).case_id == ids[0]:
            raise OSError
        return whole(session, timer_id, at)

    def cannot_count(*_arguments: object) -> None:
        raise OSError

    monkeypatch.setattr(timers, "fire", fails_on_the_first)
    monkeypatch.setattr(mending, "timer_failed", cannot_count)
    stage.now += (stage.now - stage.now.replace(year=stage.now.year - 1)) / 24
    handlers.fire_due_timers(stage.sessions)
    assert [len(stage.open_tasks(case)) for case in ids] == [0, 1, 1]
