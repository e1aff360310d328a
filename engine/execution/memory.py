"""What a case remembers beside the library's tree: variables in scopes of our own, and what was worked out on entry."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.execution import tree

ROOT = "root"


@dataclass
class Memory:
    """Registers by task id as text; every value is a FEEL value.

    `scopes`: variables of the process (ROOT), of each open sub-process or call. `locals`: variables of one step.
    `entered`: what an open step asks for. `given`: answers and results that a step could not go on with.
    `armed`: due times and keys of waits. `troubles`: open incidents. `collected`: items and results of activities
    that repeat. `rounds`: how often each element of a loop was reached, by scope. `calls`: scopes that writing does
    not look beyond. `ends`: end events reached.
    """

    scopes: dict[str, dict[str, object]] = field(default_factory=lambda: {ROOT: {}})
    locals: dict[str, dict[str, object]] = field(default_factory=dict)
    entered: dict[str, dict[str, Any]] = field(default_factory=dict)
    given: dict[str, dict[str, object]] = field(default_factory=dict)
    armed: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    troubles: dict[str, dict[str, Any]] = field(default_factory=dict)
    collected: dict[str, dict[str, Any]] = field(default_factory=dict)
    rounds: dict[str, dict[str, int]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)

    def forget(self, task_id: str) -> None:
        """Drop everything that belongs to a step or scope that is gone."""
        registers: tuple[dict[str, Any], ...] = (
            self.scopes,
            self.locals,
            self.entered,
            self.given,
            self.armed,
            self.troubles,
            self.collected,
            self.rounds,
        )
        for register in registers:
            register.pop(task_id, None)
        if task_id in self.calls:
            self.calls.remove(task_id)


def scope_key(workflow: Any) -> str:
    """The key of the variables of a workflow of the library."""
    return str(workflow.parent_task_id) if workflow.parent_task_id else ROOT


def visible(memory: Memory, task: Any) -> dict[str, object]:
    """All variables a step sees as one mapping; inner ones hide outer ones."""
    layers = list(_chain(memory, task))
    seen: dict[str, object] = {}
    for variables in reversed(layers):
        seen.update(variables)
    return seen


def write(memory: Memory, task: Any, values: Mapping[str, object]) -> None:
    """Write variables of a step into the scope that has them, within its process, else into its own scope.

    The later write wins whole. Steps inside an item of a multi-instance sub-process find the item's variables;
    answers given in an event sub-process stay in it while it runs, as several of its kind may run at once.
    """
    for name, value in values.items():
        _target(memory, task, name)[name] = value


def _chain(memory: Memory, task: Any) -> Iterator[dict[str, object]]:
    """The variables a step sees, innermost first: its own, its scope's, and those of every scope around."""
    current = task
    while current is not None:
        yield memory.locals.get(str(current.id), {})
        yield memory.scopes.get(scope_key(current.workflow), {})
        current = tree.around(current)


def _target(memory: Memory, task: Any, name: str) -> dict[str, object]:
    own = memory.scopes.setdefault(scope_key(task.workflow), {})
    current = task
    while True:
        key = scope_key(current.workflow)
        if name in memory.scopes.get(key, {}):
            return memory.scopes[key]
        if key == ROOT or key in memory.calls:
            return own
        if name in memory.locals.get(key, {}):
            return memory.locals[key]
        current = tree.around(current)
        if name in current.task_spec.plan.keeps:
            return memory.scopes[key]
