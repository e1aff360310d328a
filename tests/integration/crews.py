"""Workers of the product that are killed amid their work, for tests of what is left of it."""

import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from engine import database

ROOT = Path(__file__).resolve().parents[2]
LATE = 0.02  # seconds that a worker lives on at most after the act by which it was chosen to die
Tell = Callable[[], None]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How many workers are killed, how many work at a time, and how much is done at most between two kills."""

    kills: int
    crew: int
    most: int
    seed: int = 1
    patience: float = 240.0


@dataclass
class _Worker:
    process: int
    pipe: int


@dataclass
class Said:
    """What the workers, and at last whoever killed them, have said; there when they are gone."""

    lines: list[str] = field(default_factory=list)


def run(module: str, url: str, plan: Plan, *more: object) -> str:
    """Let `kill_workers` of a module kill by a plan, and no worker be left; gives what they said."""
    with working(module, url, plan, *more) as said:
        pass
    return "".join(said.lines)


@contextmanager
def working(module: str, url: str, plan: Plan, *more: object) -> Iterator[Said]:
    """Let `kill_workers` of a module kill by a plan meanwhile, in a process of its own, and then the workers left.

    That process has loaded the product and is otherwise alone, so that the workers it forks are there at once. When
    the plan is carried out, its last workers go on until nobody needs them any more.
    """
    code, pipe = f"from {module} import kill_workers; kill_workers()", subprocess.PIPE
    words = map(str, (url, plan.kills, plan.crew, plan.most, plan.seed, plan.patience, *more))
    process = subprocess.Popen(
        (sys.executable, "-c", code, *words), cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True
    )
    said = Said()
    try:
        yield said
        out, complaints = process.communicate(timeout=plan.patience * 2)
        assert process.returncode == 0, out + complaints
        said.lines = out.splitlines(keepends=True)
    finally:
        process.kill()


def asked() -> tuple[str, Plan, list[str]]:
    """What `run` asked for, read where it is carried out."""
    url, kills, crew, most, seed, patience, *more = sys.argv[1:]
    plan = Plan(kills=int(kills), crew=int(crew), most=int(most), seed=int(seed), patience=float(patience))
    return url, plan, more


def kill(plan: Plan, work: Callable[[int], None]) -> int:
    """Fork workers and kill them one after the other; gives how many died of it amid their work.

    `work` gets the pipe on which it tells of each act, and never returns. The last crew lives as long as it is needed.
    """
    chance, died = random.Random(plan.seed), 0
    end = time.monotonic() + plan.patience
    crew = [_born(work) for _ in range(plan.crew)]
    for _ in range(plan.kills):
        _let_work(crew, chance.randint(1, plan.most), end)
        time.sleep(chance.uniform(0, LATE))
        chosen = crew.pop(chance.randrange(len(crew)))
        died += _die(chosen)
        crew.append(_born(work))
    _let_work_on(crew)
    for worker in crew:
        _die(worker)
    return died


def tell_of_commits(pipe: int) -> None:
    """Say on the pipe of every transaction that was committed in this process from now on."""
    database.after_commit(lambda _session: os.write(pipe, b".") and None)


def _born(work: Callable[[int], None]) -> _Worker:
    read, write = os.pipe()
    process = os.fork()
    if not process:
        os.close(read)
        try:
            work(write)
        finally:
            os._exit(1)
    os.close(write)
    return _Worker(process, read)


def _let_work(crew: list[_Worker], acts: int, end: float) -> None:
    while acts > 0:
        heard, _, _ = select.select([worker.pipe for worker in crew], [], [], max(0.0, end - time.monotonic()))
        assert heard, "the workers took too long"
        for pipe in heard:
            said = len(os.read(pipe, 1))
            assert said, "a worker ended by itself"
            acts -= said


def _let_work_on(crew: list[_Worker]) -> None:
    """Hear the workers until nobody needs them any more, which the end of the input says."""
    pipes = [worker.pipe for worker in crew]
    while True:
        heard, _, _ = select.select([sys.stdin, *pipes], [], [])
        if sys.stdin in heard:
            return
        for pipe in heard:
            assert os.read(pipe, 1024), "a worker ended by itself"


def _die(worker: _Worker) -> bool:
    os.kill(worker.process, signal.SIGKILL)
    killed = os.WTERMSIG(os.waitpid(worker.process, 0)[1]) == signal.SIGKILL
    os.close(worker.pipe)
    return killed
