"""What is wrong with a text whatever the variables are: parts made of constants that have no value."""

from collections.abc import Iterator

from engine.feel.compilation import step_for
from engine.feel.evaluation import Expression, Result, UnaryTests
from engine.feel.fuel import EvaluationProblem, OutOfFuel, Run
from engine.feel.functions import BUILTINS
from engine.feel.names import free_names
from engine.feel.scope import Scope
from engine.feel.syntax import Binding, Literal, Node, OperatorTest, Tests

_FUEL = 5_000
_OF_THE_MOMENT = frozenset({"now", "today"})
_CONSTANT_FUNCTIONS = frozenset(BUILTINS) - _OF_THE_MOMENT


def constant_faults(parsed: Expression | UnaryTests) -> tuple[EvaluationProblem, ...]:
    """The problems that every evaluation of these parts has, such as those of `date("2026-02-30")` or `1 + "a"`."""
    found: dict[tuple[str, int | None], EvaluationProblem] = {}
    for problem in _faults(parsed.node):
        found.setdefault((problem.code, problem.position), problem)
    return tuple(found.values())


def is_constant(node: Node) -> bool:
    """Whether a part of a text has the same value whatever the variables, and whenever it is asked."""
    return all(called and name in _CONSTANT_FUNCTIONS for called, name in free_names(node))


def constant_value(node: Node) -> Result | None:
    """What a constant part comes to; None when that takes too much."""
    run = Run(steps=_FUEL, limit=_FUEL)
    try:
        return Result(step_for(node)(Scope(run, {})), tuple(run.problems))
    except (OutOfFuel, RecursionError):
        return None


def _faults(node: Node) -> Iterator[EvaluationProblem]:
    if isinstance(node, Literal):
        return
    if not isinstance(node, (Binding, OperatorTest, Tests)) and is_constant(node):
        result = constant_value(node)
        yield from () if result is None else result.problems
        return
    for child in node.children():
        yield from _faults(child)
