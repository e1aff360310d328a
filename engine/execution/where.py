"""Where a step stands: the scopes around it, outermost first."""

from typing import Any

from engine.execution.specs import INDEX


def path(task: Any) -> tuple[str, ...]:
    """Calls and sub-processes that lead to a step, each with its item's number; an item ends its own path."""
    steps = [_name(task)] if INDEX in task.internal_data else []
    workflow = task.workflow
    while workflow.parent_task_id:
        around = workflow.top_workflow.get_task_from_id(workflow.parent_task_id)
        steps.append(_name(around))
        workflow = around.workflow
    return tuple(reversed(steps))


def _name(task: Any) -> str:
    element: str = task.task_spec.plan.element
    return f"{element}#{task.internal_data[INDEX] + 1}" if INDEX in task.internal_data else element
