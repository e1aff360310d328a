"""The public calls: same program, state and command, same situation; nothing outside is touched."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from types import MappingProxyType
from typing import Any

from SpiffWorkflow import TaskState

from engine import errors
from engine.execution import amending, catching, items, starting, storing, telling, tree, values, waiting
from engine.execution.memory import scope_key
from engine.execution.pending import Pending
from engine.execution.program import Program
from engine.execution.run import Run
from engine.execution.situation import Event, EventKind, Situation
from engine.execution.specs import GUARDS, is_armed
from engine.execution.trouble import TooManySteps, Trouble

Variables = Mapping[str, object]
Moved = Mapping[str, datetime | None]
"""Due times by the id of the wait; None stands still."""


def start(
    program: Program, process_id: str, variables: Variables, now: datetime, *, by: Event | None = None
) -> Situation:
    """Begin a process with variables, by its none start event or by the event given (BPMN 2.0.2 clause 13.5.1).

    Raises NotFound for an unknown process, Conflict when nothing starts it that way.
    """
    beginning = starting.read(program, process_id, variables, by)
    with _ours():
        return _settled(
            lambda: starting.begin(beginning, now),
            act=lambda run: None,
            blamed=lambda run: tree.inside(run.workflow),
        )


def complete(program: Program, state: bytes, step_id: str, answers: Variables, now: datetime) -> Situation:
    """Complete a ready step with a person's answers, or a job with its results.

    What a step cannot go on with is kept for `retry`. Raises Conflict when the step is not open, Rejected when the
    answers are too large or no FEEL values.
    """
    given = values.read(answers, program.environment.limits)

    def step(run: Run) -> Any:
        run.memory.given[step_id] = given
        return _require_open(run, step_id)

    with _ours():
        return _settled(
            lambda: _load(program, state, now),
            act=lambda run: run.step(step(run)),
            blamed=lambda run: [step(run)],
        )


def deliver(program: Program, state: bytes, event: Event, now: datetime) -> Situation:
    """Give a case a message or signal it waits for, or aim an error or escalation at an open step.

    A message or signal may be aimed too, at one wait. Raises Conflict when nothing in the case takes it.
    """
    with _ours():
        run = _load(program, state, now)
        payload = values.read(event.payload, program.environment.limits)
        pending = Pending(kind=event.kind.value, name=event.name, code=event.code, key=event.key, payload=payload)
        if not (_aim(run, event, pending) if event.step is not None else catching.offer(run, pending)):
            raise errors.Conflict(event=event.name, kind=event.kind.value)
        run.go()
        telling.enter(run)
        return telling.tell(run)


def fire_due(program: Program, state: bytes, now: datetime, moved: Moved = MappingProxyType({})) -> Situation:
    """Fire every timer due at or before `now`, in order of due time, each as long as it is still armed.

    `moved`: waits that are due at another time than was worked out when they were armed, or stand still (None).
    """
    fired: dict[tuple[str, str], int] = {}

    def blamed(run: Run) -> list[Any]:
        last = list(fired)[-1:]
        due = [task for task in tree.everywhere(run.workflow, TaskState.WAITING) if _timer(task) in last]
        return due or [found[0] for found in [waiting.due_first(run, now, moved)] if found is not None]

    with _ours():
        return _settled(
            lambda: _load(program, state, now),
            act=lambda run: _fire_all(run, now, moved, fired),
            blamed=blamed,
        )


def look(program: Program, state: bytes, now: datetime) -> Situation:
    """What is open, without any change."""
    with _ours():
        return telling.tell(_load(program, state, now))


def retry(program: Program, state: bytes, now: datetime) -> Situation:
    """Try every step again that has an incident, with the answers it could not go on with."""
    with _ours():
        return _settled(
            lambda: _load(program, state, now),
            act=_try_again,
            blamed=lambda run: [tree.find(run.workflow, key) for key in run.memory.troubles],
        )


def amend(program: Program, state: bytes, changes: Variables, now: datetime) -> Situation:
    """Give variables new values in every open scope that has them, and do nothing else.

    A name with dots ("team.pm") means an entry of a context, and leaves alone what is no context. Open steps keep what
    was handed to them when they began. Raises NotFound when no scope has any of them, Rejected as `complete` does.
    """
    given = values.read(changes, program.environment.limits)
    with _ours():
        run = _load(program, state, now)
        if not amending.amend(run.memory, given):
            raise errors.NotFound(variables=sorted(given))
        return telling.tell(run)


@contextmanager
def _ours() -> Iterator[None]:
    """Whatever breaks inside is the engine's own failure, told as such."""
    try:
        yield
    except errors.EngineError:
        raise
    except TooManySteps as problem:
        raise errors.ModelFailed(reason="too_many_steps") from problem
    except Exception as problem:
        raise errors.ModelFailed(reason="engine_broke", error=f"{type(problem).__name__}: {problem}"[:200]) from problem


