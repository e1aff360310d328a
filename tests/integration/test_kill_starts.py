"""Clocks that are killed while they open cases: every occasion has its case in the end, and none has two."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from engine import clock, database
from engine.background import handlers
from engine.casework import programs
from engine.casework.cases import Case
from engine.casework.processes import Release
from engine.casework.starts import StartTimer
from engine.ledger import verification
from engine.ledger.audit import Action, AuditEntry
from tests import builders
from tests.builders import flow
from tests.stage import START, Stage

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-c", "from tests.integration import test_kill_starts; test_kill_starts.kill_clocks()")
OCCASIONS, KILLS = 60, 12
MOST_OPENED = 3  # by one clock before it dies
PATIENCE = 240.0


def _process() -> bytes:
    """A process with many ways to begin by itself, all at the same time."""
    timer = '<bpmn:timerEventDefinition><bpmn:timeCycle xsi:type="bpmn:tFormalExpression">R1/PT1H</bpmn:timeCycle>'
    ids = [f"s{number}" for number in range(OCCASIONS)]
    event = '<bpmn:startEvent id="{}">' + timer + "</bpmn:timerEventDefinition></bpmn:startEvent>"
    events = "".join(event.format(one) + flow(one, "t") for one in ids)
    task = builders.user("t", "tf_coord", "=workdays(5)") + flow("t", "finish") + '<bpmn:endEvent id="finish"/>'
    return builders.process("often", events + task)


def test_killed_clocks_open_every_case_once(stage: Stage, database_url: str) -> None:
    stage.publish(_process())

    seed = str(random.randrange(10**6))
    killed = subprocess.run(
        (*COMMAND, database_url, seed), cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=True
    )
    assert int(killed.stdout) == KILLS, seed
    opened_under_fire = len(_elements(stage))
    stage.time(START + timedelta(hours=2))
    stage.work()

    assert _elements(stage) == Counter(f"s{number}" for number in range(OCCASIONS)), seed
    assert opened_under_fire >= KILLS, seed
    with stage.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Case)) == OCCASIONS
        assert set(session.scalars(sa.select(StartTimer.state))) == {"over"}
        numbers = set(session.scalars(sa.select(Case.number)))
        assert numbers == {f"360-2027-{number:04d}" for number in range(1, OCCASIONS + 1)}
        assert verification.verify(session).faults == ()


def _elements(stage: Stage) -> Counter[str]:
    with stage.reading() as session:
        entries = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == Action.CASE_OPENED.value))
        return Counter(entry.facts["details"]["name"] for entry in entries)


def kill_clocks() -> None:
    """In a process of its own: let clocks open a few cases and kill them, again and again; tells how many died."""
    url, seed = sys.argv[1:]
    chance, killed = random.Random(seed), 0
    _compile(url)
    for _ in range(KILLS):
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            _tick(url, write)
        for _ in range(chance.randint(1, MOST_OPENED)):
            os.read(read, 1)
        time.sleep(chance.uniform(0, 0.02))
        os.kill(child, signal.SIGKILL)
        killed += os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
        os.close(read)
        os.close(write)
    sys.stdout.write(str(killed))


def _compile(url: str) -> None:
    """Once for all clocks, which would die before they had done it."""
    engine = database.create_engine(url)
    with database.session_factory(engine)() as session:
        programs.of(session, session.scalars(sa.select(Release.id)).one())
    engine.dispose()


def _tick(url: str, told: int) -> None:
    """Open the cases that are due, and tell of each."""
    clock.replace(lambda: START + timedelta(hours=2))
    sessions = database.session_factory(database.create_engine(url))
    database.after_commit(lambda _session: os.write(told, b"."))
    while True:
        handlers.fire_due_timers(sessions)
