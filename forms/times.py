"""Times of day as people in Denmark, Sweden and Britain write them, and moments in UTC."""

import re
from datetime import UTC, date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

from babel.dates import format_time

from forms.numbers import LOCALES

ZONE = ZoneInfo("Europe/Copenhagen")  # Sweden's clocks show the same

_TIME = re.compile(r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})", re.ASCII)
_HINTS = {"da": "tt.mm", "sv": "tt:mm"}
_SIGNS = {"da": "."}


class NotATime(ValueError):
    """The text is no time of day."""


class NoSuchMoment(ValueError):
    """The clock was put forward over this time of this day."""


def hint(language: str) -> str:
    """How to type a time, in the reader's letters."""
    return _HINTS.get(language, "hh:mm")


def read(text: str) -> time:
    """The time meant, hours from 0 to 23 and minutes; raises NotATime."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise NotATime(text)
    try:
        return time(int(match["hour"]), int(match["minute"]))
    except ValueError as impossible:
        raise NotATime(text) from impossible


def write(clock: time, language: str) -> str:
    """The time as the hint asks for it."""
    return f"{clock.hour:02}{_SIGNS.get(language, ':')}{clock.minute:02}"


def show(clock: time, language: str) -> str:
    """The time as the language writes it, for reading."""
    return str(format_time(clock.replace(tzinfo=None), "short", locale=LOCALES.get(language, language)))


def moment(day: date, clock: time, zone: tzinfo) -> datetime:
    """The moment in UTC; of two times of the same name, in autumn, the first. Raises NoSuchMoment, in spring."""
    shown = datetime.combine(day, clock, tzinfo=zone)
    try:
        found = shown.astimezone(UTC)
    except OverflowError as impossible:
        raise NoSuchMoment(str(shown)) from impossible
    if found.astimezone(zone).replace(tzinfo=None) != shown.replace(tzinfo=None):
        raise NoSuchMoment(str(shown))
    return found


def local(moment: datetime, zone: tzinfo) -> datetime:
    """The moment on the clocks of a zone; one without a zone is there already."""
    return moment.astimezone(zone) if moment.tzinfo is not None else moment
