"""The situation of a case, read off its workflow and memory."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from SpiffWorkflow import TaskState

from engine.execution import evaluating, plans, storing, tree, waiting
from engine.execution.memory import ROOT
from engine.execution.plans import Plan, Text
from engine.execution.run import Run
from engine.execution.situation import Incident, Job, Situation, Step, StepKind, Wait, WaitKind
from engine.execution.specs import GUARDS, is_armed
from engine.execution.tree import ALIVE
from engine.execution.trouble import Trouble
from engine.execution.where import path

_DUE, _INPUTS = "due", "inputs"


def enter(run: Run) -> None:
    """Work out once what each new ready step asks for; trouble becomes an incident."""
    for task in tree.everywhere(run.workflow, TaskState.READY):
        key = str(task.id)
        if task.task_spec.manual and key not in run.memory.entered and key not in run.memory.troubles:
            try:
                inputs = evaluating.inputs(run, task)
                run.memory.entered[key] = {_INPUTS: inputs, **_asked(run, task, task.task_spec.plan)}
            except Trouble as trouble:
                run.mark(task, trouble)


def tell(run: Run) -> Situation:
    """Everything open, what this call did, and the new state."""
    ready = [task for task in tree.everywhere(run.workflow, TaskState.READY) if is_open(run, task)]
    return Situation(
        state=storing.dump(run.workflow, run.memory, run.environment.limits.state_bytes),
        ready=tuple(_step(run, task) for task in ready if task.task_spec.plan.work == plans.USER),
        jobs=tuple(_job(run, task) for task in ready if task.task_spec.plan.work == plans.JOB),
        waits=tuple(_waits(run)),
        thrown=tuple(run.thrown),
        passed=tuple(run.passed),
        incidents=tuple(_incidents(run)),
        variables=dict(run.memory.scopes[ROOT]),
        seen=_seen(run),
        finished=run.workflow.completed,
        ends=tuple(run.memory.ends),
    )


def is_open(run: Run, task: Any) -> bool:
    """Whether a step waits for a person or machine; one with an incident waits for mending instead."""
    key = str(task.id)
    return task.has_state(TaskState.READY) and key in run.memory.entered and key not in run.memory.troubles


def _seen(run: Run) -> dict[str, object]:
    seen = dict(run.memory.scopes[ROOT])
    for key in run.memory.calls:
        seen.update({name: value for name, value in run.memory.scopes.get(key, {}).items() if value is not None})
    return seen


def _asked(run: Run, task: Any, plan: Plan) -> dict[str, object]:
    if plan.work == plans.JOB:
        return {"type": evaluating.value(run, plan.job_type, task)}
    lane = [plan.lane] if plan.lane else []
    return {
        "assignee": _one(evaluating.value(run, plan.assignee, task)),
        "groups": _names(run, task, plan.groups) or lane,
        "users": _names(run, task, plan.users),
        _DUE: evaluating.value(run, plan.due, task),
        "follow_up": evaluating.value(run, plan.follow_up, task),
        "priority": evaluating.value(run, plan.priority, task),
    }


def _one(value: object) -> object:
    return value if value is None else str(value)


def _names(run: Run, task: Any, text: Text | None) -> list[str]:
    value = evaluating.value(run, text, task)
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return [str(part) for part in value if part is not None] if isinstance(value, list) else []


def _step(run: Run, task: Any) -> Step:
    plan: Plan = task.task_spec.plan
    asked = run.memory.entered[str(task.id)]
    return Step(
        id=str(task.id),
        process=plan.process,
        element=plan.element,
        scope=path(task),
        kind=StepKind.MANUAL if plan.tag == "manualTask" else StepKind.USER,
        form=plan.form,
        assignee=asked["assignee"],
        groups=tuple(asked["groups"]),
        users=tuple(asked["users"]),
        due=asked[_DUE],
        follow_up=asked["follow_up"],
        priority=_whole(asked["priority"]),
        properties=plan.properties,
        inputs=asked[_INPUTS],
    )


def _whole(value: object) -> int | None:
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    return int(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def _job(run: Run, task: Any) -> Job:
    plan: Plan = task.task_spec.plan
    asked = run.memory.entered[str(task.id)]
    return Job(
        id=str(task.id),
        process=plan.process,
        element=plan.element,
        scope=path(task),
        type=str(asked["type"]),
        headers=plan.headers,
        inputs=asked[_INPUTS],
        retries=plan.retries,
    )


def _waits(run: Run) -> list[Wait]:
    found = []
    for task in tree.everywhere(run.workflow, TaskState.WAITING):
        for entry in run.memory.armed.get(str(task.id), ()):
            if entry["kind"] in set(WaitKind):
                found.append(_wait(task, entry))
    return found


def _wait(task: Any, entry: Mapping[str, Any]) -> Wait:
    spec = task.workflow.spec.task_specs[entry["name"]] if entry["name"] else task.task_spec
    plan: Plan = spec.plan
    rule = plan.trigger.rule if plan.trigger is not None else None
    scope = path(task)
    return Wait(
        id=waiting.wait_id(str(task.id), entry),
        process=plan.process,
        element=plan.element,
        scope=scope,
        kind=WaitKind(entry["kind"]),
        due=entry["due"],
        rule=rule.written if rule is not None else "",
        value=entry.get("value"),
        name=entry["event"] or None,
        key=entry["key"],
        attached_to=plan.attached_to or None,
        guards=str(task.internal_data.get(GUARDS, "")),
        interrupting=plan.interrupting,
        starts=scope[-1] if is_armed(task) else None,
        properties=plan.properties,
    )


def _incidents(run: Run) -> list[Incident]:
    found = []
    for task in tree.everywhere(run.workflow, ALIVE):
        trouble = run.memory.troubles.get(str(task.id))
        if trouble is not None:
            plan: Plan = task.task_spec.plan
            incident = Incident(
                id=f"{task.id}/{trouble['kind']}",
                kind=trouble["kind"],
                step=str(task.id),
                process=plan.process,
                element=plan.element,
                scope=path(task),
                facts=trouble["facts"],
            )
            found.append(incident)
    return found
