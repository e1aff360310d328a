"""One reading of a form: who reads it, what was posted, what is known."""

import gettext
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Protocol, Required, TypedDict

from forms import times
from forms.texts import Definition, Text, Translations, in_language


class Evaluate(Protocol):
    """What gives FEEL its value: text without the leading "=", the names it may use, how many items are wanted."""

    def __call__(self, expression: str, scope: Mapping[str, object], /, *, first: int | None = None) -> object: ...


class NotComputed(Exception):
    """What `evaluate` raises for an expression that takes too much, or breaks."""


Path = tuple[str, ...]

TYPED_IN = "_language"  # key of a draft that says in which language its numbers and dates were typed
ADD, REMOVE = "_add", "_remove"  # names of the buttons that change the rows of a list


class Posted(Protocol):
    """What a browser sends: several values may stand under one name."""

    def __contains__(self, name: object, /) -> bool: ...

    def __iter__(self) -> Iterator[str]: ...

    def getlist(self, name: str, /) -> list[str]: ...


class Reading(TypedDict, total=False):
    """How a form is read; `evaluate` raises NotComputed for what has no value."""

    evaluate: Required[Evaluate]
    language: Required[str]
    fallbacks: tuple[str, ...]
    translations: Translations
    zone: tzinfo


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Turns texts and expressions of a form into what one person sees.

    `failed` are the expressions that could not be computed.
    """

    evaluate: Evaluate
    language: str
    fallbacks: tuple[str, ...] = ("en",)
    translations: Translations = field(default_factory=gettext.NullTranslations)
    zone: tzinfo = times.ZONE
    failed: set[str] = field(default_factory=set)

    def text(self, definition: Definition, attribute: str) -> Text:
        return in_language(definition, attribute, self.language, self.fallbacks)

    def calculate(self, expression: object, scope: Mapping[str, object], first: int | None = None) -> object:
        """The value of an expression, of a list only the `first` items; text without a leading "=" has none.

        One that could not be computed has none either, and is not tried again.
        """
        if not isinstance(expression, str) or not expression.startswith("=") or expression in self.failed:
            return None
        try:
            return self.evaluate(expression.removeprefix("="), scope, first=first)
        except NotComputed:
            self.failed.add(expression)
            return None

    def fits(self, text: str, pattern: str) -> bool | None:
        """Whether a text holds what a pattern of FEEL describes; None when that cannot be said."""
        try:
            found = self.evaluate("matches(text, pattern)", {"text": text, "pattern": pattern})
        except NotComputed:
            return None
        return found if isinstance(found, bool) else None


@dataclass(frozen=True, kw_only=True)
class Moved:
    """What was posted for a row, read under the place that the row has now."""

    posted: Posted
    then: str
    now: str

    def __contains__(self, name: object) -> bool:
        return self._posted_as(str(name)) in self.posted

    def __iter__(self) -> Iterator[str]:
        return (self.now + name.removeprefix(self.then) for name in self.posted if name.startswith(self.then))

    def getlist(self, name: str) -> list[str]:
        return self.posted.getlist(self._posted_as(name))

    def _posted_as(self, name: str) -> str:
        return self.then + name.removeprefix(self.now)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """`posted` wins over `data` (a draft or earlier answers); `context` feeds computed and prefilled values.

    A row of a list has a sheet of its own: `data` begins at `start`, and `within` are the words for the row.
    """

    reader: Reader
    posted: Posted | None = None
    data: Mapping[str, object] = field(default_factory=dict)
    context: Mapping[str, object] = field(default_factory=dict)
    start: Path = ()
    within: str = ""

    @property
    def typed_in(self) -> str:
        """The language in which texts among `data` were typed."""
        return str(self.data.get(TYPED_IN) or self.reader.language)

    def marked(self, data: Mapping[str, object]) -> Mapping[str, object]:
        """Part of what was typed, with the language it was typed in."""
        return {**data, TYPED_IN: self.typed_in}

    def data_at(self, path: Path) -> Mapping[str, object]:
        """The given answers of a group."""
        found: object = self.data
        for step in path[len(self.start) :]:
            found = found.get(step) if isinstance(found, Mapping) else None
        return found if isinstance(found, Mapping) else {}
