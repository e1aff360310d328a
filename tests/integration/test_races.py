"""Acts that meet at the same moment: one wins, the other gets a reason, and nothing is half done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa

from engine import errors
from engine.background import handlers
from engine.casework import jobs, mending, opening, tasks
from engine.casework.cases import Case, CaseStatus
from engine.casework.opening import Opening
from engine.casework.processes import Process, ProcessVersion, Release
from engine.casework.records import Candidate, Draft, Notice, Task, Timer
from engine.database import transaction
from engine.ledger import audit, verification
from engine.ledger.audit import Action, Actor, AuditEntry, Entry
from engine.ledger.outbox import OutboxMessage
from engine.people import participants
from engine.people.participants import PersonFacts
from tests import builders
from tests.integration import processes
from tests.stage import Stage

ROUNDS = 4
GUARDED = builders.process(
    "guarded",
    '<bpmn:startEvent id="start"/>'
    + builders.user("t_work", "tf_coord")
    + processes.boundary("late", "t_work", processes.timer("PT1H"))
    + '<bpmn:endEvent id="finish"/><bpmn:endEvent id="given_up"/>'
    + builders.flow("start", "t_work")
    + builders.flow("t_work", "finish")
    + builders.flow("late", "given_up"),
)
JOB_BESIDE = builders.process(
    "beside",
    '<bpmn:startEvent id="start"/><bpmn:parallelGateway id="fork"/><bpmn:parallelGateway id="join"/>'
    + builders.service("tell", "notify.message", {"template": "receipt"}, to='["board"]')
    + builders.user("t_work", "tf_coord")
    + '<bpmn:endEvent id="finish"/>'
    + "".join(builders.flow("fork", name) + builders.flow(name, "join") for name in ("tell", "t_work"))
    + builders.flow("start", "fork")
    + builders.flow("join", "finish"),
)
ODD_JOB = builders.process("odd", builders.line(("odd_job", builders.service("odd_job", "test.odd"))))


def race(*acts: Callable[[], object]) -> list[object]:
    """Let acts begin together; gives what each answered or the engine's refusal, and lets every other error out."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return act()
        except errors.EngineError as refusal:
            return refusal

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def _count(stage: Stage, action: Action, case: int) -> int:
    with stage.reading() as session:
        rows = sa.select(sa.func.count()).where(AuditEntry.action == action.value, AuditEntry.case_id == case)
        return session.scalar(rows) or 0


def _hand_over(stage: Stage, task: Task, to: str, by: str) -> None:
    with stage.writing() as session:
        tasks.hand_over(session, task.id, stage.people.get(session, to), stage.people.get(session, by))


def test_claiming_handing_over_and_completing_at_once_end_in_one_whole_state(stage: Stage) -> None:
    stage.publish(GUARDED)
    for _ in range(ROUNDS):
        case = stage.open_case("guarded", by="karen", organisation="bolgelev")
        [task] = stage.open_tasks(case)
        answers = race(
            lambda task=task: stage.claim(task, by="rasmus"),
            lambda task=task: stage.complete(task, {}, by="sara", revision=task.revision),
            lambda task=task: _hand_over(stage, task, "karen", "sara"),
            lambda task=task: stage.complete(task, {}, by="rasmus", revision=task.revision),
        )
        kinds = (errors.Conflict, errors.NotAllowed)
        assert all(answer is None or isinstance(answer, kinds) for answer in answers), answers
        done = stage.task(task).status == "completed"
        assert _count(stage, Action.TASK_COMPLETED, case) == (1 if done else 0)
        with stage.reading() as session:
            left = session.scalar(sa.select(sa.func.count()).where(Candidate.task_id == task.id))
            assert (left == 0) is done


