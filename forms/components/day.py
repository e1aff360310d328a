"""Questions answered with a date."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import ClassVar

from wtforms import Field, StringField

from forms import dates, drawing
from forms.components.component import Fault
from forms.components.question import Question, Typed, Unreadable
from forms.sheet import Sheet
from forms.texts import Definition, Text

_EXAMPLE = date(2027, 3, 25)
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Days that people mean; a timer cannot count to the last days of the calendar."""


class Day(Question):
    """`datetime` of subtype `date`: a text input, as a browser's own shows its language and not the page's."""

    form_type: ClassVar[str] = "datetime"
    kind = drawing.Kind.DATE
    field_type: ClassVar[type[Field]] = StringField
    needed_texts: ClassVar[tuple[str, ...]] = ("dateLabel",)
    width = "short"

    @property
    def label(self) -> Text:
        return self.text("dateLabel") or super().label

    def read(self, typed: Typed) -> date:
        return read_day(self, str(typed))

    def write(self, value: object) -> Typed:
        if isinstance(value, str):
            return day_typed(value, self.sheet)
        if isinstance(value, datetime):
            value = value.date()
        return dates.write(value, self.sheet.reader.language) if isinstance(value, date) else super().write(value)

    def show(self, value: object) -> Text:
        if isinstance(value, date):
            return Text(dates.show(value, self.sheet.reader.language))
        return super().show(value)

    def format_hint(self) -> str:
        return dates.hint(self.sheet.reader.language)

    def input_mode(self) -> str:
        return "text"

    @classmethod
    def faults(cls, definition: Definition, languages: tuple[str, ...]) -> Iterator[Fault]:
        yield from super().faults(definition, languages)
        if definition.get("subtype", "date") != "date":
            yield "unknown_type", {"type": f"datetime {definition['subtype']}"}


def read_day(question: Question, typed: str) -> date:
    """The day that was typed; raises Unreadable."""
    try:
        day = dates.read(typed, question.sheet.reader.language)
    except dates.NotADate as fault:
        raise Unreadable(_how_to_mend(question, fault)) from fault
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        words = question.gettext("Write a date in a year from %(first)s to %(last)s.")
        raise Unreadable(words % {"first": FIRST_YEAR, "last": LAST_YEAR})
    return day


def day_typed(value: str, sheet: Sheet) -> str:
    """A day typed before, as this reader would type it."""
    try:
        return dates.write(dates.read(value, sheet.typed_in), sheet.reader.language)
    except dates.NotADate:
        return value


def _how_to_mend(question: Question, fault: dates.NotADate) -> str:
    language = question.sheet.reader.language
    facts = {"format": dates.hint(language), "example": dates.write(_EXAMPLE, language)}
    if isinstance(fault, dates.ShortYear):
        return question.gettext("Write the year with four digits, for example %(example)s.") % facts
    if not isinstance(fault, dates.NoSuchDay):
        return question.gettext("Write a date as %(format)s, for example %(example)s.") % facts
    facts = {"day": fault.name(language), "year": str(fault.year)}
    if fault.in_other_years:
        return question.gettext("%(day)s does not exist in %(year)s. Write another date.") % facts
    return question.gettext("%(day)s does not exist. Write another date.") % facts
