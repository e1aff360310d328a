"""`+ - * / **` over numbers, strings, dates, times and durations (clause 10.3.2.4)."""

import calendar
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from engine.feel import far
from engine.feel.fuel import Invalid, Run
from engine.feel.temporal import MAX_MONTHS
from engine.feel.values import ARITHMETIC, DayTimeDuration, Value, YearMonthDuration, kind_of

_POWER_COST, _TEMPORAL_COST = 80, 20


def apply(run: Run, operator: str, left: Value, right: Value) -> Value:
    """The result of one operator; raises Invalid for operands it cannot take or a result out of range."""
    if type(left) is Decimal and type(right) is Decimal:
        run.spend(_POWER_COST if operator == "**" else 0)
        return finite(_NUMBERS[operator](left, right), operator)
    if type(left) is str and type(right) is str and operator == "+":
        run.grow(len(left) + len(right))
        return left + right
    run.spend(_TEMPORAL_COST)
    try:
        return _TEMPORAL[operator](left, right)
    except KeyError:
        raise Invalid("invalid_operand", operator=operator, left=kind_of(left), right=kind_of(right)) from None
    except OverflowError:
        raise Invalid("out_of_range", operator=operator) from None


def negate(value: Value) -> Value:
    """The negative of a number or a duration; raises Invalid."""
    if isinstance(value, Decimal):
        return ARITHMETIC.minus(value)
    if isinstance(value, DayTimeDuration):
        return DayTimeDuration(-value.length)
    if isinstance(value, YearMonthDuration):
        return YearMonthDuration(-value.months)
    raise Invalid("invalid_operand", operator="-", right=kind_of(value))


def finite(value: Decimal, operation: str) -> Decimal:
    """The number itself; raises Invalid when a calculation has left the numbers."""
    if not value.is_finite():
        raise Invalid("no_number", operation=operation)
    return value


def months(count: int) -> YearMonthDuration:
    """A duration of so many months; raises OverflowError beyond the largest."""
    if abs(count) > MAX_MONTHS:
        raise OverflowError(count)
    return YearMonthDuration(count)


def add_months(day: far.Day, count: int) -> Value:
    """The same day `count` months on, or the last day of a month that is shorter. Keeps time and zone."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return far.on(day, year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def as_moment(day: far.Day) -> datetime | far.FarMoment:
    """A date as the date-time of its midnight in UTC (clause 10.3.2.3.6)."""
    return day if isinstance(day, (datetime, far.FarMoment)) else far.combined(day, time(tzinfo=UTC))


def seconds_of(value: time) -> timedelta:
    """A time of day counted from midnight, in UTC where the offset is known."""
    length = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
    return length - (offset_of(value) or timedelta())


def offset_of(value: time | datetime | far.FarMoment) -> timedelta | None:
    """The offset from UTC; for a time of day in a named zone that of the zone's standard time."""
    if isinstance(value, far.FarMoment):
        value = value.twin
    if isinstance(value, datetime) or value.tzinfo is None:
        return value.utcoffset()
    return value.tzinfo.utcoffset(datetime(1970, 1, 1, value.hour, value.minute, value.second))  # noqa: DTZ001


def _divide(left: Decimal, right: Decimal) -> Decimal:
    if not right:
        raise Invalid("division_by_zero")
    return ARITHMETIC.divide(left, right)


def _power(left: Decimal, right: Decimal) -> Decimal:
    return ARITHMETIC.power(left, right)


def _add(left: Value, right: Value) -> Value:
    if isinstance(left, DayTimeDuration | YearMonthDuration) and kind_of(right) in ("date", "time", _MOMENT):
        return _add(right, left)
    return _ADD[kind_of(left), kind_of(right)](left, right)


def _subtract(left: Value, right: Value) -> Value:
    if isinstance(right, DayTimeDuration | YearMonthDuration):
        return _add(left, negate(right)) if not isinstance(left, type(right)) else _ADD_SAME[type(left)](left, right)
    return _SUBTRACT[kind_of(left), kind_of(right)](left, right)


def _multiply(left: Value, right: Value) -> Value:
    if isinstance(left, Decimal) and isinstance(right, DayTimeDuration | YearMonthDuration):
        return _multiply(right, left)
    return _SCALE[kind_of(left), kind_of(right)](left, right)


