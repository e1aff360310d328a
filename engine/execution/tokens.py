"""Tokens: put down where a flow leads, taken away when a scope or activity is interrupted."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from SpiffWorkflow import TaskState
from SpiffWorkflow.task import Task

from engine.execution import records, tree, waiting
from engine.execution.memory import scope_key
from engine.execution.situation import How
from engine.execution.specs import BY, FIRED, GUARDS, PAYLOAD, is_armed, is_border, is_join
from engine.execution.trouble import Trouble
from engine.execution.ways import Way

if TYPE_CHECKING:
    from engine.execution.run import Run


def put_down(run: "Run", workflow: Any, name: str, **marks: object) -> Any:
    """Put a token on an element of a scope: it is ready, or waits; its boundary events are armed."""
    task = make(run, workflow.task_tree, name, **marks)
    begin(run, task)
    _count_round(run, task)
    return task


def make(run: "Run", parent: Any, name: str, **marks: object) -> Any:
    """A new task that has not begun."""
    workflow = parent.workflow
    spec = workflow.spec.task_specs[name]
    task = Task(workflow, spec, parent, state=TaskState.FUTURE, id=run.fresh_id())
    task.internal_data.update(marks)
    return task


def begin(run: "Run", task: Any) -> None:
    """Let a new task be ready or wait, and arm what stands on its border."""
    task.task_spec._update(task)
    if task.has_state(TaskState.WAITING):
        waiting.arm(run, task)
    for border in task.task_spec.place.borders:
        put_down(run, task.workflow, border, **{GUARDS: str(task.id)})


def go_on(run: "Run", task: Any, ways: Iterable[Way]) -> None:
    """Put a token down behind each flow; who waited for what comes after hands on the event that it has caught."""
    handed = {}
    if task.task_spec.plan.tag == "eventBasedGateway" or is_armed(task):
        handed = {key: task.internal_data[key] for key in (FIRED, PAYLOAD) if key in task.internal_data}
    for way in ways:
        put_down(run, task.workflow, way.target, **{BY: way.flow}, **handed)


def arm(run: "Run", workflow: Any) -> None:
    """Let the event sub-processes of a scope that opens wait for their events (BPMN 2.0.2 clause 13.5.4)."""
    for name in run.compiled.armed[workflow.spec.name]:
        put_down(run, workflow, name)


def armed(workflow: Any) -> list[Any]:
    """The events that the event sub-processes of a scope wait for."""
    return [task for task in tree.inside(workflow) if is_armed(task) and task.has_state(TaskState.WAITING)]


def borders(task: Any) -> list[Any]:
    """The boundary events that are armed on an activity."""
    if not task.task_spec.place.borders:
        return []
    key = str(task.id)
    return [
        other
        for other in tree.inside(task.workflow)
        if other.internal_data.get(GUARDS) == key and other.has_state(TaskState.WAITING)
    ]


def disarm(run: "Run", task: Any) -> None:
    """Take away what waits on the border of an activity that ends."""
    for border in borders(task):
        take_away(run, border)


def cancel(run: "Run", task: Any) -> None:
    """Cancel a step with everything inside it, innermost first, before anything else runs."""
    if not task.has_state(tree.ALIVE):
        tree.remove(task)  # what has just ended throws this event: nothing comes after it any more
        return
    inner = run.workflow.subprocesses.get(task.id)
    if inner is not None:
        inner.completed = True
        for other in tree.inside(inner):
            cancel(run, other)
        del run.workflow.subprocesses[task.id]
    for item in list(task.children):
        cancel(run, item)
    disarm(run, task)
    if not _is_silent(task):
        records.note(run, task, How.CANCELLED)
    take_away(run, task)


def take_away(run: "Run", task: Any) -> None:
    """Take a token away without a word."""
    if task.has_state(tree.ALIVE):
        task.cancel()
    tree.remove(task)
    run.memory.forget(str(task.id))


def _is_silent(task: Any) -> bool:
    """Tokens at joins, armed events of boundaries and scopes, and the frame around items are no steps by themselves."""
    waits = task.has_state(TaskState.WAITING) and (is_border(task) or is_armed(task) or is_join(task))
    return waits or bool(task.task_spec.child)


def _count_round(run: "Run", task: Any) -> None:
    if not task.task_spec.place.cyclic:
        return
    counts = run.memory.rounds.setdefault(scope_key(task.workflow), {})
    name = task.task_spec.name
    counts[name] = int(counts.get(name, 0)) + 1
    if counts[name] > run.environment.limits.rounds:
        run.mark(task, Trouble("too_many_rounds", limit=run.environment.limits.rounds))
