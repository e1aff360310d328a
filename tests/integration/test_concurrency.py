"""Two people and more on one case at once: nothing is lost, nothing happens twice, nobody sees a lock error."""

from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event

import sqlalchemy as sa

from engine import errors
from engine.casework import cases
from engine.casework.cases import CaseState
from engine.casework.records import Task
from engine.ledger import verification
from engine.ledger.audit import Action, AuditEntry
from tests import builders
from tests.stage import Stage

BRANCHES = [f"t_{number}" for number in range(1, 9)]
PARALLEL = builders.process(
    "parallel",
    '<bpmn:startEvent id="start"/><bpmn:parallelGateway id="fork"/><bpmn:parallelGateway id="join"/>'
    '<bpmn:endEvent id="finish"/>'
    + builders.flow("start", "fork")
    + builders.flow("join", "finish")
    + "".join(
        builders.user(name, "tf_coord") + builders.flow("fork", name) + builders.flow(name, "join") for name in BRANCHES
    ),
)


def test_eight_people_completing_eight_tasks_of_a_case_at_once_lose_nothing(stage: Stage) -> None:
    case = stage.open(PARALLEL, "parallel", by="karen", organisation="bolgelev")
    tasks = stage.open_tasks(case)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda task: stage.complete(task, {"who": task.element}, by="sara"), tasks))

    closed = stage.case(case)
    assert closed.closed
    with stage.reading() as session:
        variables = session.get_one(CaseState, case).variables["root"]
        assert {name: variables[name]["who"] for name in BRANCHES} == {name: name for name in BRANCHES}
        assert verification.verify(session).sound


def test_six_people_posting_the_same_task_complete_it_exactly_once(stage: Stage) -> None:
    case = stage.open(PARALLEL, "parallel", by="karen", organisation="bolgelev")
    tasks = stage.open_tasks(case)

    def try_all(name: str) -> int:
        done = 0
        for task in tasks:
            try:
                stage.complete(task, {"who": name}, by=name, revision=task.revision)
                done += 1
            except errors.Conflict:
                continue
        return done

    with ThreadPoolExecutor(6) as pool:
        counts = list(pool.map(try_all, ["sara", "rasmus"] * 3))
    assert sum(counts) == len(BRANCHES)
    with stage.reading() as session:
        completions = sa.select(sa.func.count()).where(AuditEntry.action == Action.TASK_COMPLETED)
        assert session.scalar(completions) == len(BRANCHES)
        assert session.scalar(sa.select(sa.func.count()).where(Task.status == "completed")) == len(BRANCHES)


def test_case_numbers_are_never_given_twice(stage: Stage) -> None:
    stage.publish(PARALLEL)
    with ThreadPoolExecutor(6) as pool:
        ids = list(pool.map(lambda _: stage.open_case("parallel", by="karen", organisation="bolgelev"), range(12)))
    assert len({stage.case(case).number for case in ids}) == 12


def test_somebody_who_meets_a_busy_database_waits_a_moment_and_sees_no_error(stage: Stage) -> None:
    case = stage.open(PARALLEL, "parallel", by="karen", organisation="bolgelev")
    [task, *_rest] = stage.open_tasks(case)
    holding, release = Event(), Event()

    def hold_the_case() -> None:
        with stage.writing() as session:
            cases.locked(session, case)
            holding.set()
            release.wait(10)

    with ThreadPoolExecutor(2) as pool:
        holder = pool.submit(hold_the_case)
        holding.wait(10)
        waiter = pool.submit(stage.complete, task, {"who": "sara"}, by="sara")
        assert not wait([waiter], timeout=1.0).done
        release.set()
        holder.result(10)
        waiter.result(10)
    assert stage.task(task).status == "completed"
