"""Danish and Swedish are complete in every change, and nothing is translated that nobody says."""

import re

import pytest
from babel.messages.catalog import Catalog

from translations import LANGUAGES, collection, signing_in

PAIRS = [(language, domain) for language in collection.TRANSLATED for domain in collection.DOMAINS]


@pytest.mark.parametrize(("language", "domain"), PAIRS)
def test_every_sentence_has_a_confirmed_translation(language: str, domain: str) -> None:
    assert collection.untranslated(collection.read(language, domain)) == []


@pytest.mark.parametrize(("language", "domain"), PAIRS)
def test_the_catalogue_has_the_sentences_of_the_product_and_no_others(language: str, domain: str) -> None:
    wanted, there = _sentences(collection.template(domain)), _sentences(collection.read(language, domain))

    assert (wanted - there, there - wanted) == (set(), set()), "run make messages, then translate"


@pytest.mark.parametrize(("language", "domain"), PAIRS)
def test_translations_keep_the_placeholders(language: str, domain: str) -> None:
    catalogue = collection.read(language, domain)

    assert [(message.id, problems) for message, problems in catalogue.check() if problems] == []


@pytest.mark.parametrize("language", collection.TRANSLATED)
def test_the_words_of_the_editors_keep_their_places_for_values(language: str) -> None:
    catalogue = collection.read(language, "editors")

    changed = [message.id for message in catalogue if message.id and _places(message.id) != _places(message.string)]
    assert changed == []


def test_every_language_but_the_one_of_the_sources_is_translated() -> None:
    assert set(LANGUAGES) - {"en"} == set(collection.TRANSLATED)


def test_the_library_still_has_every_sentence_of_signing_in() -> None:
    assert {message.id for message in collection.template("flask_security") if message.id} == signing_in.SENTENCES


def _places(words: object) -> set[str]:
    return set(re.findall(r"\{[^}]*\}", str(words)))


def _sentences(catalogue: Catalog) -> set[tuple[object, ...]]:
    return {
        (*(message.id if isinstance(message.id, list | tuple) else (message.id,)), message.context)
        for message in catalogue
        if message.id
    }
