"""Workers that are killed amid their work: what they acknowledged is there, nothing is there twice, and all goes on."""

import itertools
import logging
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from engine import clock, database, errors
from engine.background import clock as background
from engine.casework import opening, tasks
from engine.casework.cases import Case, CaseCounter
from engine.casework.opening import Opening
from engine.casework.processes import Release
from engine.casework.records import CaseIncident, Draft, Notice, Task, TaskStatus, Timer, TimerState
from engine.casework.tasks import Handing
from engine.database import transaction
from engine.ledger import verification
from engine.ledger.audit import Action, AuditEntry
from engine.ledger.outbox import MessageState, OutboxMessage
from engine.people.participants import Participant
from tests import builders
from tests.integration import processes
from tests.stage import START, Stage

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-c", "from tests.integration import test_kill; test_kill.raise_workers()")
CREWS, KILLS, MOST_ACTS = 2, 7, 6  # workers at a time, how many of each crew are killed, after how many acts at most
PATIENCE = 240.0  # for a crew on a machine that is busy with other things; it takes seconds
HURRY = 20  # how much faster time goes for the workers, so that a timer of a second is due soon
BRANCHES = ("a_second", "t_work")
WORK = (
    '<bpmn:startEvent id="start"/><bpmn:parallelGateway id="fork"/><bpmn:parallelGateway id="join"/>'
    + processes.catch("a_second", processes.timer("PT1S"))
    + builders.service("tell", "notify.message", {"template": "receipt"}, to='["chair"]')
    + builders.user("t_work", "tf_coord")
    + processes.throw("say", processes.signal("sig"))
    + '<bpmn:endEvent id="finish"/>'
    + "".join(builders.flow("fork", branch) for branch in BRANCHES)
    + builders.flow("start", "fork")
    + builders.flow("a_second", "tell")
    + "".join(builders.flow(end, "join") for end in ("tell", "t_work"))
    + builders.flow("join", "say")
    + builders.flow("say", "finish")
)
HEARS = builders.process(
    "hears", builders.line(("heard", processes.catch("heard", processes.signal("sig")))), extra=processes.SIGNAL
)
LISTENERS = 3
ONCE = (Action.CASE_OPENED, Action.TASK_COMPLETED, Action.TIMER_FIRED, Action.JOB_DONE, Action.CASE_CLOSED)
Line = tuple[str, ...]


def test_killed_workers_lose_nothing_do_nothing_twice_and_leave_nothing_lying(stage: Stage, database_url: str) -> None:
    stage.publish(_work("first"))
    stage.publish(HEARS)
    listeners = [stage.open_case("hears", by="karen", organisation="bolgelev") for _ in range(LISTENERS)]

    with ThreadPoolExecutor(CREWS) as pool:
        crews = list(pool.map(lambda number: _kill_a_crew(database_url, number), range(CREWS)))
    told = [line for crew in crews for line in crew]
    assert Counter(line[0] for line in told)["killed"] == CREWS * KILLS

    _everything_acknowledged_is_there(stage, told)
    _sending_again_opens_no_second_case(stage, told)
    _finish(stage)
    _everything_happened_once(stage, listeners)
    _nothing_is_left_lying(stage)
    _the_database_is_whole(stage)


def _work(mark: str) -> bytes:
    return builders.process("work", WORK, {"mark": mark}, extra=processes.SIGNAL)


def _kill_a_crew(url: str, crew: int) -> list[Line]:
    """Let workers work one after the other, each killed after some acts; gives all that they said."""
    chance = random.Random(crew)
    with _nursery(url) as nursery:
        return [line for number in range(KILLS) for line in _kill(nursery, crew, number, chance.randint(1, MOST_ACTS))]


