"""Working days of Denmark, Sweden and both, and the moments that rules of days lead to."""

from collections.abc import Container
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

HOME_ZONE = ZoneInfo("Europe/Copenhagen")  # Stockholm's clocks show the same
DENMARK, SWEDEN, BOTH = "DK", "SE", "BOTH"
CALENDARS = (DENMARK, SWEDEN, BOTH)
END_OF_DAY = time(23, 59, 59)
SATURDAY = 5


def day_of(moment: datetime) -> date:
    """The day on which people of both countries live through a moment: after their midnight, not that of UTC."""
    return moment.astimezone(HOME_ZONE).date()


def is_working_day(day: date, calendar: str, closed: Container[date] = ()) -> bool:
    """Whether people of a calendar work on a day; `closed` holds an organisation's own closing days."""
    return day.weekday() < SATURDAY and day not in _holidays(calendar, day.year) and day not in closed


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


@lru_cache(maxsize=256)
def _holidays(calendar: str, year: int) -> frozenset[date]:
    if calendar == BOTH:
        return _holidays(DENMARK, year) | _holidays(SWEDEN, year)
    if calendar == DENMARK:
        public = holidays.country_holidays("DK", years=year, categories=("public",))
        optional = holidays.country_holidays("DK", years=year, categories=("optional",))
        worked = date(year, 5, 1)  # listed as optional, worked in most offices
        return frozenset(public) | (frozenset(optional) - {worked})
    if calendar == SWEDEN:
        return frozenset(holidays.country_holidays("SE", years=year, categories=("public", "de_facto")))
    raise ValueError(f"no such calendar: {calendar}")
