"""A case that halts: the coordinators are told once, those who may see it try again, and it goes on."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from engine import errors, execution
from engine.casework import cases, jobs, mending, programs, rules, settlement
from engine.casework.caseroles import Cast
from engine.casework.cases import CaseStatus
from engine.casework.records import CaseIncident, Notice
from engine.casework.settlement import incidents
from engine.execution import Event, EventKind
from engine.ledger.audit import Action, Actor, AuditEntry
from engine.ledger.outbox import MessageState, OutboxMessage
from engine.people.participants import Membership
from tests import builders
from tests.integration.processes import NOTE, TELLS, WAITS
from tests.stage import Stage


def _break(*_arguments: object, **_named: object) -> None:
    raise errors.ModelFailed(reason="engine_broke")


def _break_at_a_task(stage: Stage) -> int:
    case = stage.open(NOTE, "note", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    with pytest.raises(errors.ModelFailed) as failed:
        stage.complete(task, {"title": "x"}, by="karen")
    with stage.writing() as session:
        mending.engine_failed(session, case, failed.value, stage.now)
    return case


def _break_at_a_timer(stage: Stage) -> int:
    case = stage.open(WAITS, "waits", by="karen", organisation="bolgelev")
    stage.wait(hours=2)
    return case


def _break_at_a_job(stage: Stage) -> int:
    case = stage.open(TELLS, "tells", by="karen", organisation="bolgelev")
    stage.work()
    return case


BREAKDOWNS = pytest.mark.parametrize("break_down", [_break_at_a_task, _break_at_a_timer, _break_at_a_job])


def _told(stage: Stage, case: int) -> list[int]:
    query = sa.select(Notice.participant_id).where(Notice.case_id == case, Notice.template == "case_halted")
    with stage.reading() as session:
        return sorted(session.scalars(query))


def _recorded(stage: Stage, case: int) -> list[str]:
    wanted = [Action.CASE_HALTED.value, Action.CASE_RETRIED.value, Action.CASE_RESUMED.value]
    query = sa.select(AuditEntry.action).where(AuditEntry.case_id == case, AuditEntry.action.in_(wanted))
    with stage.reading() as session:
        return list(session.scalars(query.order_by(AuditEntry.seq)))


def _retry(stage: Stage, case: int, by: str) -> None:
    with stage.writing() as session:
        mending.retry(session, case, stage.people.get(session, by))


@BREAKDOWNS
def test_the_coordinators_of_the_country_are_told_once_and_the_audit_says_whom(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, break_down: Callable[[Stage], int]
) -> None:
    for call in ("complete", "fire_due"):
        monkeypatch.setattr(execution, call, _break)
    case = break_down(stage)
    for _ in range(5):
        stage.wait(hours=1)

    assert stage.case(case).status == CaseStatus.HALTED
    assert _told(stage, case) == [stage.people.rasmus]
    with stage.reading() as session:
        halted = sa.select(AuditEntry).where(AuditEntry.case_id == case, AuditEntry.action == "case.halted")
        assert session.scalars(halted).one().facts["details"]["told"] == [stage.people.rasmus]


@BREAKDOWNS
def test_a_case_that_is_mended_goes_on_and_that_is_recorded(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, break_down: Callable[[Stage], int]
) -> None:
    with monkeypatch.context() as broken:
        for call in ("complete", "fire_due"):
            broken.setattr(execution, call, _break)
        case = break_down(stage)
    _retry(stage, case, "sara")
    stage.work()

    assert stage.case(case).status == CaseStatus.RUNNING
    assert _recorded(stage, case) == ["case.halted", "case.retried", "case.resumed"]
    assert len(stage.open_tasks(case)) == 1


def test_a_model_without_a_way_on_tells_the_coordinators_too_and_a_retry_in_vain_tells_nobody_again(
    stage: Stage,
) -> None:
    body = (
        '<bpmn:startEvent id="start"/><bpmn:exclusiveGateway id="gate"/><bpmn:endEvent id="finish"/>'
        + builders.flow("start", "gate")
        + builders.flow("gate", "finish", "=1 > 2")
    )
    case = stage.open(builders.process("strict", body), "strict", by="jonas", organisation="strandkoping")
    _retry(stage, case, "sara")

    assert _told(stage, case) == [stage.people.sara]
    assert _recorded(stage, case) == ["case.halted", "case.retried"]


def test_every_country_that_takes_part_is_told_and_all_coordinators_where_none_has_one(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execution, "complete", _break)
    stage.publish(TELLS)
    both, danish = (stage.open_case("tells", by="karen", organisation="bolgelev") for _ in range(2))
    stage.let_join(both, "tallakra")
    with stage.writing() as session:
        leaves = Membership.participant_id == stage.people.rasmus, Membership.role == "tf_coord"
        session.execute(sa.delete(Membership).where(*leaves))
    stage.work()

    assert _told(stage, both) == [stage.people.sara]
    assert _told(stage, danish) == [stage.people.sara]


def test_a_job_that_an_error_of_the_model_stopped_is_done_once_a_coordinator_tries_again(stage: Stage) -> None:
    case = stage.open(TELLS, "tells", by="karen", organisation="bolgelev")
    with stage.writing() as session:
        cast = Cast(session, cases.locked(session, case), stage.now.date())
        program = programs.of(session, cast.case.release_id).program
        [job] = execution.look(program, cast.case.state.state, stage.now).jobs
        error = Event(kind=EventKind.ERROR, code="no_such_address", step=job.id)
        situation = execution.deliver(program, cast.case.state.state, error, stage.now)
        act = settlement.Act(action=Action.MESSAGE_RECEIVED, actor=Actor.SYSTEM, at=stage.now, details={"name": "e"})
        settlement.settle(session, cast, situation, act)
    stage.work()
    with stage.reading() as session:
        assert [incident.code for incident in incidents.open_ones(session, case)] == ["uncaught_error"]
        assert session.scalar(sa.select(OutboxMessage.state)) == MessageState.DROPPED

    _retry(stage, case, "sara")
    stage.work()
    assert [task.element for task in stage.open_tasks(case)] == ["t_after"]
    assert stage.case(case).status == CaseStatus.RUNNING
    with stage.reading() as session:
        assert session.scalar(sa.select(OutboxMessage.state)) == MessageState.SENT
        assert session.scalar(sa.select(sa.func.count()).select_from(CaseIncident)) == 1


def test_a_job_whose_results_the_model_cannot_take_goes_on_with_them_once_it_can(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs = "=count(for a in holders(&quot;chair&quot;), b in holders(&quot;chair&quot;) return 1)"
    output = f'<zeebe:output source="{pairs}" target="pairs"/></zeebe:ioMapping>'
    tells = builders.service("tell", "count").replace("</zeebe:ioMapping>", output)
    model = builders.process("counts", builders.line(("tell", tells), ("t_after", builders.user("t_after", "chair"))))
    done: list[str] = []

    def count(work: jobs.Work) -> dict[str, object]:
        done.append(work.key)
        return {"x": 1}

    monkeypatch.setattr(jobs, "HANDLERS", {"count": count})
    case = stage.open(model, "counts", by="karen", organisation="bolgelev")
    with monkeypatch.context() as broken:
        broken.setattr(rules, "per_call", lambda _cast: {"holders": lambda _role: [1] * 3_000})  # out of fuel
        stage.work()
    assert stage.case(case).status == CaseStatus.HALTED

    _retry(stage, case, "sara")
    stage.work()
    assert [task.element for task in stage.open_tasks(case)] == ["t_after"]
    assert (stage.case(case).status, len(done)) == (CaseStatus.RUNNING, 1)


def test_a_process_owner_tries_cases_again_that_they_can_see_and_no_others(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.publish(TELLS)
    with monkeypatch.context() as broken:
        broken.setattr(execution, "complete", _break)
        foreign = stage.open_case("tells", by="karen", organisation="bolgelev")
        own = stage.open_case("tells", by="mads", organisation="vindelunde")
        stage.work()
    with pytest.raises(errors.NotFound):
        _retry(stage, foreign, "birgit")
    with pytest.raises(errors.NotAllowed):
        _retry(stage, own, "mads")
    _retry(stage, own, "birgit")
    stage.work()

    assert stage.case(foreign).status == CaseStatus.HALTED
    assert stage.case(own).status == CaseStatus.RUNNING
