"""Bytes that were tampered with: either a case as good as any, or a refusal, and never anything else."""

import random
from collections.abc import Callable

import orjson
import pytest
import zstandard

from engine import errors, execution
from engine.execution import Program, Situation
from tests.unit.execution.walk import MONDAY, items, model, user
from tests.unit.model.bpmn_texts import node, timer

MARK = b"i3s2"
WRONG: tuple[object, ...] = (None, 7, "x", [], {}, [[]], {"@": "number", "v": "x"}, -1, True, "ready")


def _begun() -> tuple[Program, Situation]:
    inner = node("startEvent", "a") + user("inside") + node("endEvent", "z")
    flows = '<bpmn:sequenceFlow id="f1" sourceRef="a" targetRef="inside" />'
    flows += '<bpmn:sequenceFlow id="f2" sourceRef="inside" targetRef="z" />'
    sub = node("subProcess", "t", items("voters", out="votes =inside.v") + inner + flows)
    late = node("boundaryEvent", "b", timer("timeDuration", "PT1H"), attachedToRef="t")
    files = {"m.bpmn": model(sub, late, row="s t e")}
    program = execution.compile_bundle(files)
    return program, execution.start(program, "p", {"voters": [1, 2]}, MONDAY)


PROGRAM, BEGUN = _begun()


def _outcome(state: bytes) -> None:
    step = BEGUN.ready[0].id
    calls: list[Callable[[], object]] = [
        lambda: execution.look(PROGRAM, state, MONDAY),
        lambda: execution.complete(PROGRAM, state, step, {"v": 1}, MONDAY),
        lambda: execution.fire_due(PROGRAM, state, MONDAY.replace(year=2027)),
        lambda: execution.retry(PROGRAM, state, MONDAY),
    ]
    for call in calls:
        try:
            call()
        except (errors.ModelFailed, errors.Conflict):
            continue


def _places(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """The paths to everything inside a document."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found: list[tuple[object, ...]] = []
    for key, inner in pairs:
        found += [(*path, key), *_places(inner, (*path, key))]
    return found


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_a_state_with_anything_exchanged_never_breaks_otherwise(wrong: object) -> None:
    plain = zstandard.decompress(BEGUN.state[len(MARK) :])

    for *way, last in _places(orjson.loads(plain)):
        changed = orjson.loads(plain)
        holder = changed
        for key in way:
            holder = holder[key]  # type: ignore[index]
        holder[last] = wrong  # type: ignore[index]
        _outcome(MARK + zstandard.compress(orjson.dumps(changed)))


def test_a_state_with_something_missing_never_breaks_otherwise() -> None:
    plain = zstandard.decompress(BEGUN.state[len(MARK) :])

    for *way, last in _places(orjson.loads(plain)):
        changed = orjson.loads(plain)
        holder = changed
        for key in way:
            holder = holder[key]  # type: ignore[index]
        del holder[last]  # type: ignore[attr-defined]
        _outcome(MARK + zstandard.compress(orjson.dumps(changed)))


def test_a_state_with_flipped_bytes_never_breaks_otherwise() -> None:
    chance = random.Random(7)

    for _ in range(200):
        bytes_ = bytearray(BEGUN.state)
        for _flip in range(chance.randint(1, 4)):
            bytes_[chance.randrange(len(bytes_))] = chance.randrange(256)
        _outcome(bytes(bytes_))


def test_a_small_state_that_unpacks_to_a_large_one_is_refused() -> None:
    bomb = MARK + zstandard.compress(b" " * 200_000_000)

    assert len(bomb) < 20_000
    with pytest.raises(errors.ModelFailed):
        execution.look(PROGRAM, bomb, MONDAY)


def test_a_state_nested_without_end_is_refused() -> None:
    deep = b'{"library":"3.2.0","top":' + b"[" * 900 + b"]" * 900 + b',"inner":{},"memory":{}}'

    with pytest.raises(errors.ModelFailed):
        execution.look(PROGRAM, MARK + zstandard.compress(deep), MONDAY)
