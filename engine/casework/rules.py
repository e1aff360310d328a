"""What a process may ask of casework in its expressions: rule values, and the names of the functions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from engine import execution, feel
from engine.casework import asking
from engine.casework.caseroles import Cast
from engine.people import calendars, organisations

WORKDAYS = "workdays"
MOST_DAYS = 5_000  # twenty years; each day is looked up in a calendar
PER_CALL = ("holders", "organisations", "asked")


def workdays(days: object, calendar: object = None, start: object = None) -> object:
    """The FEEL function `workdays(n [, calendar [, from]])`: a rule, as the calendar depends on who gets the task."""
    if not isinstance(days, Decimal) or days != int(days) or abs(days) > MOST_DAYS:
        return None
    if calendar is not None and calendar not in calendars.CALENDARS:
        return None
    first = _day(start) if isinstance(start, datetime) else start
    if first is not None and not isinstance(first, date):
        return None
    return {"rule": WORKDAYS, "days": days, "calendar": calendar, "from": first}


def _day(moment: datetime) -> date:
    return calendars.day_of(moment) if moment.tzinfo else moment.date()


def is_workdays(value: object) -> bool:
    """Whether a value is what `workdays` yields."""
    return isinstance(value, Mapping) and value.get("rule") == WORKDAYS


@dataclass(frozen=True)
class Place:
    """Where a rule is counted: the calendar for rules that name none, its zone, and an office's own closing days.

    `closed` gives each closing day its reason, `organisation` (a key) says whose they are.
    """

    calendar: str = calendars.BOTH
    zone: str = calendars.HOME_ZONE.key
    closed: Mapping[date, str] = field(default_factory=dict)
    organisation: str = ""


def moment(value: object, now: datetime, place: Place = Place()) -> datetime:
    """The moment a rule leads to when counting begins at `now` (aware); ValueError when it is no rule of time.

    A rule of working days and a date end at the last second of the day in the place's zone. A duration in days
    moves the wall clock, one in hours the elapsed time. Closing days count only where the rule names no calendar.
    """
    zone = place.zone
    local = now.astimezone(ZoneInfo(zone))
    if is_workdays(value):
        assert isinstance(value, Mapping)  # noqa: S101
        start = value.get("from") or local.date()
        named = value.get("calendar")
        closed: Mapping[date, str] = {} if named else place.closed
        day = calendars.add_working_days(start, int(value["days"]), named or place.calendar, closed)
        return calendars.end_of(day, zone)
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=ZoneInfo(zone))
    if isinstance(value, date):
        return calendars.end_of(value, zone)
    return _after(value, local)


def _after(value: object, local: datetime) -> datetime:
    if isinstance(value, feel.YearMonthDuration):
        months = local.year * 12 + local.month - 1 + value.months
        day = min(local.day, _days_in(months // 12, months % 12 + 1))
        return local.replace(year=months // 12, month=months % 12 + 1, day=day)
    if isinstance(value, feel.DayTimeDuration):
        length = value.length
        if length % timedelta(days=1) == timedelta(0):
            return local + length  # whole days keep the wall clock
        return (local.astimezone(ZoneInfo("UTC")) + length).astimezone(local.tzinfo)
    raise ValueError("not a rule of time")


def _days_in(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


FUNCTIONS: Mapping[str, Callable[..., object]] = {WORKDAYS: workdays}
KNOWN_FUNCTIONS = (*FUNCTIONS, *PER_CALL)


def per_call(cast: Cast) -> dict[str, Callable[..., object]]:
    """The functions that answer for one case, as lists of contexts.

    `holders(role)`, `organisations(kind …)`, and `asked(element)`: who has an open task now, or is offered it.
    """

    def holders(role: object) -> object:
        return [holder.as_context() for holder in cast.holders(role)] if isinstance(role, str) else None

    def known_organisations(*kinds: object) -> object:
        wanted = [kind for kind in kinds if isinstance(kind, str)]
        found = organisations.all_of(cast.session, *wanted)
        return [{"org": one.key, "country": one.country, "kind": one.kind} for one in found]

    def asked(element: object) -> object:
        return [holder.as_context() for holder in asking.of(cast, element)] if isinstance(element, str) else None

    return {"holders": holders, "organisations": known_organisations, "asked": asked}


def environment() -> execution.Environment:
    """What every program of the product is compiled with."""
    return execution.Environment(functions=FUNCTIONS, moment=moment)
