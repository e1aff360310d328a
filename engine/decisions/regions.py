"""A column of a table cut into regions in which no test changes its answer, so that a few values stand for all.

The constants of the tests and of the allowed values are the only places where an answer can change. Between
them one value stands for its whole interval; the tests themselves are then put to it by FEEL, which keeps
analysis and evaluation of one mind.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from engine import feel
from engine.decisions.boxes import Cell
from engine.feel import compilation, syntax

_KINDS = (str, bool, Decimal, date, type(None))
_FUNCTIONS = frozenset({"date"})
_ELSE = "\u2026"


class Undecidable(Exception):
    """A test is not made of constants and intervals, or its constants are of several kinds."""


@dataclass(frozen=True)
class Region:
    """Values that all tests of a column treat alike: one of them, and how to write all of them in FEEL."""

    sample: object
    text: str


def regions(tests: Iterable[feel.UnaryTests], kind: str | None) -> tuple[Region, ...]:
    """All values of a column of a FEEL type (None: not known), null only where a test names it.

    Raises Undecidable for tests that are anything else than constants, comparisons with constants, intervals.
    """
    constants = [value for each in tests for value in _constants(each)]
    kinds = {type(value) for value in constants if value is not None}
    if len(kinds) > 1:
        raise Undecidable
    found = tuple(_of_kind([value for value in constants if value is not None], kind))
    return found + ((Region(None, "null"),) if None in constants else ())


def holding(tests: feel.UnaryTests | None, found: Sequence[Region]) -> frozenset[int]:
    """The places of the regions whose values pass."""
    if tests is None:
        return frozenset(range(len(found)))
    return frozenset(at for at, each in enumerate(found) if feel.test(tests, each.sample, {}).value is True)


def decidable(cell: Cell) -> bool:
    """Whether regions can be found for a cell."""
    try:
        if cell.tests is not None:
            list(_constants(cell.tests))
    except Undecidable:
        return False
    return True


def written(found: Sequence[Region]) -> str:
    """Regions as tests that hold exactly there."""
    return ", ".join(each.text for each in found)


def _of_kind(constants: Sequence[object], kind: str | None) -> Iterator[Region]:
    if kind == "boolean" or any(isinstance(each, bool) for each in constants):
        yield from (Region(True, "true"), Region(False, "false"))
    elif points := {each for each in constants if isinstance(each, Decimal | date)}:
        yield from _intervals(sorted(points))
    else:
        texts = sorted({each for each in constants if isinstance(each, str)})
        yield from (Region(each, _literal(each)) for each in texts)
        yield Region(_other_than(texts), f"not({', '.join(map(_literal, texts))})" if texts else "-")


def _intervals(points: Sequence[Decimal | date]) -> Iterator[Region]:
    """Below the first point, each point, what lies between two, above the last."""
    yield Region(_moved(points[0], -1), f"< {_literal(points[0])}")
    for at, point in enumerate(points):
        yield Region(point, _literal(point))
        if at + 1 == len(points):
            yield Region(_moved(point, 1), f"> {_literal(point)}")
        elif (middle := _between(point, points[at + 1])) is not None:
            yield Region(middle, f"]{_literal(point)}..{_literal(points[at + 1])}[")


def _moved(point: Decimal | date, steps: int) -> object:
    try:
        return point + timedelta(days=steps) if isinstance(point, date) else point + steps
    except OverflowError:
        raise Undecidable from None


def _between(low: Decimal | date, high: Decimal | date) -> object:
    """A value between two; there is none between a day and the next."""
    if isinstance(low, date) and isinstance(high, date):
        return low + timedelta(days=1) if (high - low).days > 1 else None
    if isinstance(low, Decimal) and isinstance(high, Decimal):
        middle = (low + high) / 2
        return middle if low < middle < high else None
    raise Undecidable


def _other_than(texts: Sequence[str]) -> str:
    other = _ELSE
    while other in texts:
        other += _ELSE
    return other


def _literal(value: object) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f'date("{value.isoformat()}")' if isinstance(value, date) else f"{value:f}"


def _constants(tests: feel.UnaryTests) -> Iterator[object]:
    for test in tests.node.tests:
        match test:
            case syntax.OperatorTest(operator=operator, operand=operand):
                yield _orderable(operand) if operator not in ("=", "!=") else _constant(operand)
            case syntax.Interval(low=low, high=high):
                yield from (_orderable(low), _orderable(high))
            case _:
                yield _constant(test)


def _orderable(node: syntax.Node) -> object:
    value = _constant(node)
    if not isinstance(value, Decimal | date):
        raise Undecidable
    return value


def _constant(node: syntax.Node) -> object:
    """The value of a text without variables; a null that came of a problem is no constant."""
    expression = feel.Expression("", node, compilation.step_for(node))
    if feel.names_used(expression) or not feel.functions_used(expression) <= _FUNCTIONS:
        raise Undecidable
    result = feel.evaluate(expression, {})
    if result.problems or type(result.value) not in _KINDS:
        raise Undecidable
    return result.value
