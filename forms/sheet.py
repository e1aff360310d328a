"""One reading of a form: who reads it, what was posted, what is known."""

import gettext
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, Required, TypedDict

from forms.texts import Definition, Text, Translations, in_language

Evaluate = Callable[[str, Mapping[str, object]], object]
Path = tuple[str, ...]

TYPED_IN = "_language"  # key of a draft that says in which language its numbers and dates were typed


class Posted(Protocol):
    """What a browser sends: several values may stand under one name."""

    def __contains__(self, name: object, /) -> bool: ...

    def getlist(self, name: str, /) -> list[str]: ...


class Reading(TypedDict, total=False):
    """How a form is read; `evaluate` gets FEEL without the leading "=" and the names it may use."""

    evaluate: Required[Evaluate]
    language: Required[str]
    fallbacks: tuple[str, ...]
    translations: Translations


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Turns texts and expressions of a form into what one person sees."""

    evaluate: Evaluate
    language: str
    fallbacks: tuple[str, ...] = ("en",)
    translations: Translations = field(default_factory=gettext.NullTranslations)

    def text(self, definition: Definition, attribute: str) -> Text:
        return in_language(definition, attribute, self.language, self.fallbacks)

    def calculate(self, expression: object, scope: Mapping[str, object]) -> object:
        """The value of an expression; text without a leading "=" is not one and has none."""
        if not isinstance(expression, str) or not expression.startswith("="):
            return None
        return self.evaluate(expression.removeprefix("="), scope)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """`posted` wins over `data` (a draft or earlier answers); `context` feeds computed and prefilled values."""

    reader: Reader
    posted: Posted | None = None
    data: Mapping[str, object] = field(default_factory=dict)
    context: Mapping[str, object] = field(default_factory=dict)

    @property
    def typed_in(self) -> str:
        """The language in which texts among `data` were typed."""
        return str(self.data.get(TYPED_IN) or self.reader.language)

    def data_at(self, path: Path) -> Mapping[str, object]:
        """The given answers of a group."""
        found: object = self.data
        for step in path:
            found = found.get(step) if isinstance(found, Mapping) else None
        return found if isinstance(found, Mapping) else {}
