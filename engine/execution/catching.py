"""Events: what a case waits for, and who takes what is thrown."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from SpiffWorkflow import TaskState

from engine import feel
from engine.execution import specs, timing
from engine.execution.plans import Plan, Trigger
from engine.execution.situation import EventKind, Thrown
from engine.execution.specs import FIRED, Boundary, EventChoice

if TYPE_CHECKING:
    from engine.execution.run import Run


@dataclass(frozen=True, kw_only=True)
class Pending:
    """An event on its way; `target` aims it at one waiting step."""

    kind: str
    name: str = ""
    code: str | None = None
    key: object = None
    payload: Mapping[str, object] = field(default_factory=dict)
    target: str = ""


def aimed(pending: Pending, task: Any) -> Pending:
    """The event, aimed at one step."""
    return replace(pending, target=str(task.id))


def arm(run: "Run") -> None:
    """Work out once what each new waiting step waits for: due times and keys, as of this instant."""
    for task in run.everywhere(TaskState.WAITING):
        key = str(task.id)
        if key not in run.memory.armed and isinstance(task.task_spec, specs.Planned):
            entries = [_entry(run, task, name, trigger) for name, trigger in _triggers(task) if trigger is not None]
            if entries:
                run.memory.armed[key] = entries


def handle(run: "Run", pending: Pending) -> None:
    """Give an event to who waits for it; what nobody takes leaves the case."""
    if pending.target:
        task = _task(run, pending.target)
        if task is not None:
            fire(run, task, pending)
        return
    arm(run)
    takers = _takers(run, pending)
    for task, name in takers:
        if task.has_state(TaskState.WAITING) and task.id in task.workflow.tasks:
            fire(run, task, pending, name)
    if pending.kind == "signal" or not takers:
        thrown = Thrown(kind=EventKind(pending.kind), name=pending.name, key=pending.key, payload=dict(pending.payload))
        run.thrown.append(thrown)


def fire(run: "Run", task: Any, pending: Pending, name: str = "") -> None:
    """Let a waiting step go on with the event; an interrupting one cancels its activity before anything else runs."""
    spec = task.task_spec
    if isinstance(spec, Boundary):
        if spec.cancel_activity:
            run.cancel(specs.guarded(task))
        elif pending.kind != "timer" or not _goes_on(run, task):
            _arm_again(task)
    target = task
    task.internal_data[FIRED] = name or True
    if pending.payload:
        task.internal_data["payload"] = feel.encode(dict(pending.payload))
    run.memory.armed.pop(str(task.id), None)
    spec._update(target)
    run.step(task)
    if isinstance(spec, EventChoice):
        _pass_payload(task, pending)


def around(run: "Run", task: Any, pending: Pending) -> Any:
    """The boundary event that catches an error or escalation thrown at a step: the nearest around it."""
    workflow = task.workflow
    while workflow.parent_task_id:
        scope = workflow.top_workflow.get_task_from_id(workflow.parent_task_id)
        found = on_border(scope, pending)
        if found is not None:
            return found
        workflow = scope.workflow
    return None


def on_border(task: Any, pending: Pending) -> Any:
    """The boundary event on one activity that catches an error or escalation; one with the code comes first."""
    fitting = [
        event
        for event in specs.attached(task)
        if event.has_state(TaskState.WAITING)
        and event.task_spec.plan.trigger.kind == pending.kind
        and event.task_spec.plan.trigger.code in (None, pending.code)
    ]
    return next(iter(sorted(fitting, key=lambda event: event.task_spec.plan.trigger.code is None)), None)


def due_entries(run: "Run", now: datetime) -> list[tuple[datetime, str, str]]:
    """Timers due at or before an instant: when, which step, which event behind a gateway; in order."""
    found = [
        (entry["due"], key, entry["name"])
        for key, entries in run.memory.armed.items()
        for entry in entries
        if entry["kind"] == "timer" and entry["due"] is not None and entry["due"] <= now
    ]
    return sorted(found)


def _triggers(task: Any) -> list[tuple[str, Trigger | None]]:
    spec = task.task_spec
    if isinstance(spec, EventChoice):
        return [(output.name, output.plan.trigger) for output in spec.outputs]
    plan: Plan = spec.plan
    return [("", plan.trigger)]


def _entry(run: "Run", task: Any, name: str, trigger: Trigger) -> dict[str, Any]:
    entry: dict[str, Any] = {"kind": trigger.kind, "name": name, "event": trigger.name, "key": None, "due": None}
    if trigger.kind == "timer" and trigger.rule is not None:
        value = run.value(trigger.rule, task) if trigger.rule.expression is not None else None
        try:
            due = timing.due(trigger.rule.written, value, trigger.rule_kind, run.local, run.environment)
        except (ValueError, OverflowError):
            run.memory.troubles[str(task.id)] = {"kind": "timer_unusable", "facts": {"rule": trigger.rule.written}}
            return entry
        entry.update(due=due.at, left=due.left, period=due.period)
    elif trigger.key is not None:
        entry["key"] = run.value(trigger.key, task)
    return entry


def _takers(run: "Run", pending: Pending) -> list[tuple[Any, str]]:
    found = []
    for key, entries in list(run.memory.armed.items()):
        for entry in entries:
            if _fits(entry, pending):
                task = _task(run, key)
                if task is not None:
                    found.append((task, entry["name"]))
    return found[:1] if pending.kind == "message" else found


def _fits(entry: Mapping[str, Any], pending: Pending) -> bool:
    if entry["kind"] != pending.kind or entry["event"] != pending.name:
        return False
    return pending.kind != "message" or _same(entry["key"], pending.key)


def _same(one: object, other: object) -> bool:
    return one == other or (one is not None and other is not None and str(one) == str(other))


def _task(run: "Run", key: str) -> Any:
    from uuid import UUID

    number = UUID(key)
    if number in run.workflow.tasks:
        return run.workflow.tasks[number]
    return next((w.tasks[number] for w in run.workflow.subprocesses.values() if number in w.tasks), None)


def _goes_on(run: "Run", task: Any) -> bool:
    """Whether a non-interrupting timer has fired for the last time; a cycle is armed again with its next due time."""
    [entry] = run.memory.armed[str(task.id)]
    following = timing.next_due(entry["due"], entry.get("left"), entry.get("period", ""), run.environment)
    if following is None:
        return True
    again = _arm_again(task)
    run.memory.armed[str(again.id)] = [{**entry, "due": following.at, "left": following.left}]
    return True


def _arm_again(task: Any) -> Any:
    split = task.parent
    again = split._add_child(task.task_spec, TaskState.WAITING)
    again.triggered = True
    return again


def _pass_payload(task: Any, pending: Pending) -> None:
    if pending.payload:
        for child in task.children:
            child.internal_data["payload"] = feel.encode(dict(pending.payload))


def handle_timer(run: "Run", key: str, name: str) -> None:
    """Let a due timer go off."""
    task = _task(run, key)
    if task is None or not task.has_state(TaskState.WAITING):
        run.memory.armed.pop(key, None)
        return
    fire(run, task, Pending(kind="timer"), name)
    while run.queue:
        handle(run, run.queue.pop(0))
