"""The library's tree of tasks, kept flat: the root of each scope and the tokens that are alive in it.

A finished step leaves the tree at once, so that the cost of a step does not grow with a case's history.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.task import Task

ALIVE = TaskState.READY | TaskState.WAITING | TaskState.STARTED


class Case(BpmnWorkflow):  # type: ignore[misc]
    """The tree of a case. What follows a step is decided by the run, not by the library's own walk."""

    def __init__(self, spec: Any, specs: dict[str, Any], run: Any) -> None:
        super().__init__(spec, specs, script_engine=run, deserializing=True)

    def _task_completed_notify(self, task: Any) -> None:
        pass


class Inner(BpmnSubWorkflow):  # type: ignore[misc]
    """The tree of a sub-process or called process that is under way."""

    def __init__(self, spec: Any, parent: Any) -> None:
        super().__init__(spec, parent.id, parent.workflow.top_workflow, deserializing=True)

    def _task_completed_notify(self, task: Any) -> None:
        pass


def plant(workflow: Any, root_id: UUID) -> None:
    """Give a workflow the root under which its tokens stand."""
    workflow.task_tree = Task(workflow, workflow.spec.start, state=TaskState.COMPLETED, id=root_id)


def inside(workflow: Any) -> list[Any]:
    """The tasks of one scope, its root left out, in the order in which they were made."""
    return [task for task in workflow.tasks.values() if task is not workflow.task_tree]


def everywhere(top: Any, state: int) -> Iterator[Any]:
    """The tasks of a case in a state, innermost scopes first, in the order in which they were made."""
    inner = sorted(top.subprocesses.values(), key=lambda workflow: -workflow.depth)
    for workflow in [*inner, top]:
        for task in workflow.tasks.values():
            if task.has_state(state) and task is not workflow.task_tree:
                yield task


def find(top: Any, key: str) -> Any:
    """The task with this id, or None."""
    try:
        number = UUID(key)
    except ValueError:
        return None
    if number in top.tasks:
        return top.tasks[number]
    return next((w.tasks[number] for w in top.subprocesses.values() if number in w.tasks), None)


def around(task: Any) -> Any:
    """The sub-process or call that a task stands in, or None at the top."""
    workflow = task.workflow
    return workflow.top_workflow.get_task_from_id(workflow.parent_task_id) if workflow.parent_task_id else None


def remove(task: Any) -> None:
    """Take a task out of its tree."""
    if task.workflow.tasks.pop(task.id, None) is not None and task.parent is not None:
        task.parent._children.remove(task.id)
