"""The editors' own words in the reader's language."""

import functools
from collections.abc import Mapping

import translations
from webapp import languages

DOMAIN = "editors"


@functools.cache
def dictionary(language: str) -> Mapping[str, str]:
    """What the tools say in English → what it is called in a language."""
    catalogue = languages.catalogue(DOMAIN, language)
    return {words: catalogue.gettext(words) for words in translations.editor_words()}
