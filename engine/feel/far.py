"""Dates in years that Python does not know (below 1, above 9999).

The calendar repeats itself every 400 years, days of the week included, so every date has a twin between 2000 and
2399, and a number of cycles that it lies away from it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, TypeAlias

FIRST_YEAR, LAST_YEAR, MAX_YEAR = 1, 9999, 999_999_999
_YEARS, _DAYS = 400, 146_097
_START = 2000


@dataclass(frozen=True, slots=True)
class _Far:
    cycles: int
    twin: Any

    @property
    def year(self) -> int:
        return int(self.twin.year) + _YEARS * self.cycles

    @property
    def month(self) -> int:
        return int(self.twin.month)

    @property
    def day(self) -> int:
        return int(self.twin.day)

    def __str__(self) -> str:
        return f"{'-' if self.year < 0 else ''}{abs(self.year):04d}{self.twin.isoformat()[4:]}"


@dataclass(frozen=True, slots=True)
class FarDate(_Far):
    """A date by its cycles and its twin; made by `made` only where there is no Python date."""

    twin: date


@dataclass(frozen=True, slots=True)
class FarMoment(_Far):
    """A date and time by its cycles and its twin, whose zone is that of both."""

    twin: datetime

    @property
    def tzinfo(self) -> tzinfo | None:
        return self.twin.tzinfo

    def replace(self, **changes: Any) -> "FarMoment":
        """Another time or zone on the same day."""
        return FarMoment(self.cycles, self.twin.replace(**changes))


Day: TypeAlias = date | FarDate | FarMoment
"""A date or a date and time, as `datetime` is a `date`."""


def made(year: int, month: int, day: int) -> date | FarDate:
    """The date; raises ValueError for none, OverflowError beyond the years that the standard asks for."""
    found: date | FarDate = _joined(*divmod(year - _START, _YEARS), month, day)
    return found


def combined(day: Day, clock: time) -> datetime | FarMoment:
    """A day and a time of day as one moment."""
    cycles, twin = apart(day)
    found: datetime | FarMoment = joined(cycles, datetime.combine(date(twin.year, twin.month, twin.day), clock))
    return found


def apart(value: Day) -> tuple[int, Any]:
    """The cycles and the twin of any date or moment."""
    if isinstance(value, (FarDate, FarMoment)):
        return value.cycles, value.twin
    cycles, rest = divmod(value.year - _START, _YEARS)
    return cycles, value.replace(year=_START + rest)


def joined(cycles: int, twin: date) -> Any:
    """The date or moment: Python's own where there is one. The twin may lie outside of its 400 years."""
    extra, rest = divmod(twin.year - _START, _YEARS)
    cycles, twin = cycles + extra, twin.replace(year=_START + rest)
    year = twin.year + _YEARS * cycles
    if FIRST_YEAR <= year <= LAST_YEAR:
        return twin.replace(year=year)
    if abs(year) > MAX_YEAR:
        raise OverflowError(year)
    return FarMoment(cycles, twin) if isinstance(twin, datetime) else FarDate(cycles, twin)


def on(value: Day, year: int, month: int, day: int) -> Any:
    """The same time on another day."""
    cycles, rest = divmod(year - _START, _YEARS)
    return joined(cycles, apart(value)[1].replace(year=_START + rest, month=month, day=day))


def shifted(value: Day, length: timedelta) -> Any:
    """Moved along the time line; a date counts as its midnight."""
    cycles, twin = apart(value)
    more, rest = divmod(length, timedelta(days=_DAYS))
    if not isinstance(twin, datetime):
        start = datetime(twin.year, twin.month, twin.day)  # noqa: DTZ001
        return joined(cycles + more, (start + rest).date())
    moved = twin + rest if twin.tzinfo is None else (twin.astimezone(UTC) + rest).astimezone(twin.tzinfo)
    return joined(cycles + more, moved)


def ordinal(value: Day) -> int:
    """The number of the day, counted as Python counts from the first of January of year 1."""
    cycles, twin = apart(value)
    return int(twin.toordinal()) + cycles * _DAYS


def between(later: Day, earlier: Day) -> timedelta:
    """How far two moments lie apart, both with a zone or both without; raises OverflowError."""
    (more, one), (less, other) = apart(_in_utc(later)), apart(_in_utc(earlier))
    apart_by: timedelta = one - other
    return timedelta(days=_DAYS * (more - less)) + apart_by


def _in_utc(value: Day) -> Day:
    cycles, twin = apart(value)
    if not isinstance(twin, datetime) or twin.tzinfo is None:
        return value
    found: Day = joined(cycles, twin.astimezone(UTC))
    return found


def _joined(cycles: int, rest: int, month: int, day: int) -> Any:
    return joined(cycles, date(_START + rest, month, day))
