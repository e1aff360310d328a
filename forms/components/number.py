"""Questions answered with a number."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import ClassVar

from wtforms import Field, StringField
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from forms import drawing, numbers
from forms.components.component import Fault
from forms.components.question import Question, Typed, Unreadable
from forms.texts import Definition, Text, part

_EXAMPLE = Decimal("1234.5")


class Number(Question):
    """`number`: typed with the signs of the reader's language, kept as a Decimal."""

    form_type: ClassVar[str] = "number"
    kind = drawing.Kind.NUMBER
    field_type: ClassVar[type[Field]] = StringField
    width = "short"

    def read(self, typed: Typed) -> Decimal:
        return self._read_in(str(typed), self.sheet.reader.language)

    def write(self, value: object) -> Typed:
        language = self.sheet.reader.language
        if isinstance(value, str) and self.sheet.typed_in != language:
            try:
                value = self._read_in(value, self.sheet.typed_in)
            except Unreadable:
                return str(value)
        if isinstance(value, Decimal | int):
            return numbers.write(value, language)
        return super().write(value)

    def show(self, value: object) -> Text:
        if not isinstance(value, Decimal | int):
            return super().show(value)
        whole = numbers.write(value, self.sheet.reader.language, grouped=self.setting("widget") != "year")
        suffix = self._adorner("suffix")
        return Text(f"{whole} {suffix}" if suffix else whole)

    def rules(self) -> list[object]:
        return [InRange(self), FewDecimals(self)]

    def limits(self) -> drawing.Limits:
        language, (least, most) = self.sheet.reader.language, self.bounds()
        return drawing.Limits(
            minimum=None if least is None else numbers.write(least, language, grouped=True),
            maximum=None if most is None else numbers.write(most, language, grouped=True),
        )

    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """Least and greatest number allowed."""
        return decimal_or_none(self.rule("min")), decimal_or_none(self.rule("max"))

    def decimals(self) -> int | None:
        """How many decimals may be given; None = any."""
        return _digits(self.definition.get("decimalDigits"))

    def input_mode(self) -> str:
        least, _ = self.bounds()
        if least is None or least < 0:
            return "text"  # number pads of phones have no minus sign
        return "numeric" if self.decimals() == 0 else "decimal"

    @classmethod
    def faults(cls, definition: Definition, languages: tuple[str, ...]) -> Iterator[Fault]:
        yield from super().faults(definition, languages)
        rules = part(definition, "validate")
        for name, value in (("min", rules.get("min")), ("max", rules.get("max"))):
            if value is not None and decimal_or_none(value) is None and not str(value).startswith("="):
                yield "bad_rule", {"rule": name, "value": str(value)}
        least, most = decimal_or_none(rules.get("min")), decimal_or_none(rules.get("max"))
        if least is not None and most is not None and least > most:
            yield "bad_rule", {"rule": "min", "value": str(rules["min"])}
        digits = definition.get("decimalDigits")
        if digits is not None and _digits(digits) is None:
            yield "bad_rule", {"rule": "decimalDigits", "value": str(digits)}

    def _read_in(self, text: str, language: str) -> Decimal:
        try:
            return numbers.read(text, language)
        except numbers.Ambiguous as fault:
            raise Unreadable(self._could_be_two(text)) from fault
        except numbers.NotANumber as fault:
            example = numbers.write(_EXAMPLE, self.sheet.reader.language, grouped=True)
            raise Unreadable(self.gettext("Write a number, for example %(example)s.") % {"example": example}) from fault

    def _could_be_two(self, text: str) -> str:
        whole, fraction = text.strip().lstrip("-").replace(",", ".").split(".")
        language = self.sheet.reader.language
        return self.gettext("%(typed)s can be read in two ways: write %(large)s or %(small)s.") % {
            "typed": text.strip(),
            "large": numbers.write(Decimal(whole + fraction), language),
            "small": numbers.write(Decimal(f"{whole}.{fraction}"), language),
        }


class InRange:
    """Not too small, not too large, said with the numbers as the reader writes them."""

    def __init__(self, question: Number) -> None:
        self.question = question

    def __call__(self, form: BaseForm, field: Field) -> None:
        number, (least, most) = self.question.read(field.data), self.question.bounds()
        if (least is None or number >= least) and (most is None or number <= most):
            return
        raise ValidationError(
            self._sentence(least, most) % {"min": self.question.limits().minimum, "max": self.question.limits().maximum}
        )

    def _sentence(self, least: Decimal | None, most: Decimal | None) -> str:
        if most is None:
            return self.question.gettext("Number must be at least %(min)s.")
        if least is None:
            return self.question.gettext("Number must be at most %(max)s.")
        return self.question.gettext("Number must be between %(min)s and %(max)s.")


class FewDecimals:
    """No more decimals than asked for; trailing zeros do not count."""

    def __init__(self, question: Number) -> None:
        self.question = question

    def __call__(self, form: BaseForm, field: Field) -> None:
        allowed, exponent = self.question.decimals(), self.question.read(field.data).normalize().as_tuple().exponent
        if allowed is None or not isinstance(exponent, int) or -exponent <= allowed:
            return
        if allowed == 0:
            raise ValidationError(self.question.gettext("Write a whole number."))
        sentence = self.question.ngettext(
            "Write at most %(count)d decimal.", "Write at most %(count)d decimals.", allowed
        )
        raise ValidationError(sentence % {"count": allowed})


def decimal_or_none(value: object) -> Decimal | None:
    """A bound as written in a definition, where numbers always have a point; nothing larger than can be typed."""
    if value is None or isinstance(value, bool):
        return None
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found.adjusted()) < numbers.MOST_DIGITS else None


def _digits(value: object) -> int | None:
    """A number of decimals that can be typed."""
    found = decimal_or_none(value)
    return int(found) if found is not None and found == int(found) and 0 <= found <= numbers.MOST_DIGITS else None
