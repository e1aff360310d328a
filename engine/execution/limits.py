"""What a program is compiled with: functions of the house, how rules become moments, and limits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from engine import feel

Functions = Mapping[str, Callable[..., object]]
Moment = Callable[[object, datetime], datetime]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Where the engine stops: sizes in bytes, everything else as numbers.

    `automatic_steps` and `firings` (of one timer that comes again) hold for one call, `rounds` of a loop for a case.
    """

    automatic_steps: int = 2_000
    firings: int = 1_000
    rounds: int = 10_000
    items: int = 1_000
    scope_depth: int = 20
    call_depth: int = 10
    state_bytes: int = 5_000_000
    answer_bytes: int = 1_000_000
    answer_depth: int = 50


def default_moment(value: object, now: datetime) -> datetime:
    """A date-time, date (its last second in the zone of `now`) or duration as a moment; else ValueError."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=now.tzinfo)
    if isinstance(value, date):
        return datetime.combine(value, time(23, 59, 59), now.tzinfo)
    if isinstance(value, feel.DayTimeDuration):
        return now.astimezone(UTC) + value.length
    if isinstance(value, feel.YearMonthDuration):
        return months_later(now, value.months)
    raise ValueError("not a rule of time")


def months_later(moment: datetime, months: int) -> datetime:
    """The same day and time some months later, or the last day of a shorter month."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))


@dataclass(frozen=True, kw_only=True)
class Environment:
    """Functions every expression may call, the resolver of rules of time, the zone people mean, and limits."""

    functions: Functions = field(default_factory=dict)
    moment: Moment = default_moment
    limits: Limits = Limits()
    zone: str = "Europe/Copenhagen"

    def local(self, now: datetime) -> datetime:
        """`now` as people read it."""
        return now.astimezone(ZoneInfo(self.zone))
