"""How points and ranges lie to each other (clause 10.3.4.8, Allen's relations)."""

from collections.abc import Callable
from typing import TypeAlias

from engine.feel.comparison import ORDERED, compare, equal
from engine.feel.fuel import Invalid, Run
from engine.feel.functions.registry import builtin
from engine.feel.values import Range, Value, kind_of

Relation: TypeAlias = Callable[[Run, Value, Value], bool]
_POINT = "|".join(sorted(ORDERED))


def relation(name: str, *signatures: str) -> Callable[[Relation], Relation]:
    """Declare a relation; null when the ends cannot be compared."""
    return builtin(name, *signatures, cost=20)


def _less(run: Run, left: Value, right: Value) -> bool:
    return compare(run, "<", left, right) is True


def _same(run: Run, left: Value, right: Value) -> bool:
    return equal(run, left, right) is True


def _bounded(value: Value) -> Range:
    """The value as a range: a point is the range that holds only it."""
    made = value if isinstance(value, Range) else Range(value, value)
    if made.start is None or made.end is None:
        raise Invalid("invalid_range", start=kind_of(made.start), end=kind_of(made.end))
    return made


def _ends_before(run: Run, left: Range, right: Range) -> bool:
    """Whether all of the left lies before all of the right."""
    if _same(run, left.end, right.start):
        return not (left.end_included and right.start_included)
    return _less(run, left.end, right.start)


def _starts_first(run: Run, left: Range, right: Range) -> bool:
    """Whether the left one begins before the right one."""
    if _same(run, left.start, right.start):
        return left.start_included and not right.start_included
    return _less(run, left.start, right.start)


def _ends_first(run: Run, left: Range, right: Range) -> bool:
    """Whether the left one ends before the right one."""
    if _same(run, left.end, right.end):
        return not left.end_included and right.end_included
    return _less(run, left.end, right.end)


def _same_start(run: Run, left: Range, right: Range) -> bool:
    return _same(run, left.start, right.start) and left.start_included == right.start_included


def _same_end(run: Run, left: Range, right: Range) -> bool:
    return _same(run, left.end, right.end) and left.end_included == right.end_included


def _pairs(first: str, second: str) -> tuple[str, ...]:
    """Signatures over points and ranges, under the names the standard gives them."""
    return (
        f"point1: {_POINT}, point2: {_POINT}",
        f"point: {_POINT}, range: range",
        f"range: range, point: {_POINT}",
        f"{first}: range, {second}: range",
    )


_TWO_RANGES = "range1: range, range2: range"
_POINT_THEN_RANGE = (f"point: {_POINT}, range: range", _TWO_RANGES)
_RANGE_THEN_POINT = (f"range: range, point: {_POINT}", _TWO_RANGES)


@relation("before", *_pairs("range1", "range2"))
def before(run: Run, left: Value, right: Value) -> bool:
    return _ends_before(run, _bounded(left), _bounded(right))


@relation("after", *_pairs("range1", "range2"))
def after(run: Run, left: Value, right: Value) -> bool:
    return before(run, right, left)


@relation("meets", _TWO_RANGES)
def meets(run: Run, left: Value, right: Value) -> bool:
    first, second = _bounded(left), _bounded(right)
    return first.end_included and second.start_included and _same(run, first.end, second.start)


@relation("met by", _TWO_RANGES)
def met_by(run: Run, left: Value, right: Value) -> bool:
    return meets(run, right, left)


@relation("overlaps", _TWO_RANGES)
def overlaps(run: Run, left: Value, right: Value) -> bool:
    first, second = _bounded(left), _bounded(right)
    return not _ends_before(run, first, second) and not _ends_before(run, second, first)


@relation("overlaps before", _TWO_RANGES)
def overlaps_before(run: Run, left: Value, right: Value) -> bool:
    first, second = _bounded(left), _bounded(right)
    if _ends_before(run, first, second) or _ends_before(run, second, first):
        return False
    return _starts_first(run, first, second) and not _ends_first(run, second, first)


@relation("overlaps after", _TWO_RANGES)
def overlaps_after(run: Run, left: Value, right: Value) -> bool:
    return overlaps_before(run, right, left)


@relation("finishes", *_POINT_THEN_RANGE)
def finishes(run: Run, left: Value, right: Value) -> bool:
    first, second = _bounded(left), _bounded(right)
    return _same_end(run, first, second) and not _starts_first(run, first, second)


@relation("finished by", *_RANGE_THEN_POINT)
def finished_by(run: Run, left: Value, right: Value) -> bool:
    return finishes(run, right, left)


@relation("includes", *_RANGE_THEN_POINT)
def includes(run: Run, left: Value, right: Value) -> bool:
    first, second = _bounded(left), _bounded(right)
    return not _starts_first(run, second, first) and not _ends_first(run, first, second)


@relation("during", *_POINT_THEN_RANGE)
def during(run: Run, left: Value, right: Value) -> bool:
    return includes(run, right, left)


@relation("starts", *_POINT_THEN_RANGE)
def starts(run: Run, left: Value, right: Value) -> bool:
    first, second = _bounded(left), _bounded(right)
    return _same_start(run, first, second) and not _ends_first(run, second, first)


@relation("started by", *_RANGE_THEN_POINT)
def started_by(run: Run, left: Value, right: Value) -> bool:
    return starts(run, right, left)


@relation("coincides", f"point1: {_POINT}, point2: {_POINT}", _TWO_RANGES)
def coincides(run: Run, left: Value, right: Value) -> bool:
    first, second = _bounded(left), _bounded(right)
    return _same_start(run, first, second) and _same_end(run, first, second)
