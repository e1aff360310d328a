"""What one evaluation may use up, and the record of what went wrong in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from engine.feel.values import Value

DEFAULT_FUEL = 100_000
MAX_SIZE = 1_000_000
MAX_NESTING = 400
MAX_PROBLEMS = 100
_PROBLEM_COST = 5
_ITEM_SIZE = 12


class OutOfFuel(Exception):
    """An evaluation took more steps, room or depth than it may; `resource` says which."""

    def __init__(self, resource: str, limit: int) -> None:
        super().__init__(f"{resource} > {limit}")
        self.resource = resource
        self.limit = limit


class Invalid(Exception):
    """A function or operator cannot answer for these values; becomes null and a problem."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True)
class EvaluationProblem:
    """Why a value is null: a code, where in the text (or None), and facts."""

    code: str
    position: int | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


_NO_FUNCTIONS: Mapping[str, Callable[..., object]] = {}
_NO_TYPES: Mapping[str, object] = {}


@dataclass(slots=True)
class Run:
    """One evaluation: its fuel, its instant, the functions given to it, and its problems."""

    steps: int = DEFAULT_FUEL
    limit: int = DEFAULT_FUEL
    now: datetime | None = None
    functions: Mapping[str, Callable[..., object]] = field(default_factory=lambda: _NO_FUNCTIONS)
    types: Mapping[str, object] = field(default_factory=lambda: _NO_TYPES)
    problems: list[EvaluationProblem] = field(default_factory=list)
    room: int = MAX_SIZE
    nesting: int = 0

    def spend(self, steps: int) -> None:
        """Pay for work before it is done."""
        self.steps -= steps
        if self.steps < 0:
            raise OutOfFuel("steps", self.limit)

    def grow(self, size: int) -> None:
        """Pay for the items or characters of a new value before it is made."""
        self.room -= size
        if self.room < 0:
            raise OutOfFuel("size", MAX_SIZE)

    def enter(self, levels: int) -> None:
        """Go down into the body of a function; pair with `leave`."""
        self.nesting += levels
        if self.nesting > MAX_NESTING:
            raise OutOfFuel("nesting", MAX_NESTING)

    def leave(self, levels: int) -> None:
        self.nesting -= levels

    def null(self, code: str, position: int | None = None, /, **facts: object) -> Value:
        """Record a problem; the value is null."""
        self.spend(_PROBLEM_COST)
        problem = EvaluationProblem(code, position, facts)
        if len(self.problems) < MAX_PROBLEMS and problem not in self.problems:
            self.problems.append(problem)
        return None

    def moment(self) -> datetime:
        """The instant the evaluation was given."""
        if self.now is None:
            raise Invalid("no_instant")
        return self.now if self.now.tzinfo is not None else self.now.replace(tzinfo=UTC)

    def zone(self) -> tzinfo:
        return self.moment().tzinfo or UTC


def measure(run: Run, value: Value) -> None:
    """Walk a value that may share parts, and refuse it when written out it is too large or too deep."""
    stack: list[tuple[Value, int]] = [(value, 1)] if isinstance(value, (str, list, dict)) else []
    left = MAX_SIZE
    while stack:
        part, depth = stack.pop()
        left -= len(part) if isinstance(part, str) else _ITEM_SIZE * len(part)
        if left < 0:
            raise OutOfFuel("size", MAX_SIZE)
        if depth > MAX_NESTING:
            raise OutOfFuel("nesting", MAX_NESTING)
        if not isinstance(part, str):
            items = part if isinstance(part, list) else part.values()
            stack.extend((item, depth + 1) for item in items if isinstance(item, (str, list, dict)))
