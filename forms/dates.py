"""Dates as people in Denmark, Sweden and Britain write them; ISO is read in every language."""

import calendar
import re
from datetime import date

from babel.dates import format_date, format_skeleton

from forms.numbers import LOCALES

_SIGN = r"(?:\s*[./-]\s*|\s+)"
_DAY, _MONTH, _YEAR = "(?P<day>[0-9]{1,2})", "(?P<month>[0-9]{1,2})", "(?P<year>[0-9]{4})"
_DAY_FIRST = re.compile(f"{_DAY}{_SIGN}{_MONTH}{_SIGN}(?:{_YEAR}|(?P<short>[0-9]{{2}}))")
_YEAR_FIRST = re.compile(f"{_YEAR}{_SIGN}{_MONTH}{_SIGN}{_DAY}")
_EITHER_FIRST = {"sv": re.compile("[0-9]{2}-[0-9]{2}-[0-9]{2}")}

_CENTURY, _LEAP_YEAR = 2000, 2000
_HINTS = {"da": "dd-mm-åååå", "sv": "åååå-mm-dd", "en": "dd/mm/yyyy"}
_PATTERNS = {"da": "%d-%m-%Y", "sv": "%Y-%m-%d", "en": "%d/%m/%Y"}


class NotADate(ValueError):
    """The text is no date."""


class NoSuchDay(NotADate):
    """The text is a date of a day that the calendar does not have."""

    def __init__(self, day: int, month: int, year: int) -> None:
        super().__init__(f"{year}-{month}-{day}")
        self.day, self.month, self.year = day, month, year

    @property
    def in_other_years(self) -> bool:
        """Whether a leap year has the day."""
        return self.day <= calendar.monthrange(_LEAP_YEAR, self.month)[1]

    def name(self, language: str) -> str:
        """The day and its month in words."""
        first = format_skeleton("MMMMd", date(_LEAP_YEAR, self.month, 1), locale=LOCALES.get(language, language))
        return str(first).replace("1", str(self.day))


class ShortYear(NotADate):
    """The year has two digits and may be meant to stand first or last."""


def hint(language: str) -> str:
    """How to type a date, in the reader's letters."""
    return _HINTS.get(language, "yyyy-mm-dd")


def read(text: str, language: str = "") -> date:
    """The day meant, day first or year first; raises NotADate. Two digits of a year are of this century.

    Where the year is usual in front, six digits with hyphens are not guessed at: raises ShortYear.
    """
    typed = text.strip()
    match = _DAY_FIRST.fullmatch(typed) or _YEAR_FIRST.fullmatch(typed)
    if match is None:
        raise NotADate(text)
    if language in _EITHER_FIRST and _EITHER_FIRST[language].fullmatch(typed):
        raise ShortYear(text)
    parts = {name: int(digits) for name, digits in match.groupdict().items() if digits}
    year = parts["year"] if "year" in parts else _CENTURY + parts["short"]
    return _day(parts["day"], parts["month"], year)


def write(day: date, language: str) -> str:
    """The day as the hint asks for it; four digits of the year at all times."""
    year_first = f"{day.year:04}-{day.month:02}-{day.day:02}"
    pattern = _PATTERNS.get(language, "%Y-%m-%d")
    return pattern.replace("%Y", year_first[:4]).replace("%m", year_first[5:7]).replace("%d", year_first[8:])


def show(day: date, language: str) -> str:
    """The day in words, for reading."""
    return str(format_date(day, "long", locale=LOCALES.get(language, language)))


def _day(day: int, month: int, year: int) -> date:
    if not (day and 1 <= month <= 12 and year):
        raise NotADate(f"{year}-{month}-{day}")
    try:
        return date(year, month, day)
    except ValueError as impossible:
        raise NoSuchDay(day, month, year) from impossible
