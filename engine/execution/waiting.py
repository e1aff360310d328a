"""What a case waits for: due times and keys, worked out once when the wait begins."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from SpiffWorkflow import TaskState

from engine.execution import evaluating, timing, tree
from engine.execution.plans import Trigger
from engine.execution.situation import WaitKind
from engine.execution.specs import is_join
from engine.execution.trouble import Trouble

if TYPE_CHECKING:
    from engine.execution.run import Run

Entry = dict[str, Any]


def arm(run: "Run", task: Any) -> None:
    """Work out what a step waits for, as of this instant; what cannot be worked out is an incident."""
    if is_join(task):
        run.memory.armed[str(task.id)] = [_entry("", Trigger(kind=WaitKind.BRANCHES.value))]
        return
    entries = [_entry(name, trigger) for name, trigger in _triggers(task) if trigger is not None]
    run.memory.armed[str(task.id)] = entries
    try:
        for entry, (_name, trigger) in zip(entries, _triggers(task), strict=True):
            entry.update(_details(run, task, trigger))
    except Trouble as trouble:
        run.mark(task, trouble)


def wait_id(key: str, entry: Mapping[str, Any]) -> str:
    """What a wait is known by outside: its step, with the event behind a gateway."""
    return f"{key}/{entry['name']}" if entry["name"] else key


def due_first(run: "Run", now: datetime, moved: Mapping[str, datetime | None]) -> tuple[Any, str] | None:
    """The timer that was due first, at or before an instant: its step, and the event behind a gateway.

    `moved` gives waits another due time than was worked out, or none.
    """
    found = []
    for key, entries in run.memory.armed.items():
        for entry in entries:
            due = moved.get(wait_id(key, entry), entry["due"])
            if entry["kind"] == WaitKind.TIMER and due is not None and due <= now and key not in run.memory.troubles:
                found.append((due, key, entry["name"]))
    for _due, key, name in sorted(found, key=lambda timer: timer[0]):
        task = tree.find(run.workflow, key)
        if task is not None and task.has_state(TaskState.WAITING):
            return task, name
    return None


def following(run: "Run", entries: list[Entry]) -> list[Entry] | None:
    """What an event that does not interrupt waits for after it has caught; None after its last time."""
    [entry] = entries
    if entry["kind"] != "timer":
        return entries
    due = timing.following(timing.read(entry), run.environment)
    return None if due is None else [{**entry, **timing.write(due)}]


def fits(entry: Mapping[str, Any], kind: str, name: str, key: object) -> bool:
    """Whether an event is the one that is waited for; messages by key too."""
    if entry["kind"] != kind or entry["event"] != name:
        return False
    mine = entry["key"]
    return kind != "message" or mine == key or (mine is not None and key is not None and str(mine) == str(key))


def _triggers(task: Any) -> list[tuple[str, Trigger | None]]:
    spec = task.task_spec
    if spec.plan.tag != "eventBasedGateway":
        return [("", spec.plan.trigger)]
    specs = spec._wf_spec.task_specs
    return [(way.target, specs[way.target].plan.trigger) for way in spec.place.out]


def _entry(name: str, trigger: Trigger) -> Entry:
    return {
        "kind": trigger.kind,
        "name": name,
        "event": trigger.name,
        "key": None,
        "due": None,
        "left": 0,
        "period": "",
    }


def _details(run: "Run", task: Any, trigger: Trigger | None) -> Entry:
    if trigger is None:
        return {}
    if trigger.kind == "timer" and trigger.rule is not None:
        value = evaluating.value(run, trigger.rule, task) if trigger.rule.expression is not None else None
        try:
            due = timing.due(trigger.rule.written, value, trigger.rule_kind, run.local, run.environment)
        except (ValueError, OverflowError) as problem:
            raise Trouble("timer_unusable", rule=trigger.rule.written) from problem
        return {**timing.write(due), "value": value}
    if trigger.key is None:
        return {}
    key = evaluating.value(run, trigger.key, task)
    if key is None:
        raise Trouble("key_unusable", message=trigger.name, rule=trigger.key.written)
    return {"key": key}
