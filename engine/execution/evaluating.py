"""Expressions of the model, evaluated for one step: it sees its own variables and those of all scopes around."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine import decisions, errors, feel
from engine.execution import memory
from engine.execution.plans import Text
from engine.execution.situation import DecisionRecord, TableRecord
from engine.execution.specs import INDEX
from engine.execution.trouble import Trouble

if TYPE_CHECKING:
    from engine.execution.run import Run

DEEPEST = 150
_NOTHING: Mapping[str, object] = {}


def value(run: "Run", text: Text | None, task: Any, extra: Mapping[str, object] = _NOTHING) -> object:
    """What a written value means for a step; errors of evaluation are null, and kept as problems of the step."""
    if text is None:
        return None
    if text.expression is None:
        return text.written
    variables, known = {**memory.visible(run.memory, task), **extra}, run.environment.functions
    try:
        found = feel.evaluate(text.expression, variables, feel.Surroundings(functions=known, now=run.local))
    except feel.OutOfFuel as problem:
        raise Trouble("out_of_fuel", expression=text.written[:200], resource=problem.resource) from problem
    run.problems += [{"code": problem.code, "expression": text.written[:200]} for problem in found.problems]
    _require_storable(found.value, text.written, DEEPEST)
    return found.value


def inputs(run: "Run", task: Any) -> dict[str, object]:
    """The local variables of a step: its item's, then what the input mappings name, each seeing those before."""
    values = item(run, task)
    for target, source in task.task_spec.plan.inputs:
        values[target] = value(run, source, task, values)
    run.memory.locals[str(task.id)] = values
    return dict(values)


def item(run: "Run", task: Any) -> dict[str, object]:
    """The local variables with which an item, or a round of a loop, begins; empty for all other steps."""
    if INDEX not in task.internal_data:
        return {}
    index, plan = task.internal_data[INDEX], task.task_spec.plan
    values: dict[str, object] = {"loopCounter": index + 1}
    if plan.items is not None and plan.items.element:
        values[plan.items.element] = run.memory.collected[str(task.parent.id)]["items"][index]
    return values


def outputs(run: "Run", task: Any, seen: Mapping[str, object]) -> dict[str, object]:
    """What the output mappings of a step name."""
    return {target: value(run, source, task, seen) for target, source in task.task_spec.plan.outputs}


def put(run: "Run", task: Any, values: Mapping[str, object]) -> None:
    """Write variables from a step: into its item when it is one, else into the scopes around.

    What begins a scope brings its variables for that scope alone: others of its kind may be under way.
    """
    if INDEX in task.internal_data and task.task_spec.plan.items is not None:
        run.memory.locals.setdefault(str(task.id), {}).update(values)
    elif task.task_spec.plan.tag == "startEvent":
        run.memory.scopes.setdefault(memory.scope_key(task.workflow), {}).update(values)
    else:
        memory.write(run.memory, task, values)


def decide(run: "Run", task: Any, text: Text | None) -> object:
    """Call a decision, keep how it was reached, and give its value."""
    named = value(run, text, task)
    if not isinstance(named, str):
        raise Trouble("decision_unnamed")
    seen, known = memory.visible(run.memory, task), run.environment.functions
    try:
        found = decisions.decide(run.compiled.decisions, named, seen, functions=known, now=run.local)
    except errors.NotFound as problem:
        raise Trouble("decision_unknown", decision=named) from problem
    except feel.OutOfFuel as problem:
        raise Trouble("out_of_fuel", decision=named, resource=problem.resource) from problem
    _require_storable(found.value, named, DEEPEST)
    tables = [TableRecord(decision_id=t.decision_id, rules=t.rules, inputs=t.inputs) for t in found.tables]
    problems = tuple({"code": p.code, "element": p.element, **p.facts} for p in found.problems)
    record = DecisionRecord(decision_id=named, value=found.value, tables=tuple(tables), problems=problems)
    run.decided[str(task.id)] = record
    return found.value


def _require_storable(value: object, written: str, left: int) -> None:
    """Functions cannot leave their expression, and what grows deeper without end must stop somewhere."""
    if isinstance(value, feel.Function) or left == 0:
        raise Trouble("value_not_storable", expression=written[:200])
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        _require_storable(one, written, left - 1)
