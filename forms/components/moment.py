"""Questions answered with a time of day, or with a day and a time."""

from datetime import date, datetime, time
from typing import ClassVar

from wtforms import Field, StringField

from forms import dates, drawing, times
from forms.components.choosing import listed
from forms.components.day import day_typed, read_day
from forms.components.question import Question, Typed, Unreadable
from forms.texts import Text
from forms.wording import wording

_HALF_PAST_TWO = time(14, 30)


class TimeOfDay(Question):
    """`datetime` of subtype `time`: hours and minutes on the clock of whoever answers, of no day in particular."""

    form_type: ClassVar[str] = "datetime/time"
    kind = drawing.Kind.TIME
    field_type: ClassVar[type[Field]] = StringField
    needed_texts: ClassVar[tuple[str, ...]] = ("timeLabel",)
    width = "short"

    @property
    def label(self) -> Text:
        return self.text("timeLabel") or super().label

    def read(self, typed: Typed) -> object:
        return read_time(self, str(typed))

    def write(self, value: object) -> Typed:
        return time_typed(value, self.sheet.reader.language)

    def show(self, value: object) -> Text:
        return Text(wording(value, self.sheet.reader))

    def format_hint(self) -> str:
        return times.hint(self.sheet.reader.language)


class Moment(Question):
    """`datetime` of subtype `datetime`: day and time in two inputs; kept in UTC, shown on the reader's clock."""

    form_type: ClassVar[str] = "datetime/datetime"
    kind = drawing.Kind.MOMENT
    field_type: ClassVar[type[Field]] = StringField
    needed_texts: ClassVar[tuple[str, ...]] = ("dateLabel",)
    other_texts: ClassVar[tuple[str, ...]] = ("description", "label", "timeLabel")

    @property
    def label(self) -> Text:
        return self.text("label") or self.text("dateLabel") or super().label

    @property
    def time_name(self) -> str:
        """The name of the second input."""
        return f"{self.name}-time"

    def read(self, typed: Typed) -> datetime:
        day, clock = self._halves(typed)
        if not day:
            raise Unreadable(self.gettext("Write the date as well."))
        if not clock:
            raise Unreadable(self.gettext("Write the time as well."))
        try:
            return times.moment(read_day(self, day), read_time(self, clock), self.sheet.reader.zone)
        except times.NoSuchMoment as fault:
            sentence = self.gettext("The clock was put forward that night: there was no %(time)s. Write another time.")
            raise Unreadable(sentence % {"time": clock}) from fault

    def write(self, value: object) -> Typed:
        language = self.sheet.reader.language
        value = _moment_written(value)
        if isinstance(value, datetime):
            local = times.local(value, self.sheet.reader.zone)
            return [dates.write(local.date(), language), times.write(local.time(), language)]
        if isinstance(value, date):
            return [dates.write(value, language), ""]
        day, clock = self._halves([str(half) for half in listed(value)])
        return [day_typed(day, self.sheet), time_typed(clock, language)] if day or clock else []

    def from_post(self, values: list[str]) -> Typed:
        posted = self.sheet.posted
        clock = super().from_post(posted.getlist(self.time_name) if posted is not None else [])
        day = super().from_post(values)
        return [str(day), str(clock)] if day or clock else []

    def show(self, value: object) -> Text:
        return Text(wording(value, self.sheet.reader))

    def halves(self) -> tuple[drawing.Field, ...]:
        (day, clock), language = self._halves(self.typed), self.sheet.reader.language
        return (
            drawing.Field(
                id=self.name,
                name=self.name,
                kind=drawing.Kind.DATE,
                label=(self.text("dateLabel") if self.text("label") else Text()) or Text(self.gettext("Date")),
                format_hint=dates.hint(language),
                typed=day,
                readonly=self.readonly,
                width="short",
            ),
            drawing.Field(
                id=self.time_name,
                name=self.time_name,
                kind=drawing.Kind.TIME,
                label=self.text("timeLabel") or Text(self.gettext("Time")),
                format_hint=times.hint(language),
                typed=clock,
                readonly=self.readonly,
                width="short",
            ),
        )

    def _halves(self, typed: Typed) -> tuple[str, str]:
        given = [*typed, "", ""] if isinstance(typed, list) else [str(typed or ""), ""]
        return given[0], given[1]


def read_time(question: Question, typed: str) -> time:
    """The time of day that was typed; raises Unreadable."""
    language = question.sheet.reader.language
    try:
        return times.read(typed)
    except times.NotATime as fault:
        sentence = question.gettext("Write a time as %(format)s, for example %(example)s.")
        example = times.write(_HALF_PAST_TWO, language)
        raise Unreadable(sentence % {"format": times.hint(language), "example": example}) from fault


def time_typed(value: object, language: str) -> str:
    """A time, or one typed before, as this reader would type it."""
    if isinstance(value, str):
        try:
            value = times.read(value)
        except times.NotATime:
            return str(value)
    return times.write(value, language) if isinstance(value, time) else "" if value is None else str(value)


def _moment_written(value: object) -> object:
    """The moment that ISO text with a time stands for; anything else as it is."""
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) and "T" in value else value
    except ValueError:
        return value
