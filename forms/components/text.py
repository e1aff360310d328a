"""Questions answered in words."""

import re
from collections.abc import Iterator
from typing import ClassVar

from wtforms import Field, StringField, TextAreaField
from wtforms.form import BaseForm
from wtforms.validators import Email, ValidationError

from forms import drawing, numbers
from forms.components.component import Fault
from forms.components.question import Question, Typed
from forms.sheet import Path, Sheet
from forms.texts import Definition, Text, part, properties, written
from forms.wording import wording

PATTERN_MESSAGE = "pattern:message"

_PHONE = re.compile(r"(\+|00)[1-9][0-9 ()-]{5,20}", re.ASCII)
_KINDS = {"email": drawing.Kind.EMAIL, "phone": drawing.Kind.PHONE}
_INPUT_MODES = {drawing.Kind.EMAIL: "email", drawing.Kind.PHONE: "tel"}
_SHORT = 40
_MOST_CHARACTERS = 20_000


class TextField(Question):
    """`textfield`: one line; may have to be a mail address, a phone number, or fit a pattern."""

    form_type: ClassVar[str] = "textfield"
    kind = drawing.Kind.TEXT
    field_type: ClassVar[type[Field]] = StringField

    def __init__(self, definition: Definition, sheet: Sheet, path: Path = ()) -> None:
        super().__init__(definition, sheet, path)
        self.kind = _KINDS.get(str(self.rule("validationType")), self.kind)
        longest = self.limits().max_length
        self.width = "medium" if longest and longest <= _SHORT else self.width

    def write(self, value: object) -> Typed:
        return wording(value, self.sheet.reader)

    def show(self, value: object) -> Text:
        return Text(wording(value, self.sheet.reader))

    def rules(self) -> list[object]:
        checks: list[object] = [OfGoodLength(self)]
        if pattern := self.rule("pattern"):
            checks.append(Fits(self, str(pattern)))
        if self.kind is drawing.Kind.EMAIL:
            checks.append(Email())
        if self.kind is drawing.Kind.PHONE:
            checks.append(PhoneNumber(self))
        return checks

    def limits(self) -> drawing.Limits:
        return drawing.Limits(min_length=_length(self.rule("minLength")), max_length=_length(self.rule("maxLength")))

    def input_mode(self) -> str:
        return _INPUT_MODES.get(self.kind, "")

    @classmethod
    def faults(cls, definition: Definition, languages: tuple[str, ...]) -> Iterator[Fault]:
        yield from super().faults(definition, languages)
        rules = part(definition, "validate")
        for name in ("minLength", "maxLength"):
            if rules.get(name) is not None and _length(rules[name]) is None:
                yield "bad_rule", {"rule": name, "value": str(rules[name])}
        shortest, longest = _length(rules.get("minLength")), _length(rules.get("maxLength"))
        if shortest is not None and shortest > (_MOST_CHARACTERS if longest is None else longest):
            yield "bad_rule", {"rule": "minLength", "value": str(shortest)}
        if rules.get("validationType") not in (None, "", "custom", *_KINDS):
            yield "bad_rule", {"rule": "validationType", "value": str(rules["validationType"])}
        yield from _untranslated_message(definition, languages)


class TextArea(TextField):
    """`textarea`: several lines."""

    form_type: ClassVar[str] = "textarea"
    kind = drawing.Kind.TEXTAREA
    field_type: ClassVar[type[Field]] = TextAreaField

    def rows(self) -> int:
        """Height of the input: more lines where much may or must be written."""
        longest, shortest = self.limits().max_length, self.limits().min_length or 0
        return 3 if longest and longest <= 300 else 8 if shortest >= 100 else 5


class OfGoodLength:
    """Neither too short nor too long; says how much was typed, with the numbers as the reader writes them."""

    def __init__(self, question: Question) -> None:
        self.question = question

    def __call__(self, form: BaseForm, field: Field) -> None:
        limits, count = self.question.limits(), len(str(field.data))
        least, most = limits.min_length or 0, limits.max_length or _MOST_CHARACTERS
        if count > most:
            sentence = self.question.gettext("You have written %(count)s characters; there is room for %(max)s.")
        elif count < least:
            sentence = self.question.ngettext(
                "You have written %(count)s character; write at least %(min)s.",
                "You have written %(count)s characters; write at least %(min)s.",
                count,
            )
        else:
            return
        raise ValidationError(sentence % self._in_words(count=count, min=least, max=most))

    def _in_words(self, **figures: int) -> dict[str, str]:
        language = self.question.sheet.reader.language
        return {name: numbers.write(figure, language, grouped=True) for name, figure in figures.items()}


class Fits:
    """The answer must hold what a pattern describes; the form may say in words what that is."""

    def __init__(self, question: Question, pattern: str) -> None:
        self.question = question
        self.pattern = pattern

    def __call__(self, form: BaseForm, field: Field) -> None:
        fits = self.question.sheet.reader.fits(str(field.data), self.pattern)
        if fits is None:
            raise ValidationError(
                self.question.gettext(
                    "The answer could not be checked. Write it shorter; if that does not help, ask a coordinator to "
                    "have the form mended."
                )
            )
        if not fits:
            raise ValidationError(
                self.question.text(PATTERN_MESSAGE)
                or self.question.gettext("The answer is not written in the expected way.")
            )


class PhoneNumber:
    """A number that can be called from both countries."""

    def __init__(self, question: Question) -> None:
        self.question = question

    def __call__(self, form: BaseForm, field: Field) -> None:
        if not _PHONE.fullmatch(str(field.data)):
            raise ValidationError(
                self.question.gettext("Write the phone number with its country code, for example +45 12 34 56 78.")
            )


def _length(value: object) -> int | None:
    try:
        found = int(str(value))
    except ValueError:
        return None
    return found if found >= 0 else None


def _untranslated_message(definition: Definition, languages: tuple[str, ...]) -> Iterator[Fault]:
    if properties(definition).get(PATTERN_MESSAGE):
        for language in languages:
            if not written(definition, PATTERN_MESSAGE, language):
                yield "missing_language", {"attribute": PATTERN_MESSAGE, "language": language}
