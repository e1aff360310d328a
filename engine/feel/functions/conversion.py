"""Conversion functions (clause 10.3.4.1): numbers, strings and durations from text."""

import re
from collections.abc import Callable
from decimal import Decimal

from engine.feel import far, parsing, temporal, text
from engine.feel.comparison import ORDERED, compare
from engine.feel.fuel import Invalid, Run
from engine.feel.functions.registry import builtin
from engine.feel.values import ARITHMETIC, DayTimeDuration, Range, Value, YearMonthDuration, kind_of

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_RANGE = re.compile(r"([\[(\]])(.*?)\.\.(.*)([\])\[])", re.DOTALL)
_TEMPORAL: dict[str, Callable[[str], Value]] = {
    "@": temporal.read,
    "date": temporal.read_date,
    "time": temporal.read_time,
    "date and time": temporal.read_date_time,
    "duration": temporal.read_duration,
}
_LITERAL = re.compile(
    r"""\s*(?:(?P<number>-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)|null
    |(?:(?P<function>@|date|time|date\ and\ time|duration)\s*(?P<round>\(\s*)?)?(?P<quoted>"(?:[^"\\]|\\.)*")
    (?(round)\s*\)))?\s*""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_LONGEST_RANGE = 500
_GROUPS, _POINTS = (" ", ",", "."), (".", ",")


@builtin("string", "from: any", cost=12)
def string(run: Run, value: Value) -> str | None:
    return None if value is None else text.write(run, value)


@builtin("number", "from: string, grouping separator?: string, decimal separator?: string", "from: number", cost=15)
def number(run: Run, value: str | Decimal, grouping: str | None = None, point: str | None = None) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if grouping not in (None, *_GROUPS) or point not in (None, *_POINTS) or (point and point == grouping):
        raise Invalid("invalid_separator", grouping=grouping, decimal=point)
    plain = value.replace(grouping, "") if grouping else value
    if point == ",":
        plain = plain.replace(".", "x").replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        raise Invalid("no_number", text=value[:40])
    result = ARITHMETIC.create_decimal(plain)
    if not result.is_finite():
        raise Invalid("out_of_range", text=value[:40])
    return result


@builtin("duration", "from: string", "from: duration", cost=25)
def duration(run: Run, value: str | DayTimeDuration | YearMonthDuration) -> Value:
    if not isinstance(value, str):
        return value
    result = temporal.read_duration(value)
    if result is None:
        raise Invalid("no_duration", text=value[:40])
    return result


@builtin("years and months duration", "from: temporal, to: temporal", cost=12)
def years_and_months_duration(run: Run, start: far.Day, end: far.Day) -> YearMonthDuration:
    """Whole months from one date to another; the time of day does not count."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return YearMonthDuration(months)


@builtin("range", "from: string", cost=50)
def range_(run: Run, value: str) -> Range:
    """`range("[18..21)")`: end points are literals; one of them may be left out."""
    match = _RANGE.fullmatch(value.strip()) if len(value) <= _LONGEST_RANGE else None
    if match is None:
        raise Invalid("no_range", text=value[:40])
    start, end = _end_point(match[2]), _end_point(match[3])
    kinds = {kind_of(each) for each in (start, end) if each is not None}
    if len(kinds) != 1 or not kinds <= ORDERED:
        raise Invalid("no_range", text=value[:40])
    if start is not None and end is not None and compare(run, ">", start, end):
        raise Invalid("no_range", text=value[:40])
    start_included, end_included = match[1] == "[" and start is not None, match[4] == "]" and end is not None
    return Range(start, end, start_included, end_included)


def _end_point(given: str) -> Value:
    """The value of a literal: a number, a string, `@"…"` or a conversion of a string; None for nothing."""
    match = _LITERAL.fullmatch(given)
    if match is None:
        raise Invalid("no_range", text=given[:40])
    digits, function, quoted = match["number"], match["function"], match["quoted"]
    if digits is not None:
        return _finite(digits)
    if quoted is None:
        return None
    text_ = parsing.unescape(quoted)
    value = text_ if function is None else _TEMPORAL[function](text_)
    if value is None:
        raise Invalid("no_range", text=given[:40])
    return value


def _finite(digits: str) -> Decimal:
    value = ARITHMETIC.create_decimal(digits)
    if not value.is_finite():
        raise Invalid("no_range", text=digits[:40])
    return value