def _divide_duration(left: Value, right: Value) -> Value:
    if isinstance(right, Decimal):
        return _SCALE[kind_of(left), "number"](left, _divide(Decimal(1), right))
    if kind_of(left) != kind_of(right) or not isinstance(left, DayTimeDuration | YearMonthDuration):
        raise KeyError(kind_of(left))
    return _divide(_size(left), _size(right))


def _size(duration: DayTimeDuration | YearMonthDuration) -> Decimal:
    return Decimal(duration.months) if isinstance(duration, YearMonthDuration) else duration.seconds


def _scale_length(duration: DayTimeDuration, factor: Decimal) -> DayTimeDuration:
    return DayTimeDuration(timedelta(microseconds=_whole(ARITHMETIC.multiply(duration.seconds * 1_000_000, factor))))


def _scale_months(duration: YearMonthDuration, factor: Decimal) -> YearMonthDuration:
    return months(_whole(ARITHMETIC.multiply(Decimal(duration.months), factor)))


def _whole(value: Decimal) -> int:
    if not value.is_finite() or value.adjusted() > 30:
        raise OverflowError
    rounded = value.quantize(Decimal(1), context=ARITHMETIC)
    return int(rounded) if abs(rounded - value) < Decimal("1e-9") else int(value)


def _shift(moment: far.Day, length: DayTimeDuration) -> Value:
    """Moves along the time line, not along the clock on the wall: a day is 24 hours also at a change of clocks."""
    return far.shifted(moment, length.length)


def _shift_time(value: time, length: DayTimeDuration) -> time:
    moment = datetime(2000, 1, 1, value.hour, value.minute, value.second, value.microsecond)  # noqa: DTZ001
    return (
        (moment + timedelta(seconds=length.length.seconds, microseconds=length.length.microseconds))
        .time()
        .replace(tzinfo=value.tzinfo)
    )


def _between_moments(left: far.Day, right: far.Day) -> DayTimeDuration:
    later, earlier = as_moment(left), as_moment(right)
    if (later.tzinfo is None) != (earlier.tzinfo is None):
        raise Invalid("zone_missing", operator="-")
    return DayTimeDuration(far.between(later, earlier))


def _between_times(left: time, right: time) -> DayTimeDuration:
    if (left.tzinfo is None) != (right.tzinfo is None):
        raise Invalid("zone_missing", operator="-")
    return DayTimeDuration(seconds_of(left) - seconds_of(right))


_NUMBERS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": ARITHMETIC.add,
    "-": ARITHMETIC.subtract,
    "*": ARITHMETIC.multiply,
    "/": _divide,
    "**": _power,
}
_LENGTH, _MONTHS, _MOMENT = "days and time duration", "years and months duration", "date and time"
_ADD: dict[tuple[str, str], Callable[[Value, Value], Value]] = {
    ("date", _LENGTH): _shift,
    (_MOMENT, _LENGTH): _shift,
    ("time", _LENGTH): _shift_time,
    ("date", _MONTHS): lambda day, duration: add_months(day, duration.months),
    (_MOMENT, _MONTHS): lambda moment, duration: add_months(moment, duration.months),
    (_LENGTH, _LENGTH): lambda left, right: DayTimeDuration(left.length + right.length),
    (_MONTHS, _MONTHS): lambda left, right: months(left.months + right.months),
}
_ADD_SAME: dict[type, Callable[[Value, Value], Value]] = {
    DayTimeDuration: lambda left, right: DayTimeDuration(left.length - right.length),
    YearMonthDuration: lambda left, right: months(left.months - right.months),
}
_SUBTRACT: dict[tuple[str, str], Callable[[Value, Value], Value]] = {
    ("date", "date"): _between_moments,
    (_MOMENT, _MOMENT): _between_moments,
    ("date", _MOMENT): _between_moments,
    (_MOMENT, "date"): _between_moments,
    ("time", "time"): _between_times,
}
_SCALE: dict[tuple[str, str], Callable[[Value, Decimal], Value]] = {
    (_LENGTH, "number"): _scale_length,
    (_MONTHS, "number"): _scale_months,
}


def _unknown(left: Value, right: Value) -> Value:
    raise KeyError(left, right)


_TEMPORAL: dict[str, Callable[[Value, Value], Value]] = {
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "/": _divide_duration,
    "**": _unknown,
}
