"""When a process begins by itself: the due times of its timer start events (BPMN 2.0.2 clause 10.5.2)."""

from datetime import UTC, datetime

from engine import errors, feel
from engine.execution import timing
from engine.execution.plans import Trigger
from engine.execution.program import Program
from engine.execution.situation import Start
from engine.execution.timing import Due


def first_due(program: Program, start: Start, now: datetime) -> Due | None:
    """When a timer start is due for the first time; None when its day has passed. ValueError for no rule of time."""
    found = _due(program, start, now)
    return found if found.at >= now else None


def next_due(program: Program, start: Start, previous: Due, now: datetime) -> Due | None:
    """The next time after `now`; None after the last. Turns that nobody saw, while nothing ran, are not made up for.

    A repetition whose FEEL gives a moment, not a cycle, is worked out anew each time.
    """
    trigger = _trigger(program, start)
    if previous.period:
        return timing.following_after(previous, now, program.environment)
    if trigger.rule_kind != "cycle" or trigger.rule is None or trigger.rule.expression is None:
        return None
    try:
        found = _due(program, start, now)
    except (ValueError, OverflowError):
        return None
    return found if found.at > now else None


def _due(program: Program, start: Start, now: datetime) -> Due:
    trigger, environment = _trigger(program, start), program.environment
    if trigger.rule is None:
        raise ValueError(start.rule)
    value: object = None
    if trigger.rule.expression is not None:
        known = feel.Surroundings(functions=environment.functions, now=environment.local(now))
        try:
            value = feel.evaluate(trigger.rule.expression, {}, known).value
        except feel.OutOfFuel as problem:
            raise ValueError(start.rule) from problem
        if value is None:
            raise ValueError(start.rule)
    found = timing.due(trigger.rule.written, value, trigger.rule_kind, environment.local(now), environment)
    return Due(found.at.astimezone(UTC), found.left, found.period, found.anchor, found.turn)


def _trigger(program: Program, start: Start) -> Trigger:
    for _name, plan in program.compiled.starts.get(start.process, ()):
        if plan.element == start.element and plan.trigger is not None:
            return plan.trigger
    raise errors.NotFound(process=start.process, element=start.element)
