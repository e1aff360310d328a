"""What is wrong with a text whatever the variables are: parts made of constants that have no value."""

from collections.abc import Iterator

from engine.feel.compilation import step_for
from engine.feel.evaluation import Expression, UnaryTests
from engine.feel.fuel import EvaluationProblem, OutOfFuel, Run
from engine.feel.functions import BUILTINS
from engine.feel.names import free_names
from engine.feel.scope import Scope
from engine.feel.syntax import Literal, Node, OperatorTest, Tests

_FUEL = 5_000
_OF_THE_MOMENT = frozenset({"now", "today"})
_CONSTANT_FUNCTIONS = frozenset(BUILTINS) - _OF_THE_MOMENT


def constant_faults(parsed: Expression | UnaryTests) -> tuple[EvaluationProblem, ...]:
    """The problems that every evaluation of these parts has, such as those of `date("2026-02-30")` or `1 + "a"`."""
    found: dict[tuple[str, int | None], EvaluationProblem] = {}
    for problem in _faults(parsed.node):
        found.setdefault((problem.code, problem.position), problem)
    return tuple(found.values())


def _faults(node: Node) -> Iterator[EvaluationProblem]:
    if isinstance(node, Literal):
        return
    if not isinstance(node, (OperatorTest, Tests)) and _is_constant(node):
        run = Run(steps=_FUEL, limit=_FUEL)
        try:
            step_for(node)(Scope(run, {}))
        except (OutOfFuel, RecursionError):
            return
        yield from run.problems
        return
    for child in node.children():
        yield from _faults(child)


def _is_constant(node: Node) -> bool:
    return all(called and name in _CONSTANT_FUNCTIONS for called, name in free_names(node))
