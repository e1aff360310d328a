"""Dates, times and durations as text and back (ISO 8601 as clause 10.3.4.1 narrows it, with `@zone`)."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.feel import far
from engine.feel.far import FarDate, FarMoment
from engine.feel.values import DayTimeDuration, Value, YearMonthDuration

_DATE = re.compile(r"(-?)(\d{4}|[1-9]\d{4,8})-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(
    r"(\d\d):(\d\d):(\d\d)(\.\d{1,30})?(Z|z|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z][A-Za-z0-9_+/-]{0,60})?", re.ASCII
)
_YEAR_MONTH = re.compile(r"(-?)P(?:(\d{1,15})Y)?(?:(\d{1,15})M)?", re.ASCII)
_DAY_TIME = re.compile(
    r"(-?)P(?:(\d{1,15})D)?(?:T(?:(\d{1,15})H)?(?:(\d{1,15})M)?(?:(\d{1,15}(?:\.\d{0,30})?)S)?)?", re.ASCII
)
_MICROSECONDS = {"D": 86_400_000_000, "H": 3_600_000_000, "M": 60_000_000}
MAX_MONTHS = 12 * 999_999_999
MAX_OFFSET = timedelta(hours=18)


def read(text: str) -> Value:
    """Whatever temporal value the text is, or None: what `@"…"` means."""
    for reader in (read_date, read_date_time, read_time, read_duration):
        value = reader(text)
        if value is not None:
            return value
    return None


def read_date(text: str) -> date | FarDate | None:
    match = _DATE.fullmatch(text)
    if match is None or (match[1] and not int(match[2])):
        return None
    year = -int(match[2]) if match[1] else int(match[2])
    try:
        return far.made(year, int(match[3]), int(match[4])) if year else None
    except ValueError:
        return None


def read_time(text: str) -> time | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    try:
        zone = read_zone(match[5]) if match[5] else None
        return time(int(match[1]), int(match[2]), int(match[3]), _microseconds(match[4]), tzinfo=zone)
    except ValueError:
        return None


def read_date_time(text: str) -> datetime | FarMoment | None:
    """`<date>T<time>`, or a date alone, which means its midnight."""
    day_text, separator, time_text = text.partition("T")
    day = read_date(day_text)
    if day is None:
        return None
    if not separator:
        return far.combined(day, time())
    if time_text.startswith("24:00:00"):
        return _end_of_day(day, time_text)
    clock = read_time(time_text)
    return None if clock is None else far.combined(day, clock)


def read_duration(text: str) -> DayTimeDuration | YearMonthDuration | None:
    match = _YEAR_MONTH.fullmatch(text)
    if match is not None and (match[2] or match[3]):
        months = int(match[2] or 0) * 12 + int(match[3] or 0)
        return None if months > MAX_MONTHS else YearMonthDuration(-months if match[1] else months)
    match = _DAY_TIME.fullmatch(text)
    if match is None or text.endswith(("P", "T")):
        return None
    return _day_time(match)


def read_zone(text: str) -> tzinfo:
    """`Z`, an offset or `@Area/City`; raises ValueError."""
    if text in ("Z", "z"):
        return UTC
    if text.startswith("@"):
        return named_zone(text[1:])
    hours, minutes, *seconds = (int(part) for part in text[1:].split(":"))
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds[0] if seconds else 0)
    if offset > MAX_OFFSET or minutes > 59 or (seconds and seconds[0] > 59):
        raise ValueError(text)
    return timezone(-offset if text[0] == "-" else offset) if offset else UTC


def named_zone(name: str) -> tzinfo:
    """A zone of the time zone database; raises ValueError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError) as problem:
        raise ValueError(name) from problem


def write(value: Value) -> str:
    """The text of a temporal value, as `string()` gives it."""
    if isinstance(value, (datetime, FarMoment)):
        twin = far.apart(value)[1]
        return f"{write(day_of(value))}T{_clock(twin.time())}{_zone(twin.tzinfo, twin)}"
    if isinstance(value, FarDate):
        return str(value)
    if isinstance(value, time):
        return _clock(value) + _zone(value.tzinfo, None)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, YearMonthDuration):
        return _write_months(value.months)
    return _write_length(value.length)


def day_of(moment: datetime | FarMoment) -> date | FarDate:
    """The date of a moment, where it is."""
    return far.made(moment.year, moment.month, moment.day)


def zone_name(zone: tzinfo | None) -> str | None:
    """The name of a named zone; offsets have none."""
    if zone is UTC:
        return "Z"
    return zone.key if isinstance(zone, ZoneInfo) else None


def _end_of_day(day: date | FarDate, text: str) -> datetime | FarMoment | None:
    clock = read_time("00" + text[2:])
    if clock is None or clock.microsecond:
        return None
    try:
        return far.combined(far.shifted(day, timedelta(days=1)), clock)
    except OverflowError:
        return None


def _microseconds(fraction: str | None) -> int:
    return int(fraction[1:7].ljust(6, "0")) if fraction else 0


def _day_time(match: re.Match[str]) -> DayTimeDuration | None:
    sign, days, hours, minutes, seconds = match.groups()
    total = sum(int(amount or 0) * _MICROSECONDS[unit] for amount, unit in ((days, "D"), (hours, "H"), (minutes, "M")))
    total += int(Decimal(seconds or 0) * 1_000_000)
    try:
        return DayTimeDuration(timedelta(microseconds=-total if sign else total))
    except OverflowError:
        return None


def _clock(value: time) -> str:
    text = value.replace(microsecond=0, tzinfo=None).isoformat()
    return f"{text}.{value.microsecond:06d}".rstrip("0") if value.microsecond else text


def _zone(zone: tzinfo | None, moment: datetime | None) -> str:
    if zone is None:
        return ""
    if isinstance(zone, ZoneInfo):
        return f"@{zone.key}"
    offset = zone.utcoffset(moment) or timedelta()
    if not offset:
        return "Z"
    total = abs(int(offset.total_seconds()))
    text = f"{'-' if offset < timedelta() else '+'}{total // 3600:02d}:{total // 60 % 60:02d}"
    return text + (f":{total % 60:02d}" if total % 60 else "")


def _write_months(months: int) -> str:
    years, rest = divmod(abs(months), 12)
    text = (f"{years}Y" if years else "") + (f"{rest}M" if rest else "")
    return ("-" if months < 0 else "") + "P" + (text or "0M")


def _write_length(length: timedelta) -> str:
    positive = abs(length)
    hours, rest = divmod(positive.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    fraction = f".{positive.microseconds:06d}".rstrip("0") if positive.microseconds else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{seconds}{fraction}S" if seconds or fraction else ""
    text = (f"{positive.days}D" if positive.days else "") + (f"T{clock}" if clock else "")
    return ("-" if length < timedelta() else "") + "P" + (text or "T0S")


def require_plain_zone(value: far.Day | time) -> None:
    """Raises TypeError for a zone that has neither a name nor one fixed offset: its text would lose it."""
    zone = value.tzinfo if isinstance(value, (datetime, time, FarMoment)) else None
    if zone is not None and not isinstance(zone, timezone | ZoneInfo):
        raise TypeError(f"zone without a name: {type(zone).__name__}")
