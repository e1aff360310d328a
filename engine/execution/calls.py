"""The public calls: same program, state and command, same situation; nothing outside is touched."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow

from engine import errors, feel
from engine.execution import catching, storing, telling
from engine.execution.catching import Pending
from engine.execution.limits import NO_FUNCTIONS, Functions
from engine.execution.memory import ROOT
from engine.execution.program import Program
from engine.execution.run import Run, Trouble
from engine.execution.situation import Event, EventKind, Situation
from engine.execution.specs import FIRED

Variables = Mapping[str, object]


def start(
    program: Program,
    process_id: str,
    variables: Variables,
    now: datetime,
    *,
    by: Event | None = None,
    functions: Functions = NO_FUNCTIONS,
) -> Situation:
    """Begin a process with variables, by its none start event or by the event given (BPMN 2.0.2 clause 13.5.1).

    Raises NotFound for an unknown process, Conflict when nothing starts it that way.
    """
    if process_id not in program.processes:
        raise errors.NotFound(process=process_id)
    run = Run(program.compiled, program.environment, functions, now)
    run.workflow = BpmnWorkflow(program.compiled.specs[process_id], program.compiled.specs, script_engine=run)
    run.memory.scopes[ROOT] = _values(variables)
    run.workflow.task_tree.run()
    _begin(run, process_id, by)
    return _settle(run)


def complete(
    program: Program,
    state: bytes,
    step_id: str,
    answers: Variables,
    now: datetime,
    *,
    functions: Functions = NO_FUNCTIONS,
) -> Situation:
    """Complete a ready step with a person's answers, or a job with its results.

    Raises Conflict when the step is not open, Rejected when the answers are too large or no FEEL values.
    """
    run = _load(program, state, now, functions)
    task = _open_task(run, step_id)
    values = _values(answers)
    size = len(orjson.dumps(feel.encode(values)))
    if size > program.environment.limits.answer_bytes:
        raise errors.Rejected(reason="answers_too_large", bytes=size, limit=program.environment.limits.answer_bytes)
    run.given[step_id] = values
    _guard(run, lambda: run.step(task))
    return _settle(run)


def deliver(
    program: Program, state: bytes, event: Event, now: datetime, *, functions: Functions = NO_FUNCTIONS
) -> Situation:
    """Give a case a message or signal it waits for, or aim an error or escalation at an open step.

    Raises Conflict when nothing in the case takes it.
    """
    run = _load(program, state, now, functions)
    pending = Pending(
        kind=event.kind.value, name=event.name, code=event.code, key=event.key, payload=_values(event.payload)
    )
    if event.step is not None:
        pending = _aim(run, event, pending)
    before = len(run.passed)
    _guard(run, lambda: catching.handle(run, pending))
    if len(run.passed) == before and not run.memory.troubles:
        raise errors.Conflict(event=event.name, kind=event.kind.value)
    run.thrown = [thrown for thrown in run.thrown if (thrown.kind, thrown.name) != (event.kind, event.name)]
    return _settle(run)


def fire_due(program: Program, state: bytes, now: datetime, *, functions: Functions = NO_FUNCTIONS) -> Situation:
    """Fire every timer due at or before `now`, in order of due time, each as long as it is still armed."""
    run = _load(program, state, now, functions)
    fired = 0
    while entries := catching.due_entries(run, now):
        fired += 1
        if fired > program.environment.limits.cycles:
            raise errors.ModelFailed(reason="too_many_cycles", limit=program.environment.limits.cycles)
        _due, key, name = entries[0]
        _guard(run, lambda key=key, name=name: _fire(run, key, name))
        _guard(run, run.go)
    return _settle(run)


def look(program: Program, state: bytes, now: datetime, *, functions: Functions = NO_FUNCTIONS) -> Situation:
    """What is open, without any change."""
    return telling.tell(_load(program, state, now, functions))


def retry(program: Program, state: bytes, now: datetime, *, functions: Functions = NO_FUNCTIONS) -> Situation:
    """Try every step again that has an incident."""
    run = _load(program, state, now, functions)
    for key in list(run.memory.troubles):
        del run.memory.troubles[key]
        run.memory.armed.pop(key, None)
    return _settle(run)


def _load(program: Program, state: bytes, now: datetime, functions: Functions) -> Run:
    run = Run(program.compiled, program.environment, functions, now)
    run.workflow, run.memory = storing.load(state, dict(program.compiled.specs), "", run)
    return run


def _settle(run: Run) -> Situation:
    _guard(run, run.go)
    telling.enter(run)
    return telling.tell(run)


def _guard(run: Run, work: Any) -> None:
    """A model that runs away becomes an incident at the step that waits next; whatever else breaks is ours."""
    try:
        work()
    except Trouble as trouble:
        waiting = next((t for t in run.everywhere(TaskState.READY) if not t.task_spec.manual), run.workflow.task_tree)
        run.memory.troubles[str(waiting.id)] = {"kind": trouble.kind, "facts": dict(trouble.facts)}
    except (errors.EngineError, feel.OutOfFuel):
        raise
    except Exception as problem:
        raise errors.ModelFailed(reason="engine_broke", error=f"{type(problem).__name__}: {problem}"[:200]) from problem


def _values(variables: Variables) -> dict[str, object]:
    try:
        values = feel.to_feel(dict(variables))
    except TypeError as problem:
        raise errors.Rejected(reason="not_feel_values", error=str(problem)[:200]) from problem
    assert isinstance(values, dict)  # noqa: S101
    return values


def _begin(run: Run, process_id: str, by: Event | None) -> None:
    chosen = [name for name, plan in run.compiled.starts[process_id] if _begins(run, plan.trigger, by)]
    if len(chosen) != 1:
        raise errors.Conflict(process=process_id, starts=len(chosen))
    for task in list(run.workflow.task_tree.children):
        if task.task_spec.name != chosen[0]:
            task.cancel()
        elif by is not None:
            task.internal_data[FIRED] = True
            task.internal_data["payload"] = feel.encode(_values(by.payload))
            task.task_spec._update(task)


def _begins(run: Run, trigger: Any, by: Event | None) -> bool:
    if by is None:
        return trigger is None
    if trigger is None or trigger.kind != by.kind.value:
        return False
    return by.kind is EventKind.TIMER or trigger.name == by.name


def _open_task(run: Run, step_id: str) -> Any:
    for task in run.everywhere(TaskState.READY):
        if str(task.id) == step_id and task.task_spec.manual:
            return task
    raise errors.Conflict(step=step_id)


def _aim(run: Run, event: Event, pending: Pending) -> Pending:
    task = _open_task(run, event.step or "")
    catcher = catching.on_border(task, pending) or catching.around(run, task, pending)
    if catcher is not None:
        return catching.aimed(pending, catcher)
    if event.kind is EventKind.ERROR:
        run.memory.troubles[str(task.id)] = {"kind": "uncaught_error", "facts": {"code": event.code or ""}}
    return catching.aimed(pending, _Nobody())


class _Nobody:
    """Nobody catches it: aimed at a step that does not exist."""

    id = UUID(int=0)


def _fire(run: Run, key: str, name: str) -> None:
    catching.handle_timer(run, key, name)
