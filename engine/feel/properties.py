"""What `value.name` means: entries of contexts, properties of dates, times, durations and ranges (Tables 60-66)."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal

from engine.feel import far
from engine.feel.arithmetic import offset_of
from engine.feel.fuel import Invalid, Run
from engine.feel.temporal import zone_name
from engine.feel.values import DayTimeDuration, Range, Value, YearMonthDuration, kind_of


def entry(run: Run, source: Value, name: str) -> Value:
    """The entry or property; of a list the list of its items' entries; raises Invalid when there is none."""
    if source is None:
        return None
    if isinstance(source, dict):
        if name not in source:
            raise Invalid("unknown_entry", name=name)
        return source[name]
    if isinstance(source, list):
        run.grow(len(source))
        run.spend(1 + len(source) // 4)
        return [_entry_of_item(run, item, name) for item in source]
    read = _PROPERTIES.get(kind_of(source), {}).get(name)
    if read is None:
        raise Invalid("unknown_property", name=name, kind=kind_of(source))
    return read(source)


def _entry_of_item(run: Run, item: Value, name: str) -> Value:
    try:
        run.spend(1)
        return entry(run, item, name) if not isinstance(item, list) else None
    except Invalid as problem:
        return run.null(problem.code, None, **problem.facts)


def _number(value: int) -> Decimal:
    return Decimal(value)


def _offset(value: datetime | time) -> DayTimeDuration | None:
    offset = offset_of(value)
    return None if offset is None else DayTimeDuration(offset)


def _zone(value: datetime | time) -> str | None:
    return zone_name(value.tzinfo)


def _clock(value: Value) -> time:
    clock: time = value if isinstance(value, time) else far.apart(value)[1].time()
    return clock


def _second(moment: Value) -> Decimal:
    value = _clock(moment)
    return Decimal(value.second) + Decimal(value.microsecond).scaleb(-6) if value.microsecond else Decimal(value.second)


def _part(unit: str) -> Callable[[DayTimeDuration], Decimal]:
    """A part of a duration, with the duration's sign."""

    def read(value: DayTimeDuration) -> Decimal:
        length = abs(value.length)
        hours, rest = divmod(length.seconds, 3600)
        parts = {"days": length.days, "hours": hours, "minutes": rest // 60}
        seconds = Decimal(rest % 60) + Decimal(length.microseconds).scaleb(-6) if length.microseconds else rest % 60
        part = Decimal(parts.get(unit, seconds))
        return -part if value.length < timedelta() and part else part

    return read


def _months(value: YearMonthDuration) -> Decimal:
    return Decimal(abs(value.months) % 12 * (-1 if value.months < 0 else 1))


def _years(value: YearMonthDuration) -> Decimal:
    return Decimal(abs(value.months) // 12 * (-1 if value.months < 0 else 1))


_DATE: dict[str, Callable[[Value], Value]] = {
    "year": lambda value: _number(value.year),
    "month": lambda value: _number(value.month),
    "day": lambda value: _number(value.day),
    "weekday": lambda value: _number(far.apart(value)[1].isoweekday()),
}
_TIME: dict[str, Callable[[Value], Value]] = {
    "hour": lambda value: _number(_clock(value).hour),
    "minute": lambda value: _number(_clock(value).minute),
    "second": _second,
    "time offset": _offset,
    "timezone": _zone,
}
_RANGE: dict[str, Callable[[Range], Value]] = {
    "start": lambda value: value.start,
    "end": lambda value: value.end,
    "start included": lambda value: value.start_included,
    "end included": lambda value: value.end_included,
}
_PROPERTIES: dict[str, Mapping[str, Callable[[Value], Value]]] = {
    "date": _DATE,
    "time": _TIME,
    "date and time": {**_DATE, **_TIME},
    "days and time duration": {unit: _part(unit) for unit in ("days", "hours", "minutes", "seconds")},
    "years and months duration": {"years": _years, "months": _months},
    "range": _RANGE,
}
PROPERTY_NAMES = frozenset({"time offset", "start included", "end included"})
