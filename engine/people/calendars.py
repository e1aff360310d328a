"""Working days of Denmark, Sweden and both, and the moments that rules of days lead to."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

HOME_ZONE = ZoneInfo("Europe/Copenhagen")  # Stockholm's clocks show the same
DENMARK, SWEDEN, BOTH = "DK", "SE", "BOTH"
CALENDARS = (DENMARK, SWEDEN, BOTH)
END_OF_DAY = time(23, 59, 59)
SATURDAY = 5
NAMED_IN = "en_US"


@dataclass(frozen=True, kw_only=True)
class Skipped:
    """A weekday that does not count: its holidays by country, or why an office is closed though its country works."""

    day: date
    holidays: Mapping[str, str] = field(default_factory=dict)
    closed: str | None = None


def day_of(moment: datetime) -> date:
    """The day on which people of both countries live through a moment: after their midnight, not that of UTC."""
    return moment.astimezone(HOME_ZONE).date()


def is_working_day(day: date, calendar: str, closed: Container[date] = ()) -> bool:
    """Whether people of a calendar work on a day; `closed` holds an organisation's own closing days."""
    return day.weekday() < SATURDAY and day not in closed and not holidays_on(day, calendar)


def holidays_on(day: date, calendar: str) -> dict[str, str]:
    """The holidays of a day by country; a holiday is known by its English name."""
    found = {country: _holidays(country, day.year).get(day) for country in _countries(calendar)}
    return {country: name for country, name in found.items() if name is not None}


def skipped(start: date, end: date, calendar: str, closed: Mapping[date, str]) -> list[Skipped]:
    """The weekdays after the first day and before the last that do not count, with the reason of each."""
    days = (start + timedelta(days=number) for number in range(1, (end - start).days))
    weekdays = [day for day in days if day.weekday() < SATURDAY]
    found = [Skipped(day=day, holidays=holidays_on(day, calendar), closed=closed.get(day)) for day in weekdays]
    return [one for one in found if one.holidays or one.closed is not None]


def count_working_days(start: date, end: date, calendar: str, closed: Container[date] = ()) -> int:
    """How many working days there are after the first day, the last one among them; none when it is not later."""
    days = (start + timedelta(days=number + 1) for number in range((end - start).days))
    return sum(is_working_day(day, calendar, closed) for day in days)


def add_working_days(start: date, days: int, calendar: str, closed: Container[date] = ()) -> date:
    """The day that is `days` working days after `start` (before it when negative); `start` is day 0.

    With 0 the answer is `start` itself, or the next working day when nobody works on it.
    """
    step = timedelta(days=1 if days >= 0 else -1)
    day, left = start, abs(days)
    if left == 0:
        while not is_working_day(day, calendar, closed):
            day += timedelta(days=1)
    while left:
        day += step
        left -= is_working_day(day, calendar, closed)
    return day


def end_of(day: date, zone: str) -> datetime:
    """The last second of a day in a zone: free of the hours that clock changes skip or repeat."""
    return datetime.combine(day, END_OF_DAY, ZoneInfo(zone))


def union(countries: Container[str]) -> str:
    """The calendar of a case in which these countries take part."""
    denmark, sweden = DENMARK in countries, SWEDEN in countries
    if denmark and sweden:
        return BOTH
    return SWEDEN if sweden else DENMARK


def _countries(calendar: str) -> tuple[str, ...]:
    if calendar == BOTH:
        return (DENMARK, SWEDEN)
    if calendar in (DENMARK, SWEDEN):
        return (calendar,)
    raise ValueError(f"no such calendar: {calendar}")


@lru_cache(maxsize=256)
def _holidays(country: str, year: int) -> Mapping[date, str]:
    if country == SWEDEN:
        return dict(_listed(country, year, "public", "de_facto"))
    worked = date(year, 5, 1)  # listed as optional, worked in most offices
    optional = {day: name for day, name in _listed(country, year, "optional").items() if day != worked}
    return {**optional, **_listed(country, year, "public")}


def _listed(country: str, year: int, *categories: str) -> Mapping[date, str]:
    return dict(holidays.country_holidays(country, years=year, categories=categories, language=NAMED_IN))
