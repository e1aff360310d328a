"""A reader for forms without an engine: expressions are looked up in a table of Python functions."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from werkzeug.datastructures import MultiDict

import forms
import translations

Formula = Callable[[Mapping[str, object]], object]


class Bench:
    """Binds forms in a language; `formulas` says what each expression gives."""

    def __init__(self) -> None:
        self.formulas: dict[str, Formula] = {}

    def evaluate(self, expression: str, scope: Mapping[str, object], *, first: int | None = None) -> object:
        found = self.formulas[expression](scope)
        return found[:first] if isinstance(found, list) else found

    def reading(self, language: str) -> dict[str, object]:
        directory = Path(translations.DIRECTORY)
        return {
            "evaluate": self.evaluate,
            "language": language,
            "translations": forms.messages(language, directory),
        }

    def bind(self, *components: dict[str, object], language: str = "en", **more: object) -> forms.TaskForm:
        """A form of these components; `properties` are those of the form itself."""
        document = form(*components, properties=more.pop("properties", {}))
        posted = more.pop("posted", None)
        sent = None if posted is None else MultiDict(posted)
        return forms.bind(document, posted=sent, **self.reading(language), **more)

    def describe(self, *components: dict[str, object], answers: dict[str, object], language: str) -> list[forms.Line]:
        return forms.describe(form(*components), answers, **self.reading(language))


def form(*components: dict[str, object], properties: object = None) -> dict[str, object]:
    return {"type": "default", "schemaVersion": 19, "components": list(components), "properties": properties or {}}


@pytest.fixture
def bench() -> Bench:
    return Bench()
