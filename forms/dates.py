"""Dates as people in Denmark, Sweden and Britain write them; ISO is read in every language."""

import re
from datetime import date

from babel.dates import format_date

from forms.numbers import LOCALES

_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})(?P<sign>[./-])\s?(?P<month>\d{1,2})(?P=sign)\s?(?P<year>\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})(?P<sign>[./-])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})", re.ASCII)

_HINTS = {"da": "dd-mm-åååå", "sv": "åååå-mm-dd", "en": "dd/mm/yyyy"}
_PATTERNS = {"da": "%d-%m-%Y", "sv": "%Y-%m-%d", "en": "%d/%m/%Y"}


class NotADate(ValueError):
    """The text is no date, or no day of the calendar."""


def hint(language: str) -> str:
    """How to type a date, in the reader's letters."""
    return _HINTS.get(language, "yyyy-mm-dd")


def read(text: str) -> date:
    """The day meant, day first or year first; raises NotADate. A year has four digits."""
    match = _DAY_FIRST.fullmatch(text.strip()) or _YEAR_FIRST.fullmatch(text.strip())
    if match is None:
        raise NotADate(text)
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError as impossible:
        raise NotADate(text) from impossible


def write(day: date, language: str) -> str:
    """The day as the hint asks for it; four digits of the year at all times."""
    year_first = f"{day.year:04}-{day.month:02}-{day.day:02}"
    pattern = _PATTERNS.get(language, "%Y-%m-%d")
    return pattern.replace("%Y", year_first[:4]).replace("%m", year_first[5:7]).replace("%d", year_first[8:])


def show(day: date, language: str) -> str:
    """The day in words, for reading."""
    return str(format_date(day, "long", locale=LOCALES.get(language, language)))
