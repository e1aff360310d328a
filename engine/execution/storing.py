"""State as bytes: our own format number, the library's version, then compressed JSON without any specification."""

from dataclasses import fields
from typing import Any
from uuid import UUID

import orjson
import zstandard
from SpiffWorkflow import TaskState
from SpiffWorkflow.task import Task

from engine import errors, feel
from engine.execution.memory import Memory
from engine.execution.tree import Case, Inner, inside, plant

FORMAT = b"i3s2"
LIBRARY = "3.2.0"
MOST_BYTES = 50_000_000
_LEVEL = 3
_PLAIN = ("rounds", "calls", "ends")
_STATES = {TaskState.WAITING: "waiting", TaskState.READY: "ready", TaskState.STARTED: "started"}
_STATES_BY_NAME = {name: state for state, name in _STATES.items()}


def dump(workflow: Any, memory: Memory, limit: int) -> bytes:
    """The state of a case; ModelFailed when it is larger than `limit` bytes before compression."""
    content = {
        "library": LIBRARY,
        "top": _workflow(workflow),
        "inner": {str(key): _workflow(inner) for key, inner in _outer_first(workflow)},
        "memory": _memory(memory),
    }
    plain = orjson.dumps(content)
    if len(plain) > limit:
        raise errors.ModelFailed(reason="state_too_large", bytes=len(plain), limit=limit)
    return FORMAT + zstandard.ZstdCompressor(level=_LEVEL).compress(plain)


def load(state: bytes, specs: dict[str, Any], run: Any) -> tuple[Any, Memory]:
    """The workflow and memory of a state; ModelFailed for bytes that are not one, or of an unknown format."""
    content = _content(state)
    try:
        top = content["top"]
        workflow = Case(specs[top["spec"]], specs, run)
        _fill(workflow, top)
        _restore_inner(workflow, content["inner"], specs)
        return workflow, _memory_of(content["memory"])
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as problem:
        raise errors.ModelFailed(reason="state_unreadable", error=type(problem).__name__) from problem


def _content(state: bytes) -> dict[str, Any]:
    if not state.startswith(FORMAT):
        raise errors.ModelFailed(reason="state_format_unknown")
    packed = state[len(FORMAT) :]
    try:
        if zstandard.frame_content_size(packed) > MOST_BYTES:
            raise errors.ModelFailed(reason="state_too_large", limit=MOST_BYTES)
        content = orjson.loads(zstandard.ZstdDecompressor().decompress(packed, max_output_size=MOST_BYTES))
    except (zstandard.ZstdError, orjson.JSONDecodeError) as problem:
        raise errors.ModelFailed(reason="state_unreadable") from problem
    if not isinstance(content, dict) or content.get("library") != LIBRARY:
        raise errors.ModelFailed(reason="state_library_unknown")
    return content


def _outer_first(workflow: Any) -> list[tuple[UUID, Any]]:
    """The scopes under way in the order in which they are restored."""
    return sorted(workflow.subprocesses.items(), key=lambda pair: pair[1].depth)


def _workflow(workflow: Any) -> dict[str, Any]:
    return {
        "spec": workflow.spec.name,
        "done": workflow.completed,
        "root": str(workflow.task_tree.id),
        "tasks": [_task(task) for task in inside(workflow)],
    }


def _task(task: Any) -> list[Any]:
    above = None if task.parent is task.workflow.task_tree else str(task.parent.id)
    return [str(task.id), above, task.task_spec.name, _STATES[task.state], task.internal_data]


def _fill(workflow: Any, stored: dict[str, Any]) -> None:
    plant(workflow, UUID(stored["root"]))
    for key, above, name, state, marks in stored["tasks"]:
        parent = workflow.task_tree if above is None else workflow.tasks[UUID(above)]
        spec = workflow.spec.task_specs[name]
        task = Task(workflow, spec, parent, state=_STATES_BY_NAME[state], id=UUID(key))
        task.internal_data.update(marks)
    workflow.completed = bool(stored["done"])


def _restore_inner(workflow: Any, stored: dict[str, Any], specs: dict[str, Any]) -> None:
    waiting = dict(stored)
    while waiting:
        placed = [key for key in waiting if _holder(workflow, key) is not None]
        if not placed:
            raise ValueError("an inner workflow has no place in the tree")
        for key in placed:
            row = waiting.pop(key)
            holder = _holder(workflow, key)
            inner = Inner(specs[row["spec"]], holder)
            _fill(inner, row)
            workflow.subprocesses[holder.id] = inner


def _holder(workflow: Any, key: str) -> Any:
    number = UUID(key)
    for one in (workflow, *workflow.subprocesses.values()):
        if number in one.tasks:
            return one.tasks[number]
    return None


def _memory(memory: Memory) -> dict[str, Any]:
    stored = {entry.name: getattr(memory, entry.name) for entry in fields(memory)}
    return {name: value if name in _PLAIN else feel.encode(value) for name, value in stored.items()}


def _memory_of(stored: dict[str, Any]) -> Memory:
    given = {name: value if name in _PLAIN else feel.decode(value) for name, value in stored.items()}
    memory = Memory(**given)
    kinds = {entry.name: list if entry.name in ("calls", "ends") else dict for entry in fields(memory)}
    if any(not isinstance(getattr(memory, name), kind) for name, kind in kinds.items()):
        raise TypeError("a register is of another kind")
    return memory
