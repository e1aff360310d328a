"""SpiffWorkflow's task specifications with our meaning: what runs, what waits, what opens a scope."""

from typing import Any, Protocol

from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent, ExclusiveGateway, InclusiveGateway
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask

from engine.execution.plans import Plan

FIRED, INDEX, LEFT = "fired", "index", "left"


class Performer(Protocol):
    """What the specs ask of the run they execute in; it stands where the library expects its script engine."""

    def perform(self, task: Any) -> None: ...
    def open_scope(self, task: Any) -> None: ...
    def close_scope(self, task: Any) -> None: ...
    def choose(self, task: Any, *, exclusive: bool) -> list[Any]: ...
    def begin_items(self, task: Any) -> int: ...
    def item_done(self, task: Any, child: Any) -> bool: ...
    def next_item(self, task: Any) -> int | None: ...
    def end_scope_at_once(self, task: Any) -> None: ...


def performer(task: Any) -> Performer:
    """The run that a task executes in."""
    found: Performer = task.workflow.top_workflow.script_engine
    return found


class Planned:
    """A specification that belongs to an element of the model."""

    plan: Plan


class Activity(Planned, BpmnTaskSpec):  # type: ignore[misc]
    """A task: for people and machines it stays ready until it is completed; all others run at once."""

    def _run_hook(self, my_task: Any) -> bool:
        performer(my_task).perform(my_task)
        return True


class Throw(Activity):
    """An event that is thrown, or an end event; a terminate end event ends its scope at once."""

    def _on_complete_hook(self, my_task: Any) -> None:
        super()._on_complete_hook(my_task)
        if self.plan.trigger is not None and self.plan.trigger.kind == "terminate":
            performer(my_task).end_scope_at_once(my_task)


class Catch(Activity):
    """An event that is waited for. Behind an event-based gateway, or without a trigger, it passes at once."""

    passes = False

    def _update_hook(self, my_task: Any) -> bool:
        super()._update_hook(my_task)
        if self.passes or self.plan.trigger is None or my_task.internal_data.get(FIRED):
            return True
        my_task._set_state(TaskState.WAITING)
        return False


class Boundary(Planned, BoundaryEvent):  # type: ignore[misc]
    """An event on the border of an activity: armed while the activity lives."""

    def __init__(self, wf_spec: Any, name: str, *, interrupting: bool) -> None:
        super().__init__(wf_spec, name, NoneEventDefinition(), interrupting)

    def _update_hook(self, my_task: Any) -> bool:
        BpmnTaskSpec._update_hook(self, my_task)
        if my_task.internal_data.get(FIRED):
            return True
        my_task._set_state(TaskState.WAITING)
        return False

    def _on_ready_hook(self, my_task: Any) -> None:
        BpmnTaskSpec._on_ready_hook(self, my_task)

    def _run_hook(self, my_task: Any) -> bool:
        performer(my_task).perform(my_task)
        return True

    def _predict_hook(self, my_task: Any) -> None:
        BpmnTaskSpec._predict_hook(self, my_task)

    def _on_cancel(self, my_task: Any) -> None:
        BpmnTaskSpec._on_cancel(self, my_task)


class EventChoice(Planned, BpmnTaskSpec):  # type: ignore[misc]
    """An event-based gateway: waits for the first of the events behind it (BPMN 2.0.2 clause 13.4.4)."""

    def _update_hook(self, my_task: Any) -> bool:
        super()._update_hook(my_task)
        if my_task.internal_data.get(FIRED):
            return True
        my_task._set_state(TaskState.WAITING)
        return False

    def _predict_hook(self, my_task: Any) -> None:
        my_task._sync_children(self.outputs, state=TaskState.MAYBE)

    def _run_hook(self, my_task: Any) -> bool:
        wanted = my_task.internal_data[FIRED]
        _go_on(my_task, [spec for spec in self.outputs if spec.name == wanted])
        return True


class Choice(Planned, ExclusiveGateway):  # type: ignore[misc]
    """An exclusive gateway: the first flow whose condition holds, else the default."""

    def _run_hook(self, my_task: Any) -> bool:
        _go_on(my_task, performer(my_task).choose(my_task, exclusive=True))
        return True

    def _predict_hook(self, my_task: Any) -> None:
        my_task._sync_children(self.outputs, state=TaskState.MAYBE)


