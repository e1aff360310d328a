"""Sub-processes and calls: a scope of their own opens, and closes when no token is left in it."""

from typing import TYPE_CHECKING, Any

from engine.execution import evaluating, items, tokens, tree
from engine.execution.plans import Plan
from engine.execution.specs import DONE, FIRED, PAYLOAD
from engine.execution.trouble import Trouble
from engine.execution.where import path

if TYPE_CHECKING:
    from engine.execution.run import Run


def perform(run: "Run", task: Any) -> bool | None:
    """Open the scope, or close it when everything in it is done."""
    if DONE in task.internal_data:
        _close(run, task)
        return True
    _open(run, task)
    return None


def _open(run: "Run", task: Any) -> None:
    plan: Plan = task.task_spec.plan
    called = _called(run, task, plan)
    start = _start(run, called, plan)
    key = str(task.id)
    run.memory.scopes[key] = evaluating.inputs(run, task)
    if plan.tag == "callActivity":
        run.memory.calls.append(key)
    inner = tree.Inner(run.compiled.specs[called], task)
    tree.plant(inner, run.fresh_id())
    run.workflow.subprocesses[task.id] = inner
    tokens.arm(run, inner)
    event = {PAYLOAD: task.internal_data.pop(PAYLOAD)} if PAYLOAD in task.internal_data else {}
    tokens.put_down(run, inner, start, **{FIRED: True}, **event)


def _close(run: "Run", task: Any) -> None:
    """Outputs go out; without any, everything that was made inside, unless a call keeps it to itself."""
    plan: Plan = task.task_spec.plan
    own = run.memory.scopes.get(str(task.id), {})
    given: dict[str, object] = {}
    if plan.outputs:
        given = evaluating.outputs(run, task, own)
    elif plan.propagate:
        names = {target for target, _source in plan.inputs}
        given = {name: value for name, value in own.items() if name not in names}
    items.collect(run, task, own)
    evaluating.put(run, task, given)
    del run.workflow.subprocesses[task.id]


def _called(run: "Run", task: Any, plan: Plan) -> str:
    limits = run.environment.limits
    depth, calls = 0, 0
    outer = task
    while outer is not None:
        depth, calls = depth + 1, calls + (outer.task_spec.plan.tag == "callActivity")
        outer = tree.around(outer)
    if depth > limits.scope_depth:
        raise Trouble("scopes_too_deep", limit=limits.scope_depth, path=list(path(task)))
    if calls > limits.call_depth:
        raise Trouble("calls_too_deep", limit=limits.call_depth, path=list(path(task)))
    called = evaluating.value(run, plan.called, task)
    if not isinstance(called, str) or called not in run.compiled.specs:
        raise Trouble("called_process_unknown", process=called if isinstance(called, str) else None)
    return called


def _start(run: "Run", scope: str, opens: Plan) -> str:
    """The start event without a trigger; the only one of an event sub-process has one."""
    plain = [name for name, plan in run.compiled.starts[scope] if opens.handler or plan.trigger is None]
    if len(plain) != 1:
        raise Trouble("no_plain_start", process=scope, starts=len(plain))
    return plain[0]
