"""What each kind of step does when it runs: answers and results come in, rules compute, events go out."""

from collections.abc import Mapping
from typing import Any

from engine import errors, feel
from engine.execution import catching, plans
from engine.execution.plans import Plan
from engine.execution.run import Run, Trouble
from engine.execution.specs import INDEX

PAYLOAD = "payload"


def perform(run: Run, task: Any) -> None:
    """Do the work of a step; Trouble keeps it ready."""
    plan: Plan = task.task_spec.plan
    work = {
        plans.USER: _answers,
        plans.JOB: _results,
        plans.AUTOMATIC: _compute,
        plans.CATCH: _caught,
        plans.THROW: _throw,
    }.get(plan.work)
    if work is not None:
        work(run, task, plan)


def _answers(run: Run, task: Any, plan: Plan) -> None:
    answers = run.given.pop(str(task.id), {})
    own = run.memory.locals.setdefault(str(task.id), {})
    run.put(task, {plan.element: dict(answers)})
    seen = {**own, **answers, plan.element: dict(answers)}
    run.put(task, {target: run.value(source, task, seen) for target, source in plan.outputs})
    run.collect(task, seen)


def _results(run: Run, task: Any, plan: Plan) -> None:
    results = run.given.pop(str(task.id), {})
    _hand_out(run, task, plan, results)


def _caught(run: Run, task: Any, plan: Plan) -> None:
    payload = feel.decode(task.internal_data.get(PAYLOAD)) or {}
    if not isinstance(payload, Mapping):
        payload = {}
    run.memory.locals.setdefault(str(task.id), {})
    _hand_out(run, task, plan, payload)


def _compute(run: Run, task: Any, plan: Plan) -> None:
    run.inputs(task)
    if plan.script is not None:
        value = run.value(plan.script, task)
    elif plan.decision is not None:
        value = _decide(run, task, plan)
    else:
        value = None
    result = {plan.result: value} if plan.result else {}
    if plan.outputs and plan.result:
        run.put(task, result)
    _hand_out(run, task, plan, result)


def _decide(run: Run, task: Any, plan: Plan) -> object:
    named = run.value(plan.decision, task)
    if not isinstance(named, str):
        raise Trouble("decision_unnamed")
    inputs = {**dict(_seen(run, task)), **run.memory.locals.get(str(task.id), {})}
    try:
        return run.decide(task, named, inputs)
    except errors.NotFound as problem:
        raise Trouble("decision_unknown", decision=named) from problem
    except feel.OutOfFuel as problem:
        raise Trouble("out_of_fuel", decision=named, resource=problem.resource) from problem


def _seen(run: Run, task: Any) -> Mapping[str, object]:
    from engine.execution import memory

    return memory.visible(run.memory, task)


def _hand_out(run: Run, task: Any, plan: Plan, results: Mapping[str, object]) -> None:
    """Results merge into the scope, unless an output mapping names what goes out."""
    seen = {**run.memory.locals.get(str(task.id), {}), **results}
    if plan.outputs:
        run.put(task, {target: run.value(source, task, seen) for target, source in plan.outputs})
    elif results:
        run.put(task, results)
    if INDEX in task.internal_data:
        run.collect(task, seen)


def _throw(run: Run, task: Any, plan: Plan) -> None:
    trigger = plan.trigger
    inputs = run.inputs(task)
    if trigger is None or trigger.kind == "terminate":
        return
    key = run.value(trigger.key, task) if trigger.key is not None else None
    pending = catching.Pending(kind=trigger.kind, name=trigger.name, code=trigger.code, key=key, payload=inputs)
    if trigger.kind in ("error", "escalation"):
        catcher = catching.around(run, task, pending)
        if catcher is None and trigger.kind == "error":
            raise Trouble("uncaught_error", code=trigger.code or "")
        if catcher is None:
            return
        pending = catching.aimed(pending, catcher)
    run.queue.append(pending)
