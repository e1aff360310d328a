"""Functions that make dates and times, and that ask for their place in the calendar (clauses 10.3.4.1, 10.3.4.7)."""

import calendar
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timezone
from decimal import Decimal
from typing import TypeVar

from engine.feel import far, temporal
from engine.feel.arithmetic import as_moment
from engine.feel.fuel import Invalid, Run
from engine.feel.functions.registry import builtin
from engine.feel.values import DayTimeDuration, Value

T = TypeVar("T")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = tuple(
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


@builtin("now", "")
def now(run: Run) -> datetime:
    """The instant the evaluation was given."""
    return run.moment()


@builtin("today", "")
def today(run: Run) -> date:
    """The date of that instant, in the zone it was given in."""
    return run.moment().date()


@builtin("date", "from: string|temporal", "year: number, month: number, day: number", cost=20)
def date_(run: Run, first: Value, month: Decimal | None = None, day: Decimal | None = None) -> Value:
    if isinstance(first, (datetime, far.FarMoment)):
        return temporal.day_of(first)
    if isinstance(first, (date, far.FarDate)):
        return first
    if isinstance(first, str):
        return _read(temporal.read_date(first), first)
    if month is None or day is None:
        raise Invalid("invalid_argument", kinds=["null"])
    return _made(far.made, _whole(first), _whole(month), _whole(day))


@builtin("date and time", "from: string|temporal", "date: temporal, time: time", cost=30)
def date_and_time(run: Run, first: Value, clock: time | None = None) -> Value:
    if isinstance(first, str):
        return _read(temporal.read_date_time(first), first)
    if clock is None:
        return as_moment(first)
    return far.combined(first, clock)


@builtin(
    "time",
    "from: string|time|temporal",
    "hour: number, minute: number, second: number, offset?: offset",
    cost=30,
)
def time_(run: Run, *parts: Value) -> time:
    first = parts[0]
    if isinstance(first, str):
        return _read(temporal.read_time(first), first)
    if isinstance(first, (datetime, far.FarMoment)):
        moment: datetime = far.apart(first)[1]
        return moment.timetz()
    if isinstance(first, (date, far.FarDate)):
        return time(0, 0, 0, tzinfo=UTC)
    return first if isinstance(first, time) else _time_of(*parts)


@builtin("day of year", "date: temporal", cost=12)
def day_of_year(run: Run, day: far.Day) -> Decimal:
    return Decimal(far.apart(day)[1].timetuple().tm_yday)


@builtin("day of week", "date: temporal", cost=12)
def day_of_week(run: Run, day: far.Day) -> str:
    return WEEKDAYS[far.apart(day)[1].weekday()]


@builtin("month of year", "date: temporal", cost=12)
def month_of_year(run: Run, day: far.Day) -> str:
    return MONTHS[day.month - 1]


@builtin("week of year", "date: temporal", cost=12)
def week_of_year(run: Run, day: far.Day) -> Decimal:
    """The week by ISO 8601."""
    return Decimal(far.apart(day)[1].isocalendar().week)


@builtin("last day of month", "date: temporal", cost=12)
def last_day_of_month(run: Run, day: far.Day) -> Value:
    return far.made(day.year, day.month, calendar.monthrange(day.year, day.month)[1])


def _read(value: T | None, given: str) -> T:
    if value is None:
        raise Invalid("invalid_literal", text=given[:60])
    return value


def _time_of(hour: Value, minute: Value, second: Decimal, offset: DayTimeDuration | None = None) -> time:
    zone = None
    if offset is not None:
        if abs(offset.length) > temporal.MAX_OFFSET:
            raise Invalid("out_of_range", offset=temporal.write(offset))
        zone = timezone(offset.length) if offset.length else UTC
    if not 0 <= second < 60:
        raise Invalid("out_of_range", second=str(second)[:40])
    micro = int(second % 1 * 1_000_000)
    return _made(time, _whole(hour), _whole(minute), int(second), micro).replace(tzinfo=zone)


def _made(kind: Callable[..., T], *numbers: int) -> T:
    try:
        return kind(*numbers)
    except (ValueError, OverflowError) as problem:
        raise Invalid("out_of_range", parts=[str(number)[:20] for number in numbers]) from problem


def _whole(value: Decimal) -> int:
    if value.adjusted() > 9 or value != value.to_integral_value():
        raise Invalid("out_of_range", number=str(value)[:40])
    return int(value)
