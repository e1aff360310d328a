"""Equality, order and membership in three-valued logic (clauses 10.3.2.4 and 10.3.2.7)."""

import operator
from collections.abc import Callable
from datetime import datetime, time, timedelta
from decimal import Decimal

from engine.feel import far
from engine.feel.arithmetic import seconds_of
from engine.feel.fuel import Invalid, Run
from engine.feel.values import DayTimeDuration, Range, Value, YearMonthDuration, kind_of

ORDERED = frozenset(
    {"number", "string", "date", "time", "date and time", "days and time duration", "years and months duration"}
)
DIRECT_TYPES = frozenset({Decimal, str})
"""Two values of one of these types compare as Python compares them."""
DIRECT: dict[str, Callable[[Value, Value], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def equal(run: Run, left: Value, right: Value) -> bool | None:
    """Whether two values are the same; null equals only null, different types cannot be compared."""
    if left is None or right is None:
        return left is right
    if type(left) is Decimal and type(right) is Decimal:
        return left == right
    kind = kind_of(left)
    if kind != kind_of(right):
        raise Invalid("incomparable", left=kind, right=kind_of(right))
    if kind == "list":
        run.spend(1 + len(left))
        return len(left) == len(right) and all(same(run, *pair) for pair in zip(left, right, strict=True))
    if kind == "context":
        run.spend(1 + len(left))
        return left.keys() == right.keys() and all(same(run, left[key], right[key]) for key in left)
    if kind == "range":
        ends = same(run, left.start, right.start) and same(run, left.end, right.end)
        return ends and left.start_included == right.start_included and left.end_included == right.end_included
    if kind in ("time", "date and time"):
        return _same_moment(left, right)
    return bool(left == right)


def same(run: Run, left: Value, right: Value) -> bool:
    """Equality between parts of values: what cannot be compared is not the same."""
    try:
        return equal(run, left, right) is True
    except Invalid:
        return False


def compare(run: Run, sign: str, left: Value, right: Value) -> bool | None:
    """One of `= != < <= > >=`; raises Invalid where the types do not allow it."""
    if type(left) is type(right) and type(left) in DIRECT_TYPES:
        return DIRECT[sign](left, right)
    if sign in ("=", "!="):
        result = equal(run, left, right)
        return result if sign == "=" or result is None else not result
    if left is None or right is None:
        return None
    if sign == "<":
        return _before(left, right)
    if sign == ">":
        return _before(right, left)
    return not _before(right, left) if sign == "<=" else not _before(left, right)


def orderable(value: Value) -> bool:
    return kind_of(value) in ORDERED


def contains(run: Run, interval: Range, value: Value) -> bool | None:
    """Whether a value lies in a range; null for null, and for ends of another type."""
    if value is None:
        return None
    low = interval.start is None or compare(run, "<=" if interval.start_included else "<", interval.start, value)
    high = interval.end is None or compare(run, "<=" if interval.end_included else "<", value, interval.end)
    return conjunction(low, high)


def conjunction(left: Value, right: Value) -> bool | None:
    """Three-valued and; whatever is no boolean counts as null."""
    if left is False or right is False:
        return False
    return True if left is True and right is True else None


def disjunction(left: Value, right: Value) -> bool | None:
    """Three-valued or; whatever is no boolean counts as null."""
    if left is True or right is True:
        return True
    return False if left is False and right is False else None


def _before(left: Value, right: Value) -> bool:
    kind = kind_of(left)
    if kind != kind_of(right) or kind not in ORDERED:
        raise Invalid("incomparable", left=kind, right=kind_of(right))
    if kind in ("time", "date and time"):
        return _earlier(left, right)
    return far.ordinal(left) < far.ordinal(right) if kind == "date" else bool(_key(left) < _key(right))


def _key(value: Value) -> Value:
    if isinstance(value, DayTimeDuration):
        return value.length
    return value.months if isinstance(value, YearMonthDuration) else value


def _earlier(left: Value, right: Value) -> bool:
    if (left.tzinfo is None) != (right.tzinfo is None):
        raise Invalid("zone_missing", left=kind_of(left), right=kind_of(right))
    return _place(left) < _place(right)


def _same_moment(left: Value, right: Value) -> bool:
    return (left.tzinfo is None) == (right.tzinfo is None) and _place(left) == _place(right)


def _place(moment: time | datetime | far.FarMoment) -> tuple[int, timedelta]:
    """The place on the time line: Python compares two moments of one zone by their clocks."""
    if isinstance(moment, time):
        return 0, seconds_of(moment)
    twin: datetime = far.apart(moment)[1]
    clock = timedelta(hours=twin.hour, minutes=twin.minute, seconds=twin.second, microseconds=twin.microsecond)
    since_midnight = clock - (twin.utcoffset() or timedelta())
    return far.ordinal(moment) + since_midnight.days, since_midnight - timedelta(days=since_midnight.days)
