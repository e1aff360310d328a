"""What happens when a step is done: it is recorded, its events are routed, its tokens go on, its scope may end."""

from typing import TYPE_CHECKING, Any

from SpiffWorkflow import TaskState

from engine.execution import catching, items, records, tokens, tree
from engine.execution.situation import How
from engine.execution.specs import DONE, INDEX, is_armed

if TYPE_CHECKING:
    from engine.execution.run import Run


def finish(run: "Run", task: Any) -> None:
    """Go on from a completed step; interruptions by what it threw come before anything else."""
    ways = run.chosen.pop(str(task.id), task.task_spec.place.out)
    records.note(run, task, How.COMPLETED, ways)
    tokens.disarm(run, task)
    if _terminates(task):
        for other in tree.inside(task.workflow):
            tokens.cancel(run, other)
    catching.route(run)
    if not task.workflow.completed and task.id in task.workflow.tasks:
        if INDEX in task.internal_data:
            items.item_done(run, task)
        else:
            tokens.go_on(run, task, ways)
    tree.remove(task)
    run.memory.forget(str(task.id))
    _close(run, task.workflow)


def _terminates(task: Any) -> bool:
    trigger = task.task_spec.plan.trigger
    return trigger is not None and trigger.kind == "terminate"


def _close(run: "Run", workflow: Any) -> None:
    """A scope without tokens is done, and its activity ready to end.

    Event sub-processes under way keep it open, but with nothing else in it no new one begins (clause 13.5.4).
    """
    left = tree.inside(workflow)
    if workflow.completed or any(not (is_armed(task) or task.task_spec.plan.handler) for task in left):
        return
    for task in tokens.armed(workflow):
        tokens.take_away(run, task)
    if tree.inside(workflow):
        return
    workflow.completed = True
    if workflow.parent_task_id:
        outer = workflow.top_workflow.get_task_from_id(workflow.parent_task_id)
        outer.internal_data[DONE] = True
        outer._set_state(TaskState.READY)
