"""What a call tells of the steps that passed."""

from typing import TYPE_CHECKING, Any

from engine.execution import tree
from engine.execution.plans import Plan
from engine.execution.situation import How, Passed
from engine.execution.ways import Way
from engine.execution.where import path

if TYPE_CHECKING:
    from engine.execution.run import Run


def note(run: "Run", task: Any, how: How, ways: tuple[Way, ...] = ()) -> None:
    """Record that a step is over; what nobody drew is left out."""
    plan: Plan = task.task_spec.plan
    if not plan.made:
        run.passed.append(
            Passed(
                id=str(task.id),
                process=plan.process,
                element=plan.element,
                scope=path(task),
                kind=plan.tag,
                how=how,
                at=run.now,
                decision=run.decided.pop(str(task.id), None),
                flows=tuple(way.drawn for way in ways if way.drawn),
                problems=tuple(run.problems) if how is How.COMPLETED else (),
            )
        )
    if plan.tag == "endEvent" and how is How.COMPLETED and _ends_case(task):
        run.memory.ends.append(plan.element)


def _ends_case(task: Any) -> bool:
    """Whether a step stands in the process itself, or in an event sub-process of it."""
    outer = tree.around(task)
    return outer is None or (outer.task_spec.plan.handler and _ends_case(outer))
