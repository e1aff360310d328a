"""State as bytes: our own format number, the library's version, then compressed JSON without any specification."""

from dataclasses import fields
from typing import Any
from uuid import UUID

import orjson
import zstandard
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.task import Task

from engine import errors, feel
from engine.execution.memory import Memory
from engine.execution.specs import Scope

FORMAT = b"i3s1"
LIBRARY = "3.2.0"
_LEVEL = 3
_ENCODED = ("scopes", "locals", "entered", "armed", "troubles", "collected")


def dump(workflow: Any, memory: Memory, limit: int) -> bytes:
    """The state of a case; ModelFailed when it is larger than `limit` bytes before compression."""
    content = {
        "library": LIBRARY,
        "top": _workflow(workflow),
        "inner": {str(key): _workflow(inner) for key, inner in workflow.subprocesses.items()},
        "memory": _memory(memory),
    }
    plain = orjson.dumps(content)
    if len(plain) > limit:
        raise errors.ModelFailed(reason="state_too_large", bytes=len(plain), limit=limit)
    return FORMAT + zstandard.ZstdCompressor(level=_LEVEL).compress(plain)


def load(state: bytes, specs: dict[str, Any], root: str, run: Any) -> tuple[Any, Memory]:
    """The workflow and memory of a state; ModelFailed for bytes that are not one, or of an unknown format."""
    content = _content(state)
    try:
        spec = specs[content["top"]["spec"]]
        workflow = BpmnWorkflow(spec, specs, script_engine=run, deserializing=True)
        _fill(workflow, content["top"])
        _restore_inner(workflow, content["inner"], specs)
        return workflow, _memory_of(content["memory"])
    except (KeyError, TypeError, ValueError) as problem:
        raise errors.ModelFailed(reason="state_unreadable", error=type(problem).__name__) from problem


def process_of(state: bytes) -> str:
    """The process that a state belongs to."""
    spec: str = _content(state)["top"]["spec"]
    return spec


def _content(state: bytes) -> dict[str, Any]:
    if not state.startswith(FORMAT):
        raise errors.ModelFailed(reason="state_format_unknown")
    try:
        content: dict[str, Any] = orjson.loads(zstandard.ZstdDecompressor().decompress(state[len(FORMAT) :]))
    except (zstandard.ZstdError, orjson.JSONDecodeError) as problem:
        raise errors.ModelFailed(reason="state_unreadable") from problem
    if content.get("library") != LIBRARY:
        raise errors.ModelFailed(reason="state_library_unknown", library=content.get("library"))
    return content


def _workflow(workflow: Any) -> dict[str, Any]:
    return {
        "spec": workflow.spec.name,
        "parent": str(workflow.parent_task_id) if workflow.parent_task_id else None,
        "done": workflow.completed,
        "root": str(workflow.task_tree.id),
        "last": str(workflow.last_task.id) if workflow.last_task is not None else None,
        "tasks": [_task(task) for task in workflow.tasks.values()],
    }


def _task(task: Any) -> list[Any]:
    return [
        str(task.id),
        str(task._parent) if task._parent else None,
        [str(child) for child in task._children],
        task.task_spec.name,
        task.state,
        task.triggered,
        task.thread_id,
        task.last_state_change,
        {key: value for key, value in task.internal_data.items() if key != "payload"},
    ]


def _fill(workflow: Any, stored: dict[str, Any]) -> None:
    for row in stored["tasks"]:
        _restore_task(workflow, row)
    workflow.task_tree = workflow.tasks[UUID(stored["root"])]
    workflow.completed = stored["done"]
    workflow.last_task = workflow.tasks.get(UUID(stored["last"])) if stored["last"] else None


def _restore_task(workflow: Any, row: list[Any]) -> None:
    task_id, parent, children, spec, state, triggered, thread, changed, internal = row
    task = Task(workflow, workflow.spec.task_specs[spec], state=state, id=UUID(task_id))
    task._parent = UUID(parent) if parent else None
    task._children = [UUID(child) for child in children]
    task.triggered, task.thread_id, task.last_state_change = triggered, thread, changed
    task.internal_data = internal


def _restore_inner(workflow: Any, stored: dict[str, Any], specs: dict[str, Any]) -> None:
    waiting, known = dict(stored), {str(key) for key in workflow.tasks}
    while waiting:
        ready = [key for key in waiting if key in known]
        if not ready:
            raise ValueError("an inner workflow has no place in the tree")
        for key in ready:
            row = waiting.pop(key)
            parent = workflow.get_task_from_id(UUID(key))
            inner = BpmnSubWorkflow(
                specs[row["spec"]], parent_task_id=parent.id, top_workflow=workflow, deserializing=True
            )
            _fill(inner, row)
            workflow.subprocesses[parent.id] = inner
            known |= {str(task) for task in inner.tasks}
            if isinstance(parent.task_spec, Scope):
                inner.completed_event.connect(parent.task_spec._on_subworkflow_completed, parent)


def _memory(memory: Memory) -> dict[str, Any]:
    stored = {entry.name: getattr(memory, entry.name) for entry in fields(memory)}
    return {name: feel.encode(value) if name in _ENCODED else value for name, value in stored.items()}


def _memory_of(stored: dict[str, Any]) -> Memory:
    return Memory(**{name: feel.decode(value) if name in _ENCODED else value for name, value in stored.items()})
