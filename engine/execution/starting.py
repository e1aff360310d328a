"""How a case begins."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson

from engine import errors, feel
from engine.execution import tokens, tree, values
from engine.execution.memory import ROOT
from engine.execution.plans import Plan
from engine.execution.program import Program
from engine.execution.run import Run
from engine.execution.situation import Event, EventKind
from engine.execution.specs import FIRED, PAYLOAD


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """What begins: a process by one of its start events, with variables and the payload of the event."""

    program: Program
    process: str
    element: str
    variables: Mapping[str, object]
    payload: object


def read(program: Program, process_id: str, variables: Mapping[str, object], by: Event | None) -> Beginning:
    """What is to begin; NotFound for an unknown process, Conflict when not exactly one start event fits."""
    if process_id not in program.processes:
        raise errors.NotFound(process=process_id)
    chosen = [name for name, plan in program.compiled.starts[process_id] if _begins(plan, by)]
    if len(chosen) != 1:
        raise errors.Conflict(process=process_id, starts=len(chosen))
    limits = program.environment.limits
    return Beginning(
        program=program,
        process=process_id,
        element=chosen[0],
        variables=values.read(variables, limits),
        payload=feel.encode(values.read(by.payload, limits)) if by is not None else {},
    )


def begin(beginning: Beginning, now: datetime) -> Run:
    """A new case whose first token stands on its start event. Its ids follow from all that it begins with."""
    program = beginning.program
    given = [feel.encode(dict(beginning.variables)), beginning.payload]
    command = orjson.dumps([program.digest, beginning.process, beginning.element, now.isoformat(), given])
    run = Run(program.compiled, program.environment, now, hashlib.sha256(command).digest())
    run.workflow = tree.Case(program.compiled.specs[beginning.process], dict(program.compiled.specs), run)
    tree.plant(run.workflow, run.fresh_id())
    run.memory.scopes[ROOT] = dict(beginning.variables)
    tokens.arm(run, run.workflow)
    tokens.put_down(run, run.workflow, beginning.element, **{FIRED: True, PAYLOAD: beginning.payload})
    return run


def _begins(plan: Plan, by: Event | None) -> bool:
    trigger = plan.trigger
    if by is None:
        return trigger is None
    if trigger is None or trigger.kind != by.kind.value:
        return False
    if by.kind is EventKind.TIMER:  # a timer has no name: its element tells it apart
        return by.name in ("", plan.element)
    return trigger.name == by.name
