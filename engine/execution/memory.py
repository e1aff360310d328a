"""What a case remembers beside the library's tree: variables in scopes of our own, and what was worked out on entry."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

ROOT = "root"


@dataclass
class Memory:
    """Registers by task id as text; every value is a FEEL value.

    `scopes`: variables of the process (ROOT), of each open sub-process or call. `locals`: variables of one step.
    `entered`: what a waiting step asks for. `armed`: due times and keys of waits. `troubles`: open incidents.
    `collected`: results of multi-instance items by index. `calls`: scopes that writing does not look beyond.
    """

    scopes: dict[str, dict[str, object]] = field(default_factory=lambda: {ROOT: {}})
    locals: dict[str, dict[str, object]] = field(default_factory=dict)
    entered: dict[str, dict[str, Any]] = field(default_factory=dict)
    armed: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    troubles: dict[str, dict[str, Any]] = field(default_factory=dict)
    collected: dict[str, dict[str, object]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    turns: int = 0

    def forget(self, task_id: str) -> None:
        """Drop everything that belongs to a step or scope that is gone."""
        for register in (self.scopes, self.locals, self.entered, self.armed, self.troubles, self.collected):
            register.pop(task_id, None)
        if task_id in self.calls:
            self.calls.remove(task_id)


def scope_key(workflow: Any) -> str:
    """The key of the variables of a workflow of the library."""
    return str(workflow.parent_task_id) if workflow.parent_task_id else ROOT


def chain(memory: Memory, task: Any) -> Iterator[tuple[str, dict[str, object]]]:
    """The variables a step sees, innermost first: its own, its scope's, and those of every scope around."""
    current = task
    while True:
        yield str(current.id), memory.locals.get(str(current.id), {})
        workflow = current.workflow
        yield scope_key(workflow), memory.scopes.get(scope_key(workflow), {})
        if not workflow.parent_task_id:
            return
        current = workflow.top_workflow.get_task_from_id(workflow.parent_task_id)


def visible(memory: Memory, task: Any) -> dict[str, object]:
    """All variables a step sees as one mapping; inner ones hide outer ones."""
    seen: dict[str, object] = {}
    for _key, variables in chain(memory, task):
        for name, value in variables.items():
            seen.setdefault(name, value)
    return seen


def write(memory: Memory, task: Any, values: Mapping[str, object]) -> None:
    """Write variables of a step into the scope that has them, within its process, else into its own scope.

    The later write wins whole. Steps of a multi-instance item write into the item.
    """
    for name, value in values.items():
        _target(memory, task, name)[name] = value


def own_scope(memory: Memory, task: Any) -> dict[str, object]:
    """The variables of the process, sub-process or call in which a step stands."""
    return memory.scopes.setdefault(scope_key(task.workflow), {})


def _target(memory: Memory, task: Any, name: str) -> dict[str, object]:
    workflow = task.workflow
    while True:
        key = scope_key(workflow)
        variables = memory.scopes.setdefault(key, {})
        if name in variables or key == ROOT or key in memory.calls:
            break
        around = workflow.top_workflow.get_task_from_id(workflow.parent_task_id)
        if name in memory.locals.get(key, {}):
            return memory.locals[key]
        workflow = around.workflow
    return variables if name in variables else own_scope(memory, task)
