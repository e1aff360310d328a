"""One call of the engine on one case: evaluates, performs steps one at a time, and routes what they throw."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from SpiffWorkflow import TaskState

from engine import decisions, feel
from engine.execution import catching, memory, plans
from engine.execution.compiled import Compiled
from engine.execution.limits import Environment, Functions
from engine.execution.memory import Memory
from engine.execution.plans import Plan, Text
from engine.execution.situation import DecisionRecord as Record
from engine.execution.situation import How, Passed, TableRecord, Thrown
from engine.execution.specs import INDEX, Items
from engine.execution.where import path


class Trouble(Exception):
    """The model cannot go on at a step: becomes an incident, the step stays."""

    def __init__(self, kind: str, **facts: object) -> None:
        super().__init__(kind, facts)
        self.kind, self.facts = kind, facts


@dataclass
class Run:
    """What one call needs and gathers. The library holds it where it expects its script engine."""

    compiled: Compiled
    environment: Environment
    functions: Functions
    now: datetime
    memory: Memory = field(default_factory=Memory)
    workflow: Any = None
    passed: list[Passed] = field(default_factory=list)
    thrown: list[Thrown] = field(default_factory=list)
    given: dict[str, Mapping[str, object]] = field(default_factory=dict)
    taken: dict[str, tuple[str, ...]] = field(default_factory=dict)
    decided: dict[str, Record] = field(default_factory=dict)
    queue: list[catching.Pending] = field(default_factory=list)
    steps: int = 0

    # evaluating

    def value(self, text: Text | None, task: Any, extra: Mapping[str, object] | None = None) -> object:
        """What a written value means for a step; null with problems is null."""
        if text is None:
            return None
        if text.expression is None:
            return text.written
        variables = {**memory.visible(self.memory, task), **(extra or {})}
        functions = {**self.environment.functions, **self.functions}
        try:
            return feel.evaluate(text.expression, variables, functions=functions, now=self.local).value
        except feel.OutOfFuel as problem:
            raise Trouble("out_of_fuel", expression=text.written[:200], resource=problem.resource) from problem

    @property
    def local(self) -> datetime:
        """The instant of the call in the zone people mean."""
        return self.environment.local(self.now)

    # the loop

    def go(self) -> None:
        """Run automatic steps one at a time, routing events in between, until only waiting is left."""
        while (task := self._next()) is not None:
            self.steps += 1
            if self.steps > self.environment.limits.automatic_steps:
                raise Trouble("too_many_steps", limit=self.environment.limits.automatic_steps)
            self.step(task)
        catching.arm(self)

    def step(self, task: Any) -> None:
        """Run one ready step; trouble keeps it ready and becomes an incident."""
        try:
            task.run()
        except Trouble as trouble:
            task._set_state(TaskState.READY)  # the library has marked it as failed for good
            self.memory.troubles[str(task.id)] = {"kind": trouble.kind, "facts": dict(trouble.facts)}
            return
        self.memory.troubles.pop(str(task.id), None)
        if task.has_state(TaskState.COMPLETED):
            self._note(task, How.COMPLETED)
            self.memory.forget(str(task.id))
        while self.queue:
            catching.handle(self, self.queue.pop(0))

    def everywhere(self, state: int) -> list[Any]:
        """Tasks in a state, inner workflows first, in the order they were made."""
        inner = sorted(self.workflow.subprocesses.values(), key=lambda workflow: -workflow.depth)
        workflows = [workflow for workflow in inner if not workflow.completed] + [self.workflow]
        return [task for workflow in workflows for task in workflow.tasks.values() if task.has_state(state)]

    def _next(self) -> Any:
        for task in self.everywhere(TaskState.READY):
            if not task.task_spec.manual and str(task.id) not in self.memory.troubles:
                return task
        return None

    def _note(self, task: Any, how: How) -> None:
        plan: Plan | None = getattr(task.task_spec, "plan", None)
        if plan is None or (isinstance(task.task_spec, Items) and how is How.CANCELLED):
            return
        key = str(task.id)
        self.passed.append(
            Passed(
                id=key,
                process=plan.process,
                element=plan.element,
                scope=path(task),
                kind=plan.tag,
                how=how,
                at=self.now,
                decision=self.decided.pop(key, None),
                flows=self.taken.pop(key, ()) or self._ways(task, how),
            )
        )
        if plan.tag == "endEvent" and how is How.COMPLETED and task.workflow is self.workflow:
            self.memory.ends.append(plan.element)

    def _ways(self, task: Any, how: How) -> tuple[str, ...]:
        if how is How.CANCELLED or INDEX in task.internal_data:
            return ()
        ways = self.compiled.ways.get((task.workflow.spec.name, task.task_spec.name), ())
        return tuple(way.flow for way in ways)

    # what the specifications ask for

    def perform(self, task: Any) -> None:
        """Do the work of a step; people's answers and results of jobs were given before."""
        from engine.execution import performing

        performing.perform(self, task)

    def open_scope(self, task: Any) -> None:
        """Begin a sub-process or call: its variables begin with what the inputs name."""
        depth = len(path(task))
        if depth >= self.environment.limits.scope_depth:
            raise Trouble("scopes_too_deep", limit=self.environment.limits.scope_depth)
        plan: Plan = task.task_spec.plan
        inputs = self.inputs(task)
        self.memory.scopes[str(task.id)] = inputs
        if plan.tag == "callActivity":
            self.memory.calls.append(str(task.id))

    def close_scope(self, task: Any) -> None:
        """End a sub-process or call: outputs go out, or all variables of a call that propagates."""
        plan: Plan = task.task_spec.plan
        inner = self.memory.scopes.get(str(task.id), {})
        if plan.outputs:
            values = {target: self.value(source, task, inner) for target, source in plan.outputs}
            self.put(task, values)
        elif plan.tag == "callActivity" and plan.propagate:
            names = {target for target, _source in plan.inputs}
            self.put(task, {name: value for name, value in inner.items() if name not in names})
        self.collect(task, inner)

    def choose(self, task: Any, *, exclusive: bool) -> list[Any]:
        """The specifications behind the flows a gateway takes."""
        ways = self.compiled.ways[(task.workflow.spec.name, task.task_spec.name)]
        chosen = []
        for way in ways:
            if not way.default and (way.condition is None or self.value(way.condition, task) is True):
                chosen.append(way)
                if exclusive:
                    break
        if not chosen and ways:
            chosen = [way for way in ways if way.default]
            if not chosen:
                raise Trouble("no_flow")
        self.taken[str(task.id)] = tuple(way.flow for way in chosen)
        specs = task.workflow.spec.task_specs
        return [specs[way.target] for way in chosen] if ways else list(task.task_spec.outputs)

    def begin_items(self, task: Any) -> int:
        """How many items a multi-instance activity has; their values are kept for its children."""
        items = task.task_spec.plan.items
        if items.collection is not None:
            found = self.value(items.collection, task)
            values = list(found) if isinstance(found, list) else None
        else:
            number = self.value(items.cardinality, task)
            values = _numbers(number)
        if values is None:
            raise Trouble("no_collection")
        if len(values) > self.environment.limits.items:
            raise Trouble("too_many_items", items=len(values), limit=self.environment.limits.items)
        self.memory.collected[str(task.id)] = {"items": values, "results": {}}
        if items.output_collection:
            self.put(task, {items.output_collection: []})
        return len(values)

    def item_values(self, task: Any) -> dict[str, object]:
        """The local variables with which one item begins."""
        items = task.task_spec.plan.items
        index = task.internal_data[INDEX]
        kept: Any = self.memory.collected[str(task.parent.id)]["items"]
        values: dict[str, object] = {"loopCounter": index + 1}
        if items.element:
            values[items.element] = kept[index]
        return values

    def collect(self, task: Any, extra: Mapping[str, object]) -> None:
        """Keep what an item hands out; it is written to the output collection when the item is done."""
        if INDEX not in task.internal_data:
            return
        items = task.task_spec.plan.items
        own = self.memory.locals.get(str(task.id), {})
        result = self.value(items.output_element, task, {**own, **extra}) if items.output_element else None
        results: Any = self.memory.collected[str(task.parent.id)]["results"]
        results[str(task.internal_data[INDEX])] = result

    def item_done(self, task: Any, child: Any) -> bool:
        """Write the results so far; whether the activity is done, by its condition or because nothing is left."""
        items = task.task_spec.plan.items
        results: Any = self.memory.collected[str(task.id)]["results"]
        done = [results[key] for key in sorted(results, key=int)]
        if items.output_collection:
            self.put(task, {items.output_collection: done})
        self._note(child, How.COMPLETED)
        self.memory.forget(str(child.id))
        children = task.task_spec.children_of(task)
        total = len(self.memory.collected[str(task.id)]["items"])  # type: ignore[arg-type]
        active = [one for one in children if not one.has_state(TaskState.FINISHED_MASK)]
        counts = {
            "numberOfInstances": total,
            "numberOfCompletedInstances": len(done),
            "numberOfActiveInstances": len(active),
            "numberOfTerminatedInstances": 0,
        }
        if items.condition is not None and self._met(items, task, {**counts, **self._last(task, child)}):
            for one in active:
                self.cancel(one)
            task.internal_data["left"] = []
            return True
        return not active and not task.internal_data["left"]

    def _met(self, items: plans.Items, task: Any, extra: Mapping[str, object]) -> bool:
        try:
            return self.value(items.condition, task, extra) is True
        except Trouble:
            return False

    def _last(self, task: Any, child: Any) -> dict[str, object]:
        items = task.task_spec.plan.items
        kept: Any = self.memory.collected[str(task.id)]["items"]
        return {items.element: kept[child.internal_data[INDEX]]} if items.element else {}

    def next_item(self, task: Any) -> int | None:
        """The index of the item that comes next, one after the other."""
        left: list[int] = task.internal_data["left"]
        return left.pop(0) if left else None

    def end_scope_at_once(self, task: Any) -> None:
        """A terminate end event: everything else in its scope is cancelled."""
        workflow = task.workflow
        for other in list(workflow.tasks.values()):
            if other is not task and other.has_state(TaskState.NOT_FINISHED_MASK) and other.id in workflow.tasks:
                self.cancel(other)
        workflow._mark_complete(task)

    # variables

    def inputs(self, task: Any) -> dict[str, object]:
        """The local variables of a step: its item's, then what the input mappings name, each seeing those before."""
        values = dict(self.item_values(task)) if INDEX in task.internal_data else {}
        for target, source in task.task_spec.plan.inputs:
            values[target] = self.value(source, task, values)
        self.memory.locals[str(task.id)] = values
        return dict(values)

    def put(self, task: Any, values: Mapping[str, object]) -> None:
        """Write variables from a step: into its item when it is one, else into the scopes around."""
        if INDEX in task.internal_data:
            self.memory.locals.setdefault(str(task.id), {}).update(values)
        else:
            memory.write(self.memory, task, values)

    def cancel(self, task: Any) -> None:
        """Cancel a step with everything inside it, before anything else runs."""
        key = str(task.id)
        if task.has_state(TaskState.FINISHED_MASK):
            return
        inner = self.workflow.subprocesses.get(task.id)
        if inner is not None and not inner.completed:
            for other in list(inner.tasks.values()):
                if other.id in inner.tasks and other.has_state(TaskState.NOT_FINISHED_MASK):
                    self.cancel(other)
            inner.completed = True
        if isinstance(task.task_spec, Items):
            for child in task.task_spec.children_of(task):
                self.cancel(child)
        definite = task.has_state(TaskState.READY | TaskState.STARTED | TaskState.WAITING)
        task.cancel()
        if definite:
            self._note(task, How.CANCELLED)
        self.memory.forget(key)

    def decide(self, task: Any, decision_id: str, inputs: Mapping[str, object]) -> object:
        """Call a decision, keep how it was reached, and give its value."""
        functions = {**self.environment.functions, **self.functions}
        found = decisions.decide(self.compiled.decisions, decision_id, inputs, functions=functions, now=self.local)
        tables = tuple(
            TableRecord(decision_id=table.decision_id, rules=table.rules, inputs=table.inputs) for table in found.tables
        )
        problems = tuple({"code": p.code, "element": p.element, **p.facts} for p in found.problems)
        self.decided[str(task.id)] = Record(
            decision_id=decision_id, value=found.value, tables=tables, problems=problems
        )
        return found.value


def _numbers(value: object) -> list[object] | None:
    text = str(value) if value is not None and not isinstance(value, bool) else ""
    try:
        number = int(text)
    except ValueError:
        return None
    return list(range(1, number + 1)) if 0 <= number <= 10**6 else None
