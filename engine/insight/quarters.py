"""Quarters of a year, as people of both countries live through them."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from engine.people import calendars

_TEXT = re.compile("([0-9]{4})-Q([1-4])")
MONTHS = 3


@dataclass(frozen=True, order=True)
class Quarter:
    """One quarter; as text 2027-Q2."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def first(self) -> datetime:
        """Its first moment."""
        day = date(self.year, (self.number - 1) * MONTHS + 1, 1)
        return datetime.combine(day, time.min, calendars.HOME_ZONE)

    @property
    def before(self) -> "Quarter":
        """The quarter before."""
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)

    @property
    def after(self) -> "Quarter":
        """The quarter after."""
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year + 1, 1)


def of(moment: datetime) -> Quarter:
    """The quarter in which a moment falls."""
    day = calendars.day_of(moment)
    return Quarter(day.year, (day.month - 1) // MONTHS + 1)


def read(text: str) -> Quarter | None:
    """A quarter from its text, or None."""
    found = _TEXT.fullmatch(text)
    return Quarter(int(found[1]), int(found[2])) if found and int(found[1]) > 1 else None


def last(moment: datetime, count: int) -> list[Quarter]:
    """The quarter of a moment and those before it, newest first."""
    found = [of(moment)]
    while len(found) < count:
        found.append(found[-1].before)
    return found
