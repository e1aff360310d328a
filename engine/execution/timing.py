"""When timers are due: computed once, when the wait is armed, from the passed instant."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from engine import feel
from engine.execution.limits import Environment, months_later

_CYCLE = re.compile(r"R(\d*)/(.+)")
_DAYS = re.compile(r"-?P(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?$")


@dataclass(frozen=True)
class Due:
    """The next moment of a timer; `left` further firings (None without end), `period` of a cycle as written."""

    at: datetime
    left: int | None = 0
    period: str = ""


def due(written: str, value: object, kind: str, now: datetime, environment: Environment) -> Due:
    """The due time of a timer. `value` is what its FEEL gave, or None for an ISO 8601 literal.

    Raises ValueError for what is no rule of time, OverflowError past the calendar's end.
    """
    if isinstance(value, str):
        written, value = value, None
    if value is not None:
        return Due(environment.moment(value, now))
    cycle = _CYCLE.fullmatch(written)
    if cycle:
        count, period = cycle.groups()
        return Due(_after(period, now, environment), int(count) - 1 if count else None, period)
    if kind == "date" or written[:1].isdigit():
        return Due(environment.moment(_literal(written), now))
    return Due(_after(written, now, environment))


def next_due(previous: datetime, left: int | None, period: str, environment: Environment) -> Due | None:
    """The following moment of a cycle, counted from the previous one, or None after the last."""
    if left is not None and left <= 0:
        return None
    return Due(_after(period, previous, environment), None if left is None else left - 1, period)


def _after(written: str, now: datetime, environment: Environment) -> datetime:
    weeks = re.fullmatch(r"P(\d+)W", written)
    length = feel.evaluate("duration(text)", {"text": f"P{int(weeks[1]) * 7}D" if weeks else written}).value
    if length is None:
        raise ValueError(written)
    local = environment.local(now)
    if isinstance(length, feel.DayTimeDuration):
        if _DAYS.fullmatch(written):  # whole days keep the wall clock: 16:00 stays 16:00 when the clocks change
            return (local.replace(tzinfo=None) + length.length).replace(tzinfo=ZoneInfo(environment.zone))
        return now.astimezone(UTC) + length.length
    if isinstance(length, feel.YearMonthDuration):
        return months_later(local, length.months)
    raise ValueError(written)


def _literal(written: str) -> object:
    value = feel.evaluate("date and time(text)", {"text": written}).value
    return value if value is not None else feel.evaluate("date(text)", {"text": written}).value