def test_a_timer_that_runs_out_while_its_task_is_completed_has_one_winner(stage: Stage) -> None:
    stage.publish(GUARDED)
    for _ in range(ROUNDS):
        case = stage.open_case("guarded", by="karen", organisation="bolgelev")
        [task] = stage.open_tasks(case)
        stage.now += (stage.now - stage.now.replace(year=stage.now.year - 1)) / 24
        race(
            lambda: handlers.fire_due_timers(stage.sessions),
            lambda task=task: stage.complete(task, {}, by="sara", revision=task.revision),
            lambda: handlers.fire_due_timers(stage.sessions),
        )
        assert stage.case(case).closed
        assert _count(stage, Action.TASK_COMPLETED, case) + _count(stage, Action.TIMER_FIRED, case) == 1
        with stage.reading() as session:
            assert session.scalar(sa.select(Timer.state).where(Timer.case_id == case)) in ("fired", "cancelled")


def test_a_job_done_by_several_workers_while_people_complete_tasks_is_done_once(stage: Stage) -> None:
    stage.publish(JOB_BESIDE)
    for _ in range(ROUNDS):
        case = stage.open_case("beside", by="karen", organisation="bolgelev")
        [task] = stage.open_tasks(case)
        race(
            *[lambda: handlers.empty_outbox(stage.sessions)] * 3,
            lambda task=task: stage.complete(task, {}, by="sara", revision=task.revision),
        )
        stage.work()
        assert stage.case(case).closed
        assert _count(stage, Action.JOB_DONE, case) == 1
        with stage.reading() as session:
            told = sa.select(sa.func.count()).where(Notice.case_id == case, Notice.template == "receipt")
            assert session.scalar(told) == 5
            assert set(session.scalars(sa.select(OutboxMessage.tries))) == {0}


def test_a_worker_that_waited_for_the_case_sees_that_the_job_is_done(stage: Stage, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    done = []
    monkeypatch.setattr(jobs, "HANDLERS", {"test.odd": lambda work: done.append(work.key) or {}})
    stage.publish(ODD_JOB)
    for _ in range(ROUNDS):
        case = stage.open_case("odd", by="karen", organisation="bolgelev")
        with stage.reading() as session:
            [message] = session.scalars(sa.select(OutboxMessage.id).where(OutboxMessage.case_id == case))

        def work(message: int = message) -> bool:
            with stage.writing() as session:
                return jobs.run(session, message, stage.now)

        assert sorted(race(*[work] * 4), key=str) == [False, False, False, True]
    assert len(done) == len(set(done)) == ROUNDS


def test_retrying_a_case_while_its_job_is_tried_loses_neither(stage: Stage, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    case = stage.open(ODD_JOB, "odd", by="karen", organisation="bolgelev")
    stage.work()
    assert stage.case(case).status == CaseStatus.HALTED
    monkeypatch.setattr(jobs, "HANDLERS", {"test.odd": lambda _work: {}})

    def retry() -> None:
        with stage.writing() as session:
            mending.retry(session, case, stage.people.get(session, "sara"))

    race(retry, lambda: handlers.empty_outbox(stage.sessions), retry, lambda: handlers.empty_outbox(stage.sessions))
    stage.work()
    assert stage.case(case).closed
    assert _count(stage, Action.JOB_DONE, case) == 1


def test_the_same_files_published_twice_at_once_are_one_version_and_one_release(stage: Stage) -> None:
    answers = race(*[lambda: stage.publish(GUARDED)] * 3)
    assert answers == [None] * 3
    with stage.reading() as session:
        for table in (Process, ProcessVersion, Release):
            assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 1


def test_the_first_entries_of_a_chain_written_at_once_are_all_linked(stage: Stage) -> None:
    def note() -> None:
        with stage.writing() as session:
            audit.record(session, Entry(action=Action.PERSON_ADDED, actor=Actor.COMMAND, chain=5))

    assert race(*[note] * 6) == [None] * 6
    with stage.reading() as session:
        verdict = verification.verify(session)
        assert (verdict.sound, verdict.entries, verdict.chains) == (True, 6, (5,))


def test_a_chain_that_is_being_written_can_be_verified(stage: Stage) -> None:
    def note() -> None:
        for _ in range(40):
            with stage.writing() as session:
                audit.record(session, Entry(action=Action.SIGNED_IN, actor=1))

    def check() -> bool:
        with stage.sessions() as session:
            return all(verification.verify(session).sound for _ in range(25) if session.rollback() is None)

    assert race(note, check, note, check) == [None, True, None, True]


def test_one_draft_saved_from_two_windows_at_once_is_one_draft(stage: Stage) -> None:
    case = stage.open(GUARDED, "guarded", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)

    def save(text: str) -> None:
        with stage.writing() as session:
            tasks.save_draft(session, task.id, {"note": text}, stage.people.get(session, "sara"))

    answers = race(
        *[lambda text=text: save(text) for text in "abcd"],
        lambda: stage.complete(task, {}, by="rasmus", revision=task.revision),
    )
    assert answers == [None] * 5
    with stage.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Draft)) == 1


