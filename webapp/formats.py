"""Days, times, numbers and money as the reader writes them, and deadlines in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import dates, numbers
from flask import Flask, current_app, g
from flask_babel import gettext as _
from flask_babel import ngettext

from engine import clock
from forms import dates as typed_dates
from webapp import languages, people

LATE, SOON, CALM = "late", "soon", "calm"
SOON_DAYS = 1


@dataclass(frozen=True)
class Due:
    """A deadline in words, and how near it is: `late`, `soon` or `calm`."""

    words: str
    kind: str


def install(app: Flask) -> None:
    """Make the formats known to templates as filters."""
    filters = {
        "day": day,
        "moment": moment,
        "time_of_day": time_of_day,
        "iso": iso,
        "number": number,
        "percent": percent,
        "money": money,
        "due": due,
    }
    app.jinja_env.filters.update(filters)


@contextmanager
def in_zone(zone: str) -> Iterator[None]:
    """Write for somebody in this zone, whoever makes the words."""
    before = g.get("zone")
    g.zone = zone
    try:
        yield
    finally:
        g.zone = before


def reader_zone() -> ZoneInfo:
    """The time zone of the reader's organisation."""
    if g.get("zone"):
        return ZoneInfo(g.zone)
    person = people.somebody()
    return ZoneInfo(person.organisation.zone if person is not None else current_app.config["ZONE"])


def day(value: date | datetime | None, style: str = "medium") -> str:
    """A day in the reader's language and zone; `style` is "short", "medium", "long" or "full"."""
    if value is None:
        return ""
    return dates.format_date(local_day(value), style, locale=languages.locale())


def day_and_month(value: date) -> str:
    """A day where the year goes without saying, as "6. juni"."""
    return dates.format_skeleton("MMMMd", value, locale=languages.locale())


def moment(value: datetime | None) -> str:
    """Day and time, as "23. nov. 2026 kl. 08.12"."""
    if value is None:
        return ""
    words = {"day": day(value), "time": time_of_day(value)}
    return _("%(day)s at %(time)s", **words)


def time_of_day(value: datetime) -> str:
    """Hours and minutes on the reader's clock."""
    return dates.format_time(value, "short", tzinfo=reader_zone(), locale=languages.locale())


def iso(value: date | datetime) -> str:
    """For the attribute `datetime` of a `time` element."""
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()


def number(value: int | float | Decimal | None) -> str:
    """A number with the reader's separators."""
    return "" if value is None else numbers.format_decimal(value, locale=languages.locale())


def percent(value: float | Decimal | None) -> str:
    """A share, 0.12 as "12 %"."""
    return "" if value is None else numbers.format_percent(value, locale=languages.locale())


def money(amount: int | float | Decimal | None, currency: str) -> str:
    """An amount with its ISO code, since both countries write "kr"."""
    return "" if amount is None else f"{number(amount)}\N{NO-BREAK SPACE}{currency}"


def due(deadline: datetime | None, now: datetime | None = None) -> Due:
    """How far away a deadline is, counted in days of the reader's calendar."""
    if deadline is None:
        return Due(_("No deadline"), CALM)
    now = now or clock.now()
    days = (local_day(deadline) - local_day(now)).days
    if deadline < now:
        return Due(_("Overdue"), LATE)
    words = {0: _("Today"), 1: _("Tomorrow")}.get(days) or ngettext("In %(num)s day", "In %(num)s days", days)
    return Due(words, SOON if days <= SOON_DAYS else CALM)


def typed_day(value: date | None) -> str:
    """A day as the reader would type it in a field."""
    return typed_dates.write(value, languages.current()) if value is not None else ""


def parse_day(text: str) -> date | None:
    """The day somebody typed in an address or a field, or None when it is none."""
    try:
        return typed_dates.read(text)
    except typed_dates.NotADate:
        return None


def local_day(value: date | datetime) -> date:
    """The day on which the reader lives through a moment."""
    return value.astimezone(reader_zone()).date() if isinstance(value, datetime) else value
