"""What each kind of step does when it runs: answers and results come in, rules compute, events go out."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from engine import feel
from engine.execution import catching, evaluating, items, plans, scopes
from engine.execution.pending import Pending
from engine.execution.plans import Plan
from engine.execution.specs import AWAIT, FIRED, PAYLOAD, REPEAT
from engine.execution.trouble import Trouble

if TYPE_CHECKING:
    from engine.execution.run import Run


def perform(run: "Run", task: Any) -> bool | None:
    """Do the work of a step; None when others have to end first. Trouble leaves no variable written."""
    return _WORK[task.task_spec.work](run, task)


def _answers(run: "Run", task: Any) -> bool:
    """A person's answers are one context under the element's id; output mappings see them as local names."""
    plan: Plan = task.task_spec.plan
    answers = run.memory.given.get(str(task.id), {})
    context = {plan.element: dict(answers)}
    seen = {**run.memory.locals.get(str(task.id), {}), **answers, **context}
    values = {**context, **evaluating.outputs(run, task, seen)}
    items.collect(run, task, {**seen, **values})
    evaluating.put(run, task, values)
    return True


def _results(run: "Run", task: Any) -> bool:
    return _hand_out(run, task, run.memory.given.get(str(task.id), {}))


def _caught(run: "Run", task: Any) -> bool:
    payload = feel.decode(task.internal_data.get(PAYLOAD))
    evaluating.inputs(run, task)
    return _hand_out(run, task, payload if isinstance(payload, dict) else {})


def _compute(run: "Run", task: Any) -> bool:
    plan: Plan = task.task_spec.plan
    evaluating.inputs(run, task)
    if plan.decision is not None:
        value = evaluating.decide(run, task, plan.decision)
    else:
        value = evaluating.value(run, plan.script, task)
    return _hand_out(run, task, {plan.result: value} if plan.result else {}, kept=bool(plan.result))


def _hand_out(run: "Run", task: Any, results: Mapping[str, object], *, kept: bool = False) -> bool:
    """Results merge into the scope, unless an output mapping names what goes out; `kept`: even then."""
    seen = {**run.memory.locals.get(str(task.id), {}), **results}
    values = evaluating.outputs(run, task, seen)
    if kept or not task.task_spec.plan.outputs:
        values = {**results, **values}
    items.collect(run, task, {**seen, **values})
    evaluating.put(run, task, values)
    return True


def _throw(run: "Run", task: Any) -> bool:
    plan: Plan = task.task_spec.plan
    payload = evaluating.inputs(run, task)
    trigger = plan.trigger
    if trigger is None or trigger.kind == "terminate":
        return True
    key = evaluating.value(run, trigger.key, task)
    pending = Pending(kind=trigger.kind, name=trigger.name, code=trigger.code, key=key, payload=payload)
    if trigger.kind in ("error", "escalation"):
        catcher = catching.catcher_around(task, pending)
        if catcher is None and trigger.kind == "error":
            raise Trouble("uncaught_error", code=trigger.code or "")
        if catcher is None:
            return True
        pending = pending.aimed(catcher)
    run.queue.append(pending)
    return True


def _choose(run: "Run", task: Any) -> bool:
    """The flows a gateway takes: all, those whose condition holds, the first of these, or the default."""
    plan: Plan = task.task_spec.plan
    ways = task.task_spec.place.out
    if plan.tag == "eventBasedGateway":
        ways = tuple(way for way in ways if way.target == task.internal_data[FIRED])
    elif plan.tag != "parallelGateway" and ways:
        ways = _holding(run, task, exclusive=plan.tag == "exclusiveGateway")
    run.chosen[str(task.id)] = ways
    return True


def _holding(run: "Run", task: Any, *, exclusive: bool) -> tuple[Any, ...]:
    ways, chosen = task.task_spec.place.out, []
    for way in ways:
        if not way.default and (way.condition is None or evaluating.value(run, way.condition, task) is True):
            chosen.append(way)
            if exclusive:
                break
    chosen = chosen or [way for way in ways if way.default]
    if not chosen:
        raise Trouble("no_flow")
    return tuple(chosen)


_WORK: Mapping[str, Callable[["Run", Any], bool | None]] = {
    plans.USER: _answers,
    plans.JOB: _results,
    plans.AUTOMATIC: _compute,
    plans.CATCH: _caught,
    plans.THROW: _throw,
    plans.GATEWAY: _choose,
    plans.SCOPE: scopes.perform,
    REPEAT: items.perform,
    AWAIT: lambda _run, _task: True,
}