def test_two_who_enter_the_same_person_at_once_get_one_person_and_a_conflict(stage: Stage) -> None:
    def enter() -> None:
        with stage.writing() as session:
            participants.add(session, PersonFacts(name="Twin", email="twin@example.org", organisation="bolgelev"))

    answers = race(*[enter] * 3)
    assert sum(answer is None for answer in answers) == 1
    assert sum(isinstance(answer, errors.Conflict) for answer in answers) == 2


@pytest.mark.parametrize("year", [2027, 2028])
def test_cases_opened_at_once_in_a_new_year_begin_with_number_one(stage: Stage, year: int) -> None:
    stage.publish(GUARDED)
    stage.time(stage.now.replace(year=year - 1, month=12, day=31, hour=23, minute=30))  # past midnight in Copenhagen
    ids = race(*[lambda: stage.open_case("guarded", by="karen", organisation="bolgelev")] * 5)
    numbers = sorted(stage.case(case).number for case in ids if isinstance(case, int))
    assert numbers == [f"360-{year}-{number:04d}" for number in range(1, 6)]


def test_acts_on_many_cases_of_two_organisations_never_lock_each_other_out(stage: Stage) -> None:
    stage.publish(JOB_BESIDE)
    mine = [stage.open_case("beside", by="karen", organisation="bolgelev") for _ in range(6)]
    theirs = [stage.open_case("beside", by="elin", organisation="tallakra") for _ in range(6)]

    def complete_all(cases: list[int], name: str) -> None:
        for case in cases:
            for task in stage.open_tasks(case):
                with stage.sessions() as session, transaction(session):
                    person = stage.people.get(session, name)
                    tasks.complete(session, task.id, tasks.Handing(answers={}, revision=task.revision), person)

    answers = race(
        lambda: complete_all([*mine, *theirs], "sara"),
        lambda: complete_all([*reversed(theirs), *reversed(mine)], "rasmus"),
        lambda: handlers.empty_outbox(stage.sessions),
        lambda: handlers.empty_outbox(stage.sessions),
    )
    assert not any(isinstance(answer, errors.Busy) for answer in answers)
    for case in (*mine, *theirs):
        for task in stage.open_tasks(case):
            stage.complete(task, {}, by="sara")
    stage.work()
    assert all(stage.case(case).closed for case in (*mine, *theirs))
    with stage.reading() as session:
        assert verification.verify(session).sound


def test_two_who_send_the_same_asking_at_once_open_one_case(stage: Stage) -> None:
    stage.publish(builders.process("note", builders.line(("t_note", builders.user("t_note", "need_owner")))))
    asked = Opening(process="note", organisation="bolgelev", request="the same button")

    def ask(_number: int) -> bool:
        try:
            with stage.writing() as session:
                opening.open_case(session, asked, stage.people.get(session, "karen"))
        except errors.ChangedMeanwhile:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert any(pool.map(ask, range(4)))
    with stage.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).where(Case.request == "the same button")) == 1
