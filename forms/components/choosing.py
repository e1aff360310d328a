"""Questions whose answers are options: where the options come from and how a chosen one is stored."""

import functools
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from forms import drawing
from forms.components.component import Fault
from forms.components.number import decimal_or_none
from forms.components.question import Question, Unreadable
from forms.texts import Definition, Text, properties, written

TRUE, FALSE = ("yes", "true"), ("no", "false")
_STORES = ("number", "boolean", "text")


class Choosing(Question):
    """Options from the definition, from answers known (`valuesKey`) or from an expression."""

    @functools.cached_property
    def options(self) -> tuple[tuple[str, Text], ...]:
        """Value as posted and label in the reader's language, in order; computed when first asked for."""
        return tuple(self._option(found) for found in self._given_options())

    def place(self, scope: Mapping[str, object]) -> bool:
        if scope != self.scope:
            self.__dict__.pop("options", None)
        return super().place(scope)

    def options_shown(self) -> tuple[drawing.Option, ...]:
        chosen = self.typed if isinstance(self.typed, list) else [self.typed]
        return tuple(
            drawing.Option(
                value=value,
                label=label,
                id=f"{self.name}-{position}" if position else self.name,
                selected=value in chosen,
            )
            for position, (value, label) in enumerate(self.options)
        )

    def not_computed(self) -> str:
        if self.definition.get("valuesExpression") not in self.sheet.reader.failed:
            return super().not_computed()
        if self.required and not self.readonly:
            return self.gettext("The options could not be computed. Ask a coordinator to have the form mended.")
        return self.gettext("The options could not be computed. You can go on without an answer.")

    def stored(self, option: str) -> object:
        """An option's value as the process gets it: text, number or true and false."""
        match self.setting("store"):
            case "number":
                number = decimal_or_none(option)
                if number is None:  # made by an expression, as a written one would not have been published
                    raise Unreadable(self.gettext("Not a valid choice."))
                return number
            case "boolean":
                return option in TRUE
        return option

    def option_of(self, value: object) -> str:
        """The option that stands for a value."""
        if isinstance(value, bool):
            names = TRUE if value else FALSE
            return next((option for option, _ in self.options if option in names), names[0])
        if isinstance(value, Decimal | int):
            return _plain(value)
        return "" if value is None else str(value)

    def label_of(self, value: object) -> Text:
        """The words of a value; one that is no option any more stands for itself."""
        option = self.option_of(value)
        return next((label for found, label in self.options if found == option), Text(option))

    def check_option(self, option: object) -> str:
        if not isinstance(option, str) or not any(option == found for found, _ in self.options):
            raise Unreadable(self.gettext("Not a valid choice."))
        return option

    def field_arguments(self) -> dict[str, Any]:
        return {"choices": {**self.blank_choice(), **dict(self.options)}, "validate_choice": False}

    def blank_choice(self) -> dict[str, str]:
        """What stands before the options of a list that opens."""
        return {}

    @classmethod
    def faults(cls, definition: Definition, languages: tuple[str, ...]) -> Iterator[Fault]:
        yield from super().faults(definition, languages)
        if definition.get("valuesExpression") or definition.get("valuesKey"):
            return
        options = definition.get("values")
        if not isinstance(options, list) or not options:
            yield "no_options", {}
            return
        yield from _option_faults(definition, options, languages)

    @classmethod
    def expressions(cls, definition: Definition) -> Iterator[tuple[str, object]]:
        yield from super().expressions(definition)
        if definition.get("valuesExpression"):
            yield "valuesExpression", definition["valuesExpression"]

    def _given_options(self) -> list[object]:
        if self.definition.get("valuesExpression"):
            found = self._calculate(self.definition["valuesExpression"])
        elif self.definition.get("valuesKey"):
            found = self.scope.get(str(self.definition["valuesKey"]))
        else:
            found = self.definition.get("values")
        return list(found) if isinstance(found, list | tuple) else []

    def _option(self, found: object) -> tuple[str, Text]:
        if not isinstance(found, Mapping):
            found = {"value": found, "label": found}
        value = _plain(found.get("value"))
        label = found.get("label")
        words = {f"value:{value}": _plain(value if label is None else label), "properties": properties(self.definition)}
        text = self.sheet.reader.text(words, f"value:{value}")
        translated = any(key.startswith(f"value:{value}:") for key in properties(self.definition))
        return value, text if translated else Text(text)


def listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [] if value in (None, "") else [value]


def _plain(value: object) -> str:
    """A value as an option has it: whole numbers without decimals."""
    if isinstance(value, Decimal):
        digits = format(value, "f")
        return digits.rstrip("0").rstrip(".") if "." in digits else digits
    return "" if value is None else str(value)


def _option_faults(definition: Definition, options: list[object], languages: tuple[str, ...]) -> Iterator[Fault]:
    values = [str(option.get("value") or "") if isinstance(option, Mapping) else str(option) for option in options]
    seen: set[str] = set()
    for position, value in enumerate(values):
        if not value:
            yield "option_without_value", {"position": position + 1}
        elif value in seen:
            yield "duplicate_option", {"value": value}
        seen.add(value)
        for language in languages:
            if value and not written(definition, f"value:{value}", language):
                yield "missing_language", {"attribute": f"value:{value}", "language": language}
    yield from _store_faults(definition, values)


def _store_faults(definition: Definition, values: list[str]) -> Iterator[Fault]:
    store, default = properties(definition).get("store", "text"), definition.get("defaultValue")
    fits = store in _STORES
    if store == "number":
        fits = all(decimal_or_none(value) is not None for value in values)
    if store == "boolean":
        fits = all(value in (*TRUE, *FALSE) for value in values)
    if not fits:
        yield "bad_store", {"store": str(store)}
    for chosen in listed(default):
        if not isinstance(chosen, bool) and _plain(chosen) not in values:
            yield "default_not_an_option", {"value": str(chosen)}
