"""States of shipped processes as the engine wrote them once, for every later engine to load and finish.

`python -m tests.models.golden_states` adds the stages of the processes as they are today; what is there stays.
"""

import base64
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import bpmn
from engine import execution
from engine.casework import rules
from engine.execution import Event, EventKind, Program, Situation
from tests.models import golden_stages
from tests.models.golden_stages import Move, Stage

FOLDER = Path(__file__).parent / "golden"
PROCESS = "p360_main"
BEGUN = datetime(2027, 5, 3, 7, 0, tzinfo=UTC)
_NAME = 12  # digits of a digest that make a name


@dataclass
class Play:
    """A case that goes on by moves, with what the case around it answers to the engine."""

    program: Program
    situation: Situation
    now: datetime

    def do(self, moves: Sequence[Move]) -> "Play":
        """Make moves one after the other, each after the jobs that wait."""
        for move in moves:
            self.work()
            self.situation = self._done(move)
        return self

    def work(self) -> "Play":
        """Do the jobs that wait, until none is left."""
        while self.situation.jobs:
            job = self.situation.jobs[0]
            results = golden_stages.RESULTS[job.type]
            self.situation = execution.complete(self.program, self.situation.state, job.id, results, self.now)
        return self

    def open(self) -> list[str]:
        """The elements of everything that waits or has failed, sorted."""
        situation = self.situation
        parts = (situation.ready, situation.jobs, situation.waits, situation.incidents)
        return sorted(where.element for part in parts for where in part)

    def _done(self, move: Move) -> Situation:
        state = self.situation.state
        match move:
            case {"complete": element, **more}:
                step = next(step for step in self.situation.ready if step.element == element)
                return execution.complete(self.program, state, step.id, more.get("answers", {}), self.now)
            case {"signal": name, "payload": payload}:
                event = Event(kind=EventKind.SIGNAL, name=name, payload=payload)
                return execution.deliver(self.program, state, event, self.now)
            case {"message": name, "key": key}:
                event = Event(kind=EventKind.MESSAGE, name=name, key=key)
                return execution.deliver(self.program, state, event, self.now)
            case {"wait": days}:
                self.now += timedelta(days=days)
                return execution.fire_due(self.program, state, self.now)
            case {"retry": _}:
                return execution.retry(self.program, state, self.now)
        raise ValueError(move)


@dataclass(frozen=True, kw_only=True)
class Golden:
    """One stored state: of which release, when, what was open then, and by which moves it comes to which ends."""

    stage: str
    release: str
    at: str
    state: str
    open: list[str]
    moves: list[Move]
    ends: list[str]
    format: str = field(default="")

    def resumed(self) -> Play:
        """The case as today's engine finds it."""
        now = datetime.fromisoformat(self.at)
        program = _program(_models(self.release))
        return Play(program, execution.look(program, base64.b64decode(self.state), now), now)


def stored() -> dict[str, Golden]:
    """Every stored state by the name of its file."""
    return {path.stem: Golden(**json.loads(path.read_text("utf-8"))) for path in sorted(FOLDER.glob("*.json"))}


def write(files: Mapping[str, bytes]) -> list[str]:
    """Store the stages of a bundle that are not stored yet, with the bundle itself; gives the names of the new ones."""
    release = _program(files).digest[:_NAME]
    written = []
    for stage in golden_stages.STAGES:
        path = FOLDER / f"{release}_{stage.name}.json"
        if not path.exists():
            _write(FOLDER / release, files)
            path.write_text(json.dumps(_golden(stage, release, files), indent=1, ensure_ascii=False) + "\n", "utf-8")
            written.append(path.stem)
    return written


def _golden(stage: Stage, release: str, files: Mapping[str, bytes]) -> dict[str, Any]:
    program = _program(files)
    play = Play(program, execution.start(program, PROCESS, golden_stages.VARIABLES, BEGUN), BEGUN).do(stage.before)
    if stage.broken:
        play.program = program.with_functions(golden_stages.BROKEN)
    if not stage.jobs_wait:
        play.work()
    state = play.situation.state
    return {
        "stage": stage.name,
        "format": state[:4].decode(),
        "release": release,
        "at": play.now.isoformat(),
        "open": play.open(),
        "state": base64.b64encode(state).decode(),
        "moves": list(stage.after),
        "ends": list(stage.ends),
    }


def _program(files: Mapping[str, bytes]) -> Program:
    return execution.compile_bundle(files, rules.environment()).with_functions(golden_stages.FUNCTIONS)


def _models(release: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((FOLDER / release).iterdir())}


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    for name in write(bpmn.read_all()):
        sys.stdout.write(f"{name}\n")
