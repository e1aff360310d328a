"""Gateways that bring branches together (BPMN 2.0.2 clauses 13.4.1 and 13.4.3)."""

from typing import TYPE_CHECKING, Any

from SpiffWorkflow import TaskState

from engine.execution import tokens, tree
from engine.execution.specs import BY, INDEX, is_border, is_join

if TYPE_CHECKING:
    from engine.execution.run import Run

Arrived = dict[str, Any]


def next_to_fire(run: "Run") -> Any:
    """A join that has all it waits for, now ready with one token of each flow used up; None when there is none."""
    seen = set()
    for task in tree.everywhere(run.workflow, TaskState.WAITING):
        place = (id(task.workflow), task.task_spec.name)
        if is_join(task) and place not in seen:
            seen.add(place)
            arrived = _arrived(task)
            if _may_fire(task, arrived):
                return _fire(run, arrived)
    return None


def _arrived(task: Any) -> Arrived:
    """The first token of each flow that has any, in the order of their coming."""
    found: Arrived = {}
    for other in tree.inside(task.workflow):
        if other.task_spec is task.task_spec and other.has_state(TaskState.WAITING):
            found.setdefault(other.internal_data[BY], other)
    return found


def _may_fire(task: Any, arrived: Arrived) -> bool:
    spec = task.task_spec
    if spec.plan.tag == "parallelGateway":
        return len(arrived) == len(spec.place.incoming)
    upstream = spec.place.upstream
    open_flows = [upstream[flow] for flow in spec.place.incoming if flow not in arrived]
    used = [upstream[flow] for flow in arrived]
    return not any(_holds_up(other, spec, open_flows, used) for other in tree.inside(task.workflow))


def _holds_up(other: Any, spec: Any, open_flows: list[frozenset[str]], used: list[frozenset[str]]) -> bool:
    """Whether a token elsewhere may still come by an open flow, and by none that has its token already."""
    if other.task_spec is spec or INDEX in other.internal_data:
        return False
    if is_border(other) and other.has_state(TaskState.WAITING):
        return False
    name = other.task_spec.name
    return any(name in names for names in open_flows) and not any(name in names for names in used)


def _fire(run: "Run", arrived: Arrived) -> Any:
    *others, last = arrived.values()
    for other in others:
        tokens.take_away(run, other)
    last._set_state(TaskState.READY)
    return last