def _settled(
    fresh: Callable[[], Run], *, act: Callable[[Run], None], blamed: Callable[[Run], Iterable[Any]]
) -> Situation:
    """The situation after an act; when it does not come to rest: that before it, with an incident at whom to blame."""
    run = fresh()
    try:
        act(run)
        run.go()
    except TooManySteps:
        limit = run.environment.limits.automatic_steps
        run = fresh()
        for task in list(blamed(run)):
            run.mark(task, Trouble("too_many_steps", limit=limit))
    telling.enter(run)
    return telling.tell(run)


def _load(program: Program, state: bytes, now: datetime) -> Run:
    run = Run(program.compiled, program.environment, now, hashlib.sha256(state).digest())
    run.workflow, run.memory = storing.load(state, dict(program.compiled.specs), run)
    return run


def _require_open(run: Run, step_id: str) -> Any:
    task = tree.find(run.workflow, step_id)
    if task is None or not telling.is_open(run, task):
        raise errors.Conflict(step=step_id)
    return task


def _aim(run: Run, event: Event, pending: Pending) -> bool:
    """Whether the step that is aimed at, or a boundary event around it, takes the event."""
    key, _, name = (event.step or "").partition("/")
    if event.kind in (EventKind.MESSAGE, EventKind.SIGNAL):
        return catching.offer_to(run, tree.find(run.workflow, key), pending, name)
    task = _require_open(run, key)
    catcher = catching.catcher_on(task, pending) or catching.catcher_around(task, pending)
    if catcher is not None:
        return catching.offer(run, pending.aimed(catcher))
    if event.kind is EventKind.ERROR:
        run.mark(task, Trouble("uncaught_error", code=event.code or ""))
    return event.kind is EventKind.ERROR


def _fire_all(run: Run, now: datetime, moved: Moved, fired: dict[tuple[str, str], int]) -> None:
    limit = run.environment.limits.firings
    while (found := waiting.due_first(run, now, moved)) is not None:
        task, name = found
        timer = _timer(task)
        fired[timer] = fired.pop(timer, 0) + 1
        if fired[timer] > limit:
            run.mark(task, Trouble("too_many_cycles", limit=limit))
        else:
            catching.fire(run, task, Pending(kind="timer"), name)
        run.go()


def _timer(task: Any) -> tuple[str, str]:
    """What stays the same of a timer that comes again."""
    stays = scope_key(task.workflow) if is_armed(task) else task.id
    return task.task_spec.name, str(task.internal_data.get(GUARDS, stays))


def _try_again(run: Run) -> None:
    for key in list(run.memory.troubles):
        task = tree.find(run.workflow, key)
        if task is None or run.memory.troubles.pop(key, None) is None:
            continue
        if task.has_state(TaskState.WAITING):
            waiting.arm(run, task)
        elif task.has_state(TaskState.STARTED):
            items.resume(run, task)
        elif key in run.memory.given:
            run.step(task)
