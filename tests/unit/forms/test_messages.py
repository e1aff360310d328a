"""Messages of forms in three languages."""

import os
import re
from pathlib import Path

import pytest
from babel.messages import extract, mofile, pofile
from babel.messages.catalog import Catalog

import forms
import translations

SOURCES = Path(forms.__file__).parent
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%s")


def catalogue(language: str):
    path = Path(translations.DIRECTORY) / language / "LC_MESSAGES" / "wtforms.po"
    with path.open("rb") as file:
        return pofile.read_po(file, locale=language)


def marked() -> set[str]:
    """The sentences that extraction finds in the sources."""
    found = extract.extract_from_dir(str(SOURCES))
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


@pytest.mark.parametrize("language", ["da", "sv"])
def test_every_sentence_is_translated(language: str) -> None:
    entries = catalogue(language)
    assert marked() > {"Choose an answer.", "Write a whole number."}
    for sentence in marked():
        entry = entries.get(sentence)
        assert entry is not None, sentence
        assert not entry.fuzzy
        assert all(entry.string if isinstance(entry.string, tuple) else [entry.string]), sentence


@pytest.mark.parametrize("language", ["da", "sv"])
def test_translations_keep_the_placeholders(language: str) -> None:
    for entry in catalogue(language):
        english = entry.id if isinstance(entry.id, tuple) else (entry.id,)
        words = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        if english != ("",):
            assert len({tuple(sorted(PLACEHOLDER.findall(text))) for text in (*english, *words)}) == 1, english


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("da", "Feltet skal udfyldes."), ("sv", "Uppgiften är obligatorisk."), ("en", "This field is required.")],
)
def test_the_chain_begins_with_our_own_words(language: str, sentence: str) -> None:
    assert forms.messages(language, translations.DIRECTORY).gettext("This field is required.") == sentence


def test_what_we_do_not_say_wtforms_says(tmp_path: Path) -> None:
    assert forms.messages("sv", tmp_path).gettext("Not a valid date value.") == "Inte ett giltigt datum"


def test_an_unknown_language_is_english(tmp_path: Path) -> None:
    chain = forms.messages("xx", tmp_path)
    assert chain.gettext("Choose an answer.") == "Choose an answer."
    assert chain.ngettext("%(count)d decimal", "%(count)d decimals", 2) == "%(count)d decimals"


def test_a_compiled_catalogue_is_used_unless_its_source_is_newer(tmp_path: Path) -> None:
    folder = tmp_path / "da" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    for suffix, words in (("mo", "bygget"), ("po", "kilde")):
        messages = Catalog(locale="da")
        messages.add("Yes", words)
        with (folder / f"wtforms.{suffix}").open("wb") as file:
            (mofile.write_mo if suffix == "mo" else pofile.write_po)(file, messages)
    os.utime(folder / "wtforms.po", (1, 1))
    assert forms.messages("da", tmp_path).gettext("Yes") == "bygget"
    os.utime(folder / "wtforms.po", (4_000_000_000, 4_000_000_000))
    assert forms.messages("da", tmp_path / "." / ".." / tmp_path.name).gettext("Yes") == "kilde"