@contextmanager
def _nursery(url: str) -> Iterator["subprocess.Popen[str]"]:
    """A process that has loaded the product and gives birth to workers, which therefore start at once."""
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        [*COMMAND, url, str(time.time())], cwd=ROOT, stdin=pipe, stdout=pipe, text=True, start_new_session=True
    )
    watchdog = threading.Timer(PATIENCE, _end, [process])
    watchdog.start()
    try:
        yield process
    finally:
        watchdog.cancel()
        _end(process)
        process.communicate()


def _end(process: "subprocess.Popen[str]") -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _kill(nursery: "subprocess.Popen[str]", crew: int, number: int, acts: int) -> Iterator[Line]:
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    nursery.stdin.write(f"{crew}.{number}\n")
    nursery.stdin.flush()
    worker = 0
    for text in iter(nursery.stdout.readline, ""):
        line = tuple(text.split())
        if line[0] == "killed":
            assert line[1] == str(signal.SIGKILL.value), f"a worker ended by itself: {line}"
            yield line
            return
        worker = int(line[1]) if line[0] == "born" else worker
        acts -= line[0] not in ("born", "trying")
        if worker and acts <= 0:
            with suppress(ProcessLookupError):  # ended by itself: that is told in a moment
                os.kill(worker, signal.SIGKILL)
            worker = 0  # killed once; what it said before may still be read
        yield line
    raise AssertionError("the workers took too long")


def raise_workers() -> None:
    """In the nursery: one worker for each line, and how it ended; runs until it is told no more."""
    url, epoch = sys.argv[1], float(sys.argv[2])
    for name in sys.stdin:
        worker = os.fork()
        if not worker:
            _Worker(url, epoch, name.strip()).run()
        _say("born", worker)
        _say("killed", os.WTERMSIG(os.waitpid(worker, 0)[1]))


def _say(*words: object) -> None:
    os.write(1, f"{' '.join(map(str, words))}\n".encode())  # at once and whole, however many speak


@dataclass
class _Worker:
    """One process of the product: clock and dispatcher, and two people at work. It never ends by itself."""

    url: str
    epoch: float
    name: str

    def run(self) -> None:
        """Work until killed; an error of any of its threads ends the process, which the test tells."""
        clock.replace(lambda: START + timedelta(seconds=(time.time() - self.epoch) * HURRY))
        background.TICK_SECONDS = 0.05
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        engine = database.create_engine(self.url)
        self.sessions = database.session_factory(engine)
        background.InProcess(engine).start()
        threading.Thread(target=self._act_for_ever, args=["a"], daemon=True).start()
        self._act_for_ever("b")

    def _act_for_ever(self, person: str) -> None:
        chance = random.Random(f"{self.name}{person}")
        acts = [self._open, self._open, self._complete, self._complete, self._complete, self._draft, self._publish]
        try:
            for number in itertools.count():
                with suppress(errors.Conflict, errors.Busy):
                    chance.choice(acts)(f"{self.name}{person}{number}", chance)
        finally:
            os._exit(1)

    def _open(self, mark: str, _chance: random.Random) -> None:
        _say("trying", mark)
        with self.sessions() as session, transaction(session):
            _open_once(session, mark, _person(session, "karen"))
        _say("opened", mark)

    def _complete(self, mark: str, chance: random.Random) -> None:
        found = _any_open_task(self.sessions, chance)
        if found is not None:
            with self.sessions() as session, transaction(session):
                handing = Handing(answers={"mark": mark}, revision=found.revision)
                tasks.complete(session, found.id, handing, _person(session, "sara"))
            _say("completed", found.id, mark)

    def _draft(self, mark: str, chance: random.Random) -> None:
        found = _any_open_task(self.sessions, chance)
        if found is not None:
            with self.sessions() as session, transaction(session):
                tasks.save_draft(session, found.id, {"mark": mark}, _person(session, "rasmus"))
            _say("drafted", found.id)

    def _publish(self, mark: str, _chance: random.Random) -> None:
        with self.sessions() as session, transaction(session):
            number = builders.publish(session, _work(mark)).number
        _say("published", number)


