"""Cases that an engine stored once are found as they were left, and come to their end with today's engine."""

import pytest

import bpmn
from engine.execution import storing
from tests.models import golden_stages, golden_states

STORED = golden_states.stored()


@pytest.mark.parametrize("name", STORED)
def test_a_stored_case_is_found_as_it_was_left(name: str) -> None:
    golden = STORED[name]

    assert golden.resumed().open() == golden.open


@pytest.mark.parametrize("name", STORED)
def test_a_stored_case_comes_to_its_end(name: str) -> None:
    golden = STORED[name]
    situation = golden.resumed().do(golden.moves).work().situation

    assert (situation.finished, situation.incidents) == (True, ())
    assert list(situation.ends) == golden.ends


def test_every_stage_is_stored_in_the_format_that_is_written_today() -> None:
    today = {golden.stage for golden in STORED.values() if golden.format == storing.FORMAT.decode()}

    assert today >= {stage.name for stage in golden_stages.STAGES}


def test_the_shipped_processes_can_be_stored_at_every_stage(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(golden_states, "FOLDER", tmp_path)
    written = golden_states.write(bpmn.read_all())

    assert len(written) == len(golden_stages.STAGES)
    assert golden_states.write(bpmn.read_all()) == []
    for golden in golden_states.stored().values():
        assert golden.resumed().do(golden.moves).work().situation.finished, golden.stage
