"""What the variables say about a case: its title, phase, priority, why it closed, and what has passed."""

import re
from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy.orm import Session

from engine import feel
from engine.casework import cases, programs
from engine.casework.cases import Case
from engine.execution import How, Situation

LONGEST_TITLE = 200
LOWEST, HIGHEST = 0, 100  # of priorities
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")  # they would turn around what stands beside a title


def take(session: Session, case: Case, situation: Situation) -> None:
    """Copy to the case what the situation's root variables say about it, and count what has passed."""
    variables = situation.seen
    case.state.variables = {"root": feel.encode(dict(situation.variables))}
    case.phase = _text(variables.get("phase"), 40) or case.phase
    case.closing_reason = _text(variables.get("closing_reason"), 40) or case.closing_reason
    priority = variables.get("priority")
    if isinstance(priority, (int, Decimal)) and not isinstance(priority, bool):
        case.priority = within(int(priority))
    title = programs.of(session, case.release_id).title
    if title is not None:
        case.title = _title(title, variables) or case.title
    case.sought = cases.folded(f"{case.number} {case.title}")
    case.state.trail = _longer(case.state.trail, situation)


def within(priority: int) -> int:
    """A priority inside the scale."""
    return max(LOWEST, min(priority, HIGHEST))


def _title(expression: feel.Expression, variables: Mapping[str, object]) -> str:
    try:
        value = feel.evaluate(expression, variables).value
    except feel.OutOfFuel:  # a title is no reason to halt a case
        return ""
    return _text(_DIRECTIONS.sub("", value) if isinstance(value, str) else value, LONGEST_TITLE)


def _longer(before: dict[str, dict[str, int]], situation: Situation) -> dict[str, dict[str, int]]:
    trail = {process: dict(counts) for process, counts in before.items()}
    for passed in situation.passed:
        if passed.how is How.COMPLETED:
            counts = trail.setdefault(passed.process, {})
            for name in (passed.element, *passed.flows):
                counts[name] = counts.get(name, 0) + 1
    return trail


def _text(value: object, longest: int) -> str:
    return value[:longest] if isinstance(value, str) else ""