class Inclusive(Planned, InclusiveGateway):  # type: ignore[misc]
    """An inclusive gateway: every flow whose condition holds, else the default; joins what may still come."""

    def _get_matching_outputs(self, my_task: Any) -> tuple[list[Any], list[Any]]:
        return performer(my_task).choose(my_task, exclusive=False), []

    def _predict_hook(self, my_task: Any) -> None:
        my_task._sync_children(self.outputs, state=TaskState.MAYBE)


class Scope(Planned, SubWorkflowTask, BpmnTaskSpec):  # type: ignore[misc]
    """A sub-process or call: opens its scope when it runs, and runs a second time to close it."""

    def _update_hook(self, my_task: Any) -> bool:
        return bool(BpmnTaskSpec._update_hook(self, my_task))

    def _run_hook(self, my_task: Any) -> bool | None:
        top = my_task.workflow.top_workflow
        if my_task.id in top.subprocesses:
            performer(my_task).close_scope(my_task)
            return True
        performer(my_task).open_scope(my_task)
        inner = top.create_subprocess(my_task, self.spec)
        inner.completed_event.connect(self._on_subworkflow_completed, my_task)
        my_task._set_state(TaskState.STARTED)
        return None

    def update_data(self, my_task: Any, subworkflow: Any) -> None:
        """Variables live in scopes of our own, so nothing is copied."""

    def copy_data(self, my_task: Any, subworkflow: Any) -> None:
        """Variables live in scopes of our own, so nothing is copied."""


class Items(Planned, BpmnTaskSpec):  # type: ignore[misc]
    """A multi-instance activity: one child per item, at once or one after the other."""

    def __init__(self, wf_spec: Any, name: str, child: str) -> None:
        super().__init__(wf_spec, name)
        self.child = child

    def _run_hook(self, my_task: Any) -> bool | None:
        run = performer(my_task)
        if LEFT in my_task.internal_data:
            return True
        count = run.begin_items(my_task)
        items = self.plan.items
        assert items is not None  # noqa: S101 - only made for activities that repeat
        first = 1 if items.sequential else count
        my_task.internal_data[LEFT] = list(range(first, count))
        if count == 0:
            return True
        my_task._set_state(TaskState.STARTED)
        for index in range(first):
            self._begin(my_task, index)
        return None

    def child_completed(self, workflow: Any, child: Any) -> None:
        """Called by the library when one item is done."""
        my_task = child.parent
        if my_task.task_spec is not self or not my_task.has_state(TaskState.STARTED):
            return
        run = performer(my_task)
        if run.item_done(my_task, child):
            my_task._set_state(TaskState.READY)
            return
        following = run.next_item(my_task)
        if following is not None:
            self._begin(my_task, following)

    def children_of(self, my_task: Any) -> list[Any]:
        """The tasks of the items begun so far."""
        return [child for child in my_task.children if child.task_spec.name == self.child]

    def _begin(self, my_task: Any, index: int) -> None:
        spec = self._wf_spec.task_specs[self.child]
        child = my_task._add_child(spec, TaskState.WAITING)
        child.triggered = True
        child.internal_data[INDEX] = index
        spec._update(child)


def attached(task: Any) -> list[Any]:
    """The boundary events armed on an activity, or on the repeating activity whose item it is."""
    holder = task
    if INDEX in task.internal_data and isinstance(task.parent.task_spec, Items):
        holder = task.parent
    split = holder.parent
    if split is None or not isinstance(split.task_spec, BoundaryEventSplit):
        return []
    return [child for child in split.children if isinstance(child.task_spec, Boundary)]


def guarded(boundary: Any) -> Any:
    """The activity a boundary event stands on."""
    return next(child for child in boundary.parent.children if not isinstance(child.task_spec, Boundary))


def _go_on(my_task: Any, specs: list[Any]) -> None:
    my_task._sync_children(specs, TaskState.FUTURE)
    for child in my_task.children:
        child.task_spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)
