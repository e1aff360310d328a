"""SpiffWorkflow's task specification with our meaning: one kind for every element, led by its plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec

from engine.execution.plans import Plan
from engine.execution.ways import Way

REPEAT, AWAIT = "repeat", "await"
FIRED, INDEX, LEFT, GUARDS, BY, DONE, PAYLOAD = "fired", "index", "left", "guards", "by", "done", "payload"
_NOWHERE: Mapping[str, frozenset[str]] = {}


class Performer(Protocol):
    """What a specification asks of the run it executes in, which stands where the library has its script engine."""

    def waits(self, task: Any) -> bool:
        """Whether a step that was just reached has to wait."""

    def perform(self, task: Any) -> bool | None:
        """Do the work of a step; None when others have to end first."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an element stands among others. `upstream`: for each flow into a join, where its token may come from."""

    out: tuple[Way, ...] = ()
    incoming: tuple[str, ...] = ()
    borders: tuple[str, ...] = ()
    cyclic: bool = False
    upstream: Mapping[str, frozenset[str]] = field(default_factory=lambda: _NOWHERE)


class Node(BpmnTaskSpec):  # type: ignore[misc]
    """An element of the model, or (`work` is REPEAT) the whole of an activity that repeats `child`.

    Where `work` is AWAIT: the event that an event sub-process of its scope, `starts`, waits for.
    What has not happened yet is in no tree: nothing is predicted, and tokens are put down one step ahead.
    """

    def __init__(self, spec: Any, name: str, plan: Plan, *, child: str = "", starts: str = "") -> None:
        super().__init__(spec, name, inputs=[], outputs=[])
        self.plan = plan
        self.child = child
        self.starts = starts
        self.work = REPEAT if child else AWAIT if starts else plan.work
        self.manual = self.work in ("user", "job")
        self.place = Place()

    def test(self) -> None:
        """Whether it is well connected was checked before it was made."""

    def _predict(self, my_task: Any, seen: Any = None, looked_ahead: int = 0, mask: int = 0) -> None:
        pass

    def _update_hook(self, my_task: Any) -> bool:
        if performer(my_task).waits(my_task):
            my_task._set_state(TaskState.WAITING)
            return False
        return True

    def _run_hook(self, my_task: Any) -> bool | None:
        return performer(my_task).perform(my_task)


def performer(task: Any) -> Performer:
    """The run that a task executes in."""
    found: Performer = task.workflow.top_workflow.script_engine
    return found


def is_border(task: Any) -> bool:
    """Whether a task is an event on the border of an activity."""
    return bool(task.task_spec.plan.tag == "boundaryEvent")


def is_armed(task: Any) -> bool:
    """Whether a task is the event that an event sub-process waits for."""
    return bool(task.task_spec.starts)


def is_join(task: Any) -> bool:
    """Whether a task is a token at a gateway that brings branches together."""
    spec = task.task_spec
    return spec.plan.tag in ("parallelGateway", "inclusiveGateway") and len(spec.place.incoming) > 1