def _open_once(session: Session, mark: str, by: Participant) -> Case:
    return opening.open_case(session, Opening(process="work", organisation="bolgelev", request=mark), by)


def _person(session: Session, name: str) -> Participant:
    return session.scalars(sa.select(Participant).where(Participant.email.startswith(f"{name}@"))).one()


def _any_open_task(sessions: sessionmaker[Session], chance: random.Random) -> Task | None:
    with sessions() as session:
        found = session.scalars(sa.select(Task).where(Task.status == TaskStatus.OPEN.value)).all()
    return chance.choice(found) if found else None


def _everything_acknowledged_is_there(stage: Stage, told: list[Line]) -> None:
    with stage.reading() as session:
        opened = set(session.scalars(sa.select(Case.request)))
        answered = {task.id: task.answers for task in session.scalars(sa.select(Task)) if task.answers}
        drafted = set(session.scalars(sa.select(Draft.task_id)))
        published = set(session.scalars(sa.select(Release.number)))
    assert {line[1] for line in told if line[0] == "opened"} <= opened
    completed = [line for line in told if line[0] == "completed"]
    assert all(answered.get(int(task), {}).get("given") == {"mark": mark} for _, task, mark in completed)
    assert len({task for _, task, _ in completed}) == len(completed)
    assert {int(line[1]) for line in told if line[0] == "drafted"} <= drafted
    numbers = [int(line[1]) for line in told if line[0] == "published"]
    assert set(numbers) <= published
    assert len(set(numbers)) == len(numbers)


def _sending_again_opens_no_second_case(stage: Stage, told: list[Line]) -> None:
    tried = [line[1] for line in told if line[0] == "trying"]
    for mark in tried:
        with stage.writing() as session:
            _open_once(session, mark, stage.people.get(session, "karen"))
    with stage.reading() as session:
        marks = [mark for mark in session.scalars(sa.select(Case.request)) if mark]
    assert sorted(marks) == sorted(tried)


def _finish(stage: Stage) -> None:
    """A day later the clock and the dispatcher have done everything, and people do what is left to them."""
    stage.wait(days=1)
    with stage.reading() as session:
        left = session.scalars(sa.select(Task).where(Task.status == TaskStatus.OPEN.value)).all()
    for task in left:
        stage.complete(task, {}, by="sara")
    stage.work()


def _everything_happened_once(stage: Stage, listeners: list[int]) -> None:
    with stage.reading() as session:
        ids = set(session.scalars(sa.select(Case.id))) - set(listeners)
        query = sa.select(AuditEntry.case_id, AuditEntry.action)
        acts = Counter((case, action) for case, action in session.execute(query))
        notices = Counter(session.scalars(sa.select(Notice.case_id).where(Notice.template == "receipt")))
        given = session.scalars(sa.select(CaseCounter.last)).one()
    wanted = {(case, action.value): 1 for case in ids for action in ONCE}
    assert {key: acts[key] for key in wanted} == wanted
    assert [acts[case, Action.MESSAGE_RECEIVED.value] for case in listeners] == [1] * LISTENERS
    assert notices == dict.fromkeys(ids, 2)  # one for each of the two chairs
    assert given == len(ids) + LISTENERS


def _nothing_is_left_lying(stage: Stage) -> None:
    with stage.reading() as session:
        assert set(session.scalars(sa.select(Case.status))) == {"closed"}
        assert set(session.scalars(sa.select(OutboxMessage.state))) <= {MessageState.SENT, MessageState.DROPPED}
        assert set(session.scalars(sa.select(Timer.state))) == {TimerState.FIRED}
        assert session.scalars(sa.select(CaseIncident)).all() == []


def _the_database_is_whole(stage: Stage) -> None:
    with stage.reading() as session:
        assert verification.verify(session).sound
        if session.get_bind().dialect.name == "sqlite":
            assert session.execute(sa.text("PRAGMA integrity_check")).all() == [("ok",)]
            assert session.execute(sa.text("PRAGMA foreign_key_check")).all() == []
