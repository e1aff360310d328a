"""When the rungs of a ladder fall, and until when they are held."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from engine.casework import deadlines
from engine.model.ladders import Rung, Unit
from engine.people import calendars

MORNING = time(7, 0)
Weeks = Mapping[str, tuple[int, int]]
"""The first and the last week of the year (ISO 8601) in which a country rests, both included."""


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """A deadline and what reminders of it are counted in; `began` is when there was something to remind of.

    `closed` are the closing days of whoever has the task; they count for distances only where the deadline was counted
    with them (`closed_count`), and hold reminders in any case.
    """

    at: datetime
    kind: str
    calendar: str
    zone: str
    began: datetime
    closed: frozenset[date] = frozenset()
    closed_count: bool = True
    quiet: Weeks = field(default_factory=dict)

    @property
    def local(self) -> datetime:
        """The deadline on the clocks of its zone."""
        return self.at.astimezone(ZoneInfo(self.zone))


def moments(rungs: Iterable[Rung], around: Surroundings) -> list[tuple[Rung, datetime]]:
    """When each rung falls, in that order; those that lie before the beginning are left out.

    Distances in days fall at seven in the morning, so that a reminder is read on its day; clocks in hours keep the
    time of day. Reminders of working deadlines wait for a day on which people work; others go out at once.
    """
    falls = [(rung, moment) for rung in rungs if (moment := _moment(rung, around)) >= around.began]
    if around.kind == deadlines.WORKING:
        falls = [(rung, _held(moment, around)) for rung, moment in falls]
    return [(rung, moment.astimezone(UTC)) for rung, moment in sorted(falls, key=lambda fall: fall[1])]


def _moment(rung: Rung, around: Surroundings) -> datetime:
    if rung.unit is Unit.HOURS:
        return (around.at.astimezone(UTC) + timedelta(hours=rung.offset)).astimezone(ZoneInfo(around.zone))
    day = _day(rung, around)
    if around.kind == deadlines.HOURS:
        return datetime.combine(day, around.local.time(), ZoneInfo(around.zone))
    return _morning(day, around)


def _day(rung: Rung, around: Surroundings) -> date:
    day = around.local.date()
    if rung.unit is Unit.WORKING_DAYS:
        closed = around.closed if around.closed_count else frozenset[date]()
        return calendars.add_working_days(day, rung.offset, around.calendar, closed)
    return day + timedelta(days=rung.offset)


def _held(moment: datetime, around: Surroundings) -> datetime:
    day = moment.date()
    while not calendars.is_working_day(day, around.calendar, around.closed) or _is_quiet(day, around):
        day += timedelta(days=1)
    return moment if day == moment.date() else _morning(day, around)


def _is_quiet(day: date, around: Surroundings) -> bool:
    week = day.isocalendar().week
    countries = (calendars.DENMARK, calendars.SWEDEN) if around.calendar == calendars.BOTH else (around.calendar,)
    return any(first <= week <= last for country in countries for first, last in [around.quiet.get(country, (1, 0))])


def _morning(day: date, around: Surroundings) -> datetime:
    return datetime.combine(day, MORNING, ZoneInfo(around.zone))
