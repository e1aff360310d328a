"""Where a step stands: the scopes around it, outermost first."""

from typing import Any

from engine.execution import tree
from engine.execution.specs import INDEX, is_armed


def path(task: Any) -> tuple[str, ...]:
    """Calls and sub-processes that lead to a step, each with its item's number; an item ends its own path.

    The event that starts an event sub-process is drawn inside it, though it waits outside.
    """
    steps = [_name(task)] if INDEX in task.internal_data else []
    if is_armed(task):
        steps.append(task.workflow.spec.task_specs[task.task_spec.starts].plan.element)
    outer = tree.around(task)
    while outer is not None:
        steps.append(_name(outer))
        outer = tree.around(outer)
    return tuple(reversed(steps))


def _name(task: Any) -> str:
    element: str = task.task_spec.plan.element
    return f"{element}#{task.internal_data[INDEX] + 1}" if INDEX in task.internal_data else element
