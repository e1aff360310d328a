"""Words of a form in the reader's language, and the chain of catalogues behind its messages."""

import functools
import gettext
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

from babel.messages import mofile, pofile
from wtforms.i18n import messages_path

DOMAIN = "wtforms"

Definition = Mapping[str, object]


class Translations(Protocol):
    """What a form needs of a catalogue; gettext's own classes and Flask-Babel's fit."""

    def gettext(self, message: str, /) -> str: ...

    def ngettext(self, singular: str, plural: str, number: int, /) -> str: ...


class Text(str):
    """Words to show; `lang` names their language where it is not the reader's, else None."""

    __slots__ = ("lang",)
    lang: str | None

    def __new__(cls, words: str = "", lang: str | None = None) -> "Text":
        text = super().__new__(cls, words)
        text.lang = lang
        return text


def properties(definition: Definition) -> Mapping[str, object]:
    """The "Custom properties" of a component or form, where form-js keeps what it does not know."""
    found = definition.get("properties")
    return found if isinstance(found, Mapping) else {}


def part(definition: Definition, name: str) -> Mapping[str, object]:
    """A nested part of a component (`validate`, `conditional`, `appearance`), empty when it has none."""
    found = definition.get(name)
    return found if isinstance(found, Mapping) else {}


def written(definition: Definition, attribute: str, language: str) -> str:
    """What stands in one language: `properties["label:da"]`; the plain attribute is English."""
    found = properties(definition).get(f"{attribute}:{language}")
    if not found and language == "en":
        found = definition.get(attribute) or properties(definition).get(attribute)
    return found if isinstance(found, str) else ""


def in_language(definition: Definition, attribute: str, language: str, fallbacks: tuple[str, ...]) -> Text:
    """The reader's words, else those of the first fallback that has any, else English."""
    for candidate in (language, *fallbacks, "en"):
        if words := written(definition, attribute, candidate):
            return Text(words, None if candidate == language else candidate)
    return Text()


def messages(language: str, directory: Path | str) -> gettext.NullTranslations:
    """Validation messages of a language: the catalogue in `directory`, then WTForms' own, then English."""
    return _chain(language, Path(directory))


def catalogue(domain: str, language: str, directory: Path) -> gettext.GNUTranslations | None:
    """A catalogue, None where there is none. The `.mo` is built and may be missing or old; its source says the same."""
    source = directory / language / "LC_MESSAGES" / f"{domain}.po"
    built = source.with_suffix(".mo")
    if built.is_file() and not (source.is_file() and source.stat().st_mtime > built.stat().st_mtime):
        return gettext.GNUTranslations(io.BytesIO(built.read_bytes()))
    if not source.is_file():
        return None
    compiled = io.BytesIO()
    mofile.write_mo(compiled, pofile.read_po(io.BytesIO(source.read_bytes())))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@functools.lru_cache
def _chain(language: str, directory: Path) -> gettext.NullTranslations:
    links = [*_own(language, directory), *_shipped_with_wtforms(language), gettext.NullTranslations()]
    for link in links[1:]:
        links[0].add_fallback(link)
    return links[0]


def _own(language: str, directory: Path) -> Iterator[gettext.NullTranslations]:
    if found := catalogue(DOMAIN, language, directory):
        yield found


def _shipped_with_wtforms(language: str) -> Iterator[gettext.NullTranslations]:
    if gettext.find(DOMAIN, messages_path(), [language]):
        yield gettext.translation(DOMAIN, messages_path(), [language])
