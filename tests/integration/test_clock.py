"""The clock and the dispatcher of an embedded installation, with real threads and real time."""

import time
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from engine import clock
from engine.background.clock import InProcess
from engine.casework import drafts, tasks
from engine.casework.records import Draft, Notice
from engine.casework.settlement import incidents
from tests import builders
from tests.integration import processes
from tests.stage import Stage

PATIENCE = 20.0
SOON = builders.process(
    "soon",
    builders.line(
        ("a_second", processes.catch("a_second", processes.timer("PT1S"))),
        ("tell", builders.service("tell", "notify.message", {"template": "receipt"}, to='["chair"]')),
        ("t_after", builders.user("t_after", "tf_coord")),
    ),
)
BROKEN = builders.process(
    "broken", builders.line(("odd", builders.service("odd", "nobody.knows")), ("t_x", builders.user("t_x", "pm")))
)


@pytest.fixture
def running(stage: Stage) -> Iterator[InProcess]:
    clock.replace(None)
    background = InProcess(stage.sessions.kw["bind"])
    background.start()
    yield background
    background.stop()


def test_timers_fire_and_jobs_are_done_by_themselves_also_beside_a_broken_case(
    stage: Stage, running: InProcess
) -> None:
    stage.publish(BROKEN)
    broken = stage.open_case("broken", by="karen", organisation="bolgelev")
    case = stage.open(SOON, "soon", by="karen", organisation="bolgelev")

    _until(lambda: [task.element for task in stage.open_tasks(case)] == ["t_after"])
    with stage.reading() as session:
        told = set(session.scalars(sa.select(Notice.participant_id).where(Notice.template == "receipt")))
        assert told == {stage.people.anette, stage.people.ingrid}
        assert [incident.code for incident in incidents.open_ones(session, broken)] == ["job_failed"]


def test_what_an_earlier_run_left_behind_is_taken_up_at_the_start(stage: Stage) -> None:
    clock.replace(None)
    case = stage.open(SOON, "soon", by="karen", organisation="bolgelev")
    time.sleep(1.2)
    assert stage.open_tasks(case) == []

    background = InProcess(stage.sessions.kw["bind"])
    background.start()
    try:
        _until(lambda: [task.element for task in stage.open_tasks(case)] == ["t_after"])
    finally:
        background.stop()


def test_drafts_of_long_ago_are_deleted_by_themselves(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    case = stage.open(SOON.replace(b"PT1S", b"P1D"), "soon", by="karen", organisation="bolgelev")
    stage.wait(days=1)
    [task] = stage.open_tasks(case)
    with stage.writing() as session:
        tasks.save_draft(session, task.id, {"a": "b"}, stage.people.get(session, "rasmus"))
    stage.complete(task, {}, by="sara")
    long_after = stage.now + drafts.KEPT
    monkeypatch.setattr("engine.background.clock.DRAFTS_SECONDS", 0.2)
    clock.replace(lambda: long_after)

    background = InProcess(stage.sessions.kw["bind"])
    background.start()
    try:
        _until(lambda: not _drafts(stage))
    finally:
        background.stop()


def _drafts(stage: Stage) -> int:
    with stage.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Draft)) or 0


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "nothing happened in time"
        time.sleep(0.1)
