"""Events: who takes what is thrown or delivered (BPMN 2.0.2 clause 10.5.1)."""

from typing import TYPE_CHECKING, Any

from SpiffWorkflow import TaskState

from engine import feel
from engine.execution import tokens, tree, waiting
from engine.execution.pending import Pending
from engine.execution.situation import EventKind, Thrown
from engine.execution.specs import FIRED, GUARDS, INDEX, PAYLOAD, is_armed, is_border

if TYPE_CHECKING:
    from engine.execution.run import Run


def route(run: "Run") -> None:
    """Give what was thrown to who waits for it; what nobody takes, and every signal, leaves the case."""
    while run.queue:
        pending = run.queue.pop(0)
        taken = offer(run, pending)
        if not pending.target and (pending.kind == "signal" or not taken):
            kind = EventKind(pending.kind)
            thrown = Thrown(kind=kind, name=pending.name, key=pending.key, payload=dict(pending.payload))
            run.thrown.append(thrown)


def offer(run: "Run", pending: Pending) -> bool:
    """Whether somebody in the case takes an event: all who wait for a signal, the first who waits for a message."""
    if pending.target:
        task = tree.find(run.workflow, pending.target)
        takers = [] if task is None else [(task, "")]
    else:
        takers = _takers(run, pending)
    taken = False
    for task, name in takers:
        if task.has_state(TaskState.WAITING) and task.id in task.workflow.tasks:
            fire(run, task, pending, name)
            taken = True
    return taken


def offer_to(run: "Run", task: Any, pending: Pending, name: str) -> bool:
    """Whether one waiting step takes a message or signal; `name`: the event behind a gateway."""
    entries = run.memory.armed.get(str(task.id), ()) if task is not None else ()
    for entry in entries:
        if entry["name"] == name and waiting.fits(entry, pending.kind, pending.name, pending.key):
            fire(run, task, pending, name)
            return True
    return False


def fire(run: "Run", task: Any, pending: Pending, name: str = "") -> None:
    """Let a waiting step go on with the event; an interrupting one cancels its activity before anything else runs."""
    if is_border(task):
        _leave_border(run, task)
    elif is_armed(task):
        _leave_scope(run, task)
    task.internal_data[FIRED] = name or True
    if pending.payload:
        task.internal_data[PAYLOAD] = feel.encode(dict(pending.payload))
    run.memory.armed.pop(str(task.id), None)
    task.task_spec._update(task)
    run.step(task)


def catcher_around(task: Any, pending: Pending) -> Any:
    """What catches an error or escalation thrown by a step: the nearest boundary or event sub-process, or None."""
    inner = task
    while True:
        found = _catcher_beside(inner, pending)
        outer = tree.around(inner)
        if found is not None or outer is None:
            return found
        if (found := catcher_on(outer, pending)) is not None:
            return found
        inner = outer


def catcher_on(task: Any, pending: Pending) -> Any:
    """The boundary event on one activity that catches an error or escalation; one with the code comes first."""
    activity = task.parent if INDEX in task.internal_data else task
    return _first(tokens.borders(activity), pending)


def _catcher_beside(task: Any, pending: Pending) -> Any:
    """The event sub-process of a step's own scope that catches; not the one that the step itself is."""
    others = [event for event in tokens.armed(task.workflow) if event.task_spec.starts != task.task_spec.name]
    return _first(others, pending)


def _first(events: list[Any], pending: Pending) -> Any:
    fitting = [event for event in events if _catches(event.task_spec.plan.trigger, pending)]
    return next(iter(sorted(fitting, key=lambda event: event.task_spec.plan.trigger.code is None)), None)


def _catches(trigger: Any, pending: Pending) -> bool:
    return trigger is not None and trigger.kind == pending.kind and trigger.code in (None, pending.code)


def _takers(run: "Run", pending: Pending) -> list[tuple[Any, str]]:
    found = []
    for task in tree.everywhere(run.workflow, TaskState.WAITING):
        key = str(task.id)
        for entry in run.memory.armed.get(key, ()):
            if waiting.fits(entry, pending.kind, pending.name, pending.key) and key not in run.memory.troubles:
                found.append((task, entry["name"]))
                break
    return found[:1] if pending.kind == "message" else found


def _leave_border(run: "Run", border: Any) -> None:
    guarded = tree.find(run.workflow, border.internal_data[GUARDS])
    if border.task_spec.plan.interrupting:
        border.internal_data.pop(GUARDS)
        tokens.cancel(run, guarded)
    else:
        _arm_again(run, border, **{GUARDS: str(guarded.id)})


def _leave_scope(run: "Run", event: Any) -> None:
    """Let an event sub-process begin: beside everything else in its scope, or in place of it."""
    if not event.task_spec.plan.interrupting:
        _arm_again(run, event)
        return
    for other in tree.inside(event.workflow):
        if other is not event:
            tokens.cancel(run, other)


def _arm_again(run: "Run", event: Any, **marks: object) -> None:
    entries = waiting.following(run, run.memory.armed[str(event.id)])
    if entries is not None:
        again = tokens.make(run, event.parent, event.task_spec.name, **marks)
        again.task_spec._update(again)
        run.memory.armed[str(again.id)] = entries
