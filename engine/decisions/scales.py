"""The kinds of values whose tests can be analysed: how they lie to each other, and how they are written in FEEL."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from engine import feel

Key: TypeAlias = Any


class Undecidable(Exception):
    """A test is not made of constants and intervals, or its constants are of several kinds."""


@dataclass(frozen=True, kw_only=True)
class Scale:
    """One kind of value in its order.

    `key` makes a value comparable, `value` is the way back; `step` is the key next to one on either side (a
    sample beyond the outermost constants), `middle` a key between two, None where there is none.
    """

    key: Callable[[Any], Key]
    value: Callable[[Key], object]
    step: Callable[[Key, int], Key | None]
    middle: Callable[[Key, Key], Key | None]
    literal: Callable[[Any], str] = feel.written


def scale_of(kind: type, *, whole: bool = False) -> Scale | None:
    """The scale of a type of constants; `whole`: only whole numbers occur. None for kinds without an order."""
    return _WHOLE if whole and kind is Decimal else _SCALES.get(kind)


def quoted(name: str) -> Callable[[object], str]:
    """Values written as a conversion of their text: `date("2026-01-01")`."""
    return lambda value: f'{name}("{feel.written(value)}")'


def _same(key: Key) -> Key:
    return key


def _middle(low: Key, high: Key) -> Key | None:
    """Halfway, on a scale that is as fine as its numbers."""
    between = low + (high - low) / 2
    return between if low < between < high else None


def _next_number(low: Decimal, high: Decimal) -> Decimal | None:
    following = low.to_integral_value(rounding="ROUND_FLOOR") + 1
    return following if following < high else None


def _day(key: date, steps: int) -> date:
    try:
        return key + timedelta(days=steps)
    except OverflowError:
        raise Undecidable from None


def _length(key: timedelta, steps: int) -> timedelta:
    try:
        return key + timedelta(days=steps)
    except OverflowError:
        raise Undecidable from None


def _moment(value: datetime) -> datetime:
    """With and without a zone are two kinds; `of_one_kind` keeps them apart."""
    return value if value.tzinfo is None else value.astimezone(UTC)


def _clock(key: timedelta, steps: int) -> timedelta | None:
    """Midnight is the first time of a day, the last microsecond before the next one the last."""
    if steps < 0:
        return timedelta() if key > timedelta() else None
    last = timedelta(days=1, microseconds=-1)
    return last if key < last else None


def _of_clock(value: time) -> timedelta:
    if value.tzinfo is not None:
        raise Undecidable  # times of several zones lie in a circle
    return datetime.combine(date.min, value) - datetime.min  # noqa: DTZ901


def _text(key: str, steps: int) -> str | None:
    """Nothing comes before the empty text, and behind each text come its continuations."""
    return key + "\0" if steps > 0 else "" if key else None


def _text_between(low: str, high: str) -> str | None:
    following = low + "\0"
    return following if following < high else None


_NUMBERS = Scale(key=_same, value=_same, step=lambda key, steps: key + steps, middle=_middle)
_WHOLE = Scale(key=_same, value=_same, step=lambda key, steps: key + steps, middle=_next_number)
_SCALES: Mapping[type, Scale] = {
    Decimal: _NUMBERS,
    str: Scale(key=_same, value=_same, step=_text, middle=_text_between),
    date: Scale(
        key=_same,
        value=_same,
        step=_day,
        middle=lambda low, high: _day(low, 1) if (high - low).days > 1 else None,
        literal=quoted("date"),
    ),
    datetime: Scale(key=_moment, value=_same, step=_day, middle=_middle, literal=quoted("date and time")),
    time: Scale(
        key=_of_clock,
        value=lambda key: (datetime.min + key).time(),  # noqa: DTZ901
        step=_clock,
        middle=_middle,
        literal=quoted("time"),
    ),
    feel.DayTimeDuration: Scale(
        key=lambda value: value.length,
        value=feel.DayTimeDuration,
        step=_length,
        middle=_middle,
        literal=quoted("duration"),
    ),
    feel.YearMonthDuration: Scale(
        key=lambda value: value.months,
        value=feel.YearMonthDuration,
        step=lambda key, steps: key + steps,
        middle=lambda low, high: low + 1 if high - low > 1 else None,
        literal=quoted("duration"),
    ),
}


def of_one_kind(constants: list[object]) -> type | None:
    """The type that all constants have, None when there are none; raises Undecidable."""
    kinds = {type(value) for value in constants}
    zones = {value.tzinfo is None for value in constants if isinstance(value, datetime)}
    if len(kinds) > 1 or len(zones) > 1:
        raise Undecidable
    return next(iter(kinds), None)
