"""One call of the engine on one case: performs steps one at a time and gathers what they do."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from SpiffWorkflow import TaskState

from engine.execution import finishing, joins, performing, tree
from engine.execution.compiled import Compiled
from engine.execution.limits import Environment
from engine.execution.memory import Memory
from engine.execution.pending import Pending
from engine.execution.situation import DecisionRecord, Passed, Thrown
from engine.execution.specs import FIRED, is_join
from engine.execution.trouble import TooManySteps, Trouble
from engine.execution.ways import Way


@dataclass
class Run:
    """What one call needs and gathers. The library holds it where it expects its script engine.

    `seed` stands for all that goes into the call: ids of new steps are made of it, so that the same call makes
    the same ids. `chosen`: the flows a gateway takes. `decided`, `problems`:
    what came up while the step ran. `queue`: events thrown and not yet routed.
    """

    compiled: Compiled
    environment: Environment
    now: datetime
    seed: bytes
    memory: Memory = field(default_factory=Memory)
    workflow: Any = None
    passed: list[Passed] = field(default_factory=list)
    thrown: list[Thrown] = field(default_factory=list)
    chosen: dict[str, tuple[Way, ...]] = field(default_factory=dict)
    decided: dict[str, DecisionRecord] = field(default_factory=dict)
    problems: list[Mapping[str, object]] = field(default_factory=list)
    queue: list[Pending] = field(default_factory=list)
    steps: int = 0
    made: int = 0

    @property
    def local(self) -> datetime:
        """The instant of the call in the zone people mean."""
        return self.environment.local(self.now)

    def fresh_id(self) -> UUID:
        """The id of the next new step."""
        self.made += 1
        return UUID(bytes=hashlib.blake2b(b"%s/%d" % (self.seed, self.made), digest_size=16).digest())

    def go(self) -> None:
        """Run automatic steps one at a time, until only waiting is left; raises TooManySteps when that never comes."""
        while (task := self._next()) is not None:
            self.steps += 1
            if self.steps > self.environment.limits.automatic_steps:
                raise TooManySteps
            self.step(task)

    def step(self, task: Any) -> None:
        """Run one ready step; trouble keeps it ready and becomes an incident."""
        self.problems.clear()
        try:
            task.run()
        except Trouble as trouble:
            task._set_state(TaskState.READY)
            self.mark(task, trouble)
            return
        self.memory.troubles.pop(str(task.id), None)
        if task.has_state(TaskState.COMPLETED):
            finishing.finish(self, task)

    def mark(self, task: Any, trouble: Trouble) -> None:
        """Note that a step cannot go on."""
        self.memory.troubles[str(task.id)] = {"kind": trouble.kind, "facts": dict(trouble.facts)}

    def waits(self, task: Any) -> bool:
        """Whether a step that was just reached has to wait: for its event, or for other branches."""
        plan = task.task_spec.plan
        if is_join(task):
            return True
        if FIRED in task.internal_data or task.task_spec.child:
            return False
        return plan.tag == "eventBasedGateway" or (plan.work == "catch" and plan.trigger is not None)

    def perform(self, task: Any) -> bool | None:
        """Do the work of a step; None when others have to end first."""
        return performing.perform(self, task)

    def _next(self) -> Any:
        for task in tree.everywhere(self.workflow, TaskState.READY):
            if not task.task_spec.manual and str(task.id) not in self.memory.troubles:
                return task
        return joins.next_to_fire(self)
