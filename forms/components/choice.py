"""Questions answered by ticking and choosing."""

from collections.abc import Iterator
from typing import ClassVar

from wtforms import BooleanField, Field, RadioField, SelectField, SelectMultipleField
from wtforms.form import BaseForm
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from forms import drawing
from forms.components.choosing import TRUE, Choosing, listed
from forms.components.component import Fault
from forms.components.number import decimal_or_none
from forms.components.question import Question, Typed
from forms.texts import Definition, Text, properties
from forms.wording import wording


class Checkbox(Question):
    """`checkbox`: true or false; where it is required it must be ticked."""

    form_type: ClassVar[str] = "checkbox"
    kind = drawing.Kind.CHECKBOX
    field_type: ClassVar[type[Field]] = BooleanField

    @property
    def value(self) -> object:
        return self.typed is True

    def from_post(self, values: list[str]) -> Typed:
        return bool(values) and values[0].lower() not in ("", "false", "0")

    def write(self, value: object) -> Typed:
        return value is True or value in TRUE

    def show(self, value: object) -> Text:
        return Text(wording(value if isinstance(value, bool) else None, self.sheet.reader))

    def missing(self) -> str:
        return self.gettext("Tick the box to go on.")


class ChooseOne(Choosing):
    """One option out of several."""

    def read(self, typed: Typed) -> object:
        return self.stored(self.check_option(str(typed)))

    def write(self, value: object) -> Typed:
        return self.option_of(value)

    def show(self, value: object) -> Text:
        return self.label_of(value)


class Radio(ChooseOne):
    """`radio`: all options in sight."""

    form_type: ClassVar[str] = "radio"
    kind = drawing.Kind.RADIO
    field_type: ClassVar[type[Field]] = RadioField

    def missing(self) -> str:
        return self.gettext("Choose an answer.")


class Select(ChooseOne):
    """`select`: a list that opens; people, organisations and cases are chosen by one with `valuesExpression`."""

    form_type: ClassVar[str] = "select"
    kind = drawing.Kind.SELECT
    field_type: ClassVar[type[Field]] = SelectField

    def missing(self) -> str:
        return self.gettext("Choose an answer.")

    def blank_choice(self) -> dict[str, str]:
        return {"": ""}


class ChooseMany(Choosing):
    """Any number of options, within the properties `min` and `max`."""

    def read(self, typed: Typed) -> object:
        return [self.stored(self.check_option(option)) for option in listed(typed)]

    def nothing(self) -> object:
        return []

    def write(self, value: object) -> Typed:
        return [self.option_of(item) for item in listed(value)]

    def from_post(self, values: list[str]) -> Typed:
        return list(dict.fromkeys(value for value in values if value))

    def show(self, value: object) -> Text:
        return Text(", ".join(self.show_each(value)))

    def show_each(self, value: object) -> tuple[str, ...]:
        return tuple(self.label_of(item) for item in listed(value))

    def missing(self) -> str:
        return self.gettext("Choose at least one answer.")

    def rules(self) -> list[object]:
        return [HowMany(self)]

    def bounds(self) -> tuple[int, int | None]:
        """Fewest and most options that may be chosen."""
        fewest, most = decimal_or_none(self.setting("min") or None), decimal_or_none(self.setting("max") or None)
        return int(fewest or 0), None if most is None else int(most)

    def limits(self) -> drawing.Limits:
        fewest, most = self.bounds()
        return drawing.Limits(minimum=str(fewest) if fewest else None, maximum=None if most is None else str(most))

    @classmethod
    def faults(cls, definition: Definition, languages: tuple[str, ...]) -> Iterator[Fault]:
        yield from super().faults(definition, languages)
        for name in ("min", "max"):
            value = properties(definition).get(name)
            if value is not None and decimal_or_none(value) is None:
                yield "bad_rule", {"rule": name, "value": str(value)}
        fewest, most = (decimal_or_none(properties(definition).get(name)) for name in ("min", "max"))
        if fewest is not None and most is not None and fewest > most:
            yield "bad_rule", {"rule": "min", "value": str(fewest)}


class TickBoxes(SelectMultipleField):
    """Several choices as a list of tick boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Checklist(ChooseMany):
    """`checklist`: all options in sight."""

    form_type: ClassVar[str] = "checklist"
    kind = drawing.Kind.CHECKLIST
    field_type: ClassVar[type[Field]] = TickBoxes


class Taglist(ChooseMany):
    """`taglist`: many options."""

    form_type: ClassVar[str] = "taglist"
    kind = drawing.Kind.TAGLIST
    field_type: ClassVar[type[Field]] = SelectMultipleField


class HowMany:
    """Neither too few options nor too many."""

    def __init__(self, question: ChooseMany) -> None:
        self.question = question

    def __call__(self, form: BaseForm, field: Field) -> None:
        (fewest, most), chosen = self.question.bounds(), len(field.data)
        if chosen < fewest:
            sentence = self.question.ngettext(
                "Choose at least %(count)d answer.", "Choose at least %(count)d answers.", fewest
            )
            raise ValidationError(sentence % {"count": fewest})
        if most is not None and chosen > most:
            sentence = self.question.ngettext(
                "Choose at most %(count)d answer.", "Choose at most %(count)d answers.", most
            )
            raise ValidationError(sentence % {"count": most})
