"""Activities that repeat: for each item of a collection, or while a condition holds (clauses 10.3.8 and 13.3.6)."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from SpiffWorkflow import TaskState

from engine.execution import evaluating, tokens, tree
from engine.execution.plans import Items, Loop, Plan
from engine.execution.specs import INDEX, LEFT
from engine.execution.trouble import Trouble

if TYPE_CHECKING:
    from engine.execution.run import Run


def perform(run: "Run", task: Any) -> bool | None:
    """Begin the items, or end when the last is done."""
    if LEFT in task.internal_data:
        return True
    plan: Plan = task.task_spec.plan
    first, left = _rounds(run, task, plan.loop) if plan.loop is not None else _items(run, task, plan.items)
    task.internal_data[LEFT] = left
    for index in range(first):
        _begin(run, task, index)
    return None if first else True


def item_done(run: "Run", child: Any) -> None:
    """Take in what an item hands out; the next one begins, or the whole is done."""
    task = child.parent
    tree.remove(child)
    kept = run.memory.collected[str(task.id)]
    kept["done"], kept["last"] = int(kept["done"]) + 1, child.internal_data[INDEX]
    _write_results(run, task)
    resume(run, task)


def resume(run: "Run", task: Any) -> None:
    """Go on after an item; an expression that cannot be evaluated becomes an incident of the whole."""
    try:
        more = _more(run, task)
    except Trouble as trouble:
        run.mark(task, trouble)
        return
    run.memory.troubles.pop(str(task.id), None)
    if more is not None:
        _begin(run, task, more)
    elif not task.children:
        task._set_state(TaskState.READY)


def collect(run: "Run", task: Any, seen: dict[str, object]) -> None:
    """Keep what an item hands out; it is written to the output collection when the item is done."""
    items = task.task_spec.plan.items
    if INDEX in task.internal_data and items is not None and items.output_element is not None:
        own = run.memory.locals.get(str(task.id), {})
        result = evaluating.value(run, items.output_element, task, {**own, **seen})
        run.memory.collected[str(task.parent.id)]["results"][str(task.internal_data[INDEX])] = result


def _begin(run: "Run", task: Any, index: int) -> None:
    child = tokens.make(run, task, task.task_spec.child, **{INDEX: index})
    run.memory.locals[str(child.id)] = evaluating.item(run, child)
    tokens.begin(run, child)


def _items(run: "Run", task: Any, items: Items | None) -> tuple[int, int]:
    """How many items begin at once, and how many come after them."""
    assert items is not None  # noqa: S101 - what repeats has items or a loop
    found: object
    if items.collection is not None:
        found = evaluating.value(run, items.collection, task)
        if not isinstance(found, list):
            raise Trouble("no_collection", rule=items.collection.written)
    else:
        found = _numbers(evaluating.value(run, items.cardinality, task))
    limit = run.environment.limits.items
    if len(found) > limit:
        raise Trouble("too_many_items", items=len(found), limit=limit)
    run.memory.collected[str(task.id)] = {"items": list(found), "results": {}, "done": 0, "last": None}
    if items.output_collection:
        evaluating.put(run, task, {items.output_collection: []})
    first = min(1, len(found)) if items.sequential else len(found)
    return first, len(found) - first


def _rounds(run: "Run", task: Any, loop: Loop) -> tuple[int, int]:
    run.memory.collected[str(task.id)] = {"items": [], "results": {}, "done": 0, "last": None}
    first = 0 if loop.before and not _goes_round(run, task, loop, 0) else 1
    return first, 0


def _more(run: "Run", task: Any) -> int | None:
    """The index of what begins next; what is under way is cancelled when the condition says that it is enough."""
    plan: Plan = task.task_spec.plan
    kept = run.memory.collected[str(task.id)]
    if plan.loop is not None:
        done = int(kept["done"])
        return done if _goes_round(run, task, plan.loop, done) else None
    if _enough(run, task):
        task.internal_data[LEFT] = 0
        for child in list(task.children):
            tokens.cancel(run, child)
    if not task.internal_data[LEFT]:
        return None
    task.internal_data[LEFT] -= 1
    return int(kept["done"])


def _goes_round(run: "Run", task: Any, loop: Loop, done: int) -> bool:
    if done >= run.environment.limits.rounds:
        raise Trouble("too_many_rounds", limit=run.environment.limits.rounds)
    seen = {"loopCounter": done}
    if loop.most is not None:
        most = evaluating.value(run, loop.most, task, seen)
        if not isinstance(most, Decimal):
            raise Trouble("loop_bound_unusable", rule=loop.most.written)
        if done >= most:
            return False
    if loop.condition is None:
        return loop.most is not None
    return evaluating.value(run, loop.condition, task, seen) is True


def _enough(run: "Run", task: Any) -> bool:
    items: Items = task.task_spec.plan.items
    if items.condition is None:
        return False
    kept = run.memory.collected[str(task.id)]
    seen: dict[str, object] = {
        "numberOfInstances": len(kept["items"]),
        "numberOfCompletedInstances": int(kept["done"]),
        "numberOfActiveInstances": len(task.children),
        "numberOfTerminatedInstances": 0,
    }
    if items.element:
        seen[items.element] = kept["items"][int(kept["last"])]
    return evaluating.value(run, items.condition, task, seen) is True


def _write_results(run: "Run", task: Any) -> None:
    items = task.task_spec.plan.items
    if items is not None and items.output_collection:
        results = run.memory.collected[str(task.id)]["results"]
        done = [results[key] for key in sorted(results, key=int)]
        evaluating.put(run, task, {items.output_collection: done})


def _numbers(value: object) -> range:
    number = Decimal(value) if isinstance(value, str) and value.isdecimal() else value
    if not isinstance(number, Decimal) or number < 0 or number != number.to_integral_value():
        raise Trouble("no_number", value=value)
    return range(1, int(min(number, Decimal(10**9))) + 1)
