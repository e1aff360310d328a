"""Small forms of our own pages: what was typed survives, and every fault has one sentence and its field."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import Form, SelectField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.fields import Field
from wtforms.validators import StopValidation

from forms import dates
from webapp import languages
from webapp.characters import without_controls

EXAMPLE = date(2027, 3, 25)


class PlainForm(Form):
    """A form whose faults are listed first on its page."""

    def refuse(self, sentence: str, field: Field | None = None) -> None:
        """Say what the engine has against what was sent, at a field or of the whole."""
        if field is None:
            self.form_errors.append(sentence)
        else:
            field.errors = [*field.errors, sentence]

    def problems(self) -> list[tuple[str, str, str]]:
        """Field, label and sentence of each fault; of the whole form without a field."""
        found = [(field.id, str(field.label.text), str(fault)) for field in self for fault in field.errors]
        return found + [("", "", str(fault)) for fault in self.form_errors]


class Choice(SelectField):
    """One of a list; `choices`, pairs of value and words, are set per request."""

    def __init__(self, label: Any = None, **more: Any) -> None:
        super().__init__(label, validate_choice=False, choices=[], **more)

    def pre_validate(self, form: Any) -> None:
        """What is not in the list was not chosen there."""
        _require_offered(self, {self.data or ""})


class Ticks(SelectMultipleField):
    """Any of a few, each with a box to tick; `choices`, pairs of value and words, are set per request."""

    def __init__(self, label: Any = None, **more: Any) -> None:
        super().__init__(label, validate_choice=False, choices=[], **more)

    def pre_validate(self, form: Any) -> None:
        """What is not in the list was not ticked there."""
        _require_offered(self, set(self.data or ()))


class DayField(StringField):
    """A day as the reader writes it. `data` is what was typed, `day` the day meant, None while it is none."""

    day: date | None = None

    def pre_validate(self, form: Any) -> None:
        """Read the day; an empty field is left to the validators."""
        self.data = (self.data or "").strip()
        if not self.data:
            return
        try:
            self.day = dates.read(self.data, languages.current())
        except dates.NotADate as fault:
            raise StopValidation(_no_day(fault)) from fault

    def show(self, day: date | None) -> None:
        """Put a day into the field as the reader would write it."""
        self.data, self.day = dates.write(day, languages.current()) if day else "", day

    def hint(self) -> str:
        """How to write a day."""
        return dates.hint(languages.current())


class LineField(StringField):
    """One line of words, without space around it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was typed."""
        self.data = without_controls(valuelist[0], " ").strip() if valuelist else ""


class WordsField(TextAreaField):
    """Words without characters that are no text, and without space around them."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was typed."""
        self.data = without_controls(valuelist[0], " ").replace("\r\n", "\n").strip() if valuelist else ""


class Words:
    """Words must be there: so many characters at least and at most; `missing` is the sentence when they are not."""

    def __init__(self, missing: Any, shortest: int = 1, longest: int = 2_000) -> None:
        self.missing, self.shortest, self.longest = missing, shortest, longest

    def __call__(self, form: Form, field: Field) -> None:
        """Raise ValidationError for what is too short or too long."""
        if len(field.data or "") < self.shortest:
            raise ValidationError(str(self.missing))
        if len(field.data) > self.longest:
            raise ValidationError(_("Use at most %(count)s characters.", count=self.longest))


def _require_offered(field: SelectField, chosen: set[str]) -> None:
    offered: Any = field.choices or ()
    if not chosen <= {str(value) for value, _words in offered}:
        raise ValidationError(_("Choose from the list."))


def _no_day(fault: dates.NotADate) -> str:
    language = languages.current()
    if isinstance(fault, dates.NoSuchDay):
        return _("%(day)s does not exist in %(year)s. Write another date.", day=fault.name(language), year=fault.year)
    facts = {"format": dates.hint(language), "example": dates.write(EXAMPLE, language)}
    return _("Write a date as %(format)s, for example %(example)s.", **facts)
