"""Which sentences there are, per domain, and the catalogues brought up to date with them: `make messages`."""

import importlib.util
import io
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from translations import DIRECTORY, editor_words, signing_in

ROOT = DIRECTORY.parent
TRANSLATED = ("da", "sv")  # English stands in the sources
DOMAINS = ("messages", "wtforms", "flask_security", "editors")
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "lazy_ngettext": (1, 2), "lazy_pgettext": ((1, "c"), 2)}
_LIBRARY_TEMPLATES = {"wtforms": "locale/wtforms.pot", "flask_security": "translations/flask_security.pot"}
_UNSAID = (
    b'"Project-Id',
    b'"Report-Msgid-Bugs-To',
    b'"POT-Creation',
    b'"PO-Revision',
    b'"Last-Translator',
    b'"Language-Team',
    b'"Generated-By',
)


def template(domain: str) -> Catalog:
    """Every sentence that a domain has to translate, as an untranslated catalogue."""
    found = _new_catalogue(domain)
    for message in (*_own(domain), *_of_library(domain)):
        found.add(message.id, None, message.locations, message.flags, context=message.context)
    return found


def path(language: str, domain: str) -> Path:
    """Where the catalogue of a domain in a language lies."""
    return DIRECTORY / language / "LC_MESSAGES" / f"{domain}.po"


def read(language: str, domain: str) -> Catalog:
    """The catalogue as it stands, an empty one when there is none yet."""
    file = path(language, domain)
    if not file.exists():
        return _new_catalogue(domain, language)
    with file.open("rb") as stream:
        return read_po(stream, locale=language, domain=domain)


def update() -> None:
    """Bring every catalogue up to date: new sentences come in untranslated, those no longer used go."""
    for domain in DOMAINS:
        wanted = template(domain)
        for language in TRANSLATED:
            catalogue = read(language, domain)
            catalogue.update(wanted, no_fuzzy_matching=True, update_header_comment=False, update_creation_date=False)
            _write(catalogue, path(language, domain))
            sys.stdout.write(f"{language} {domain}: {len(catalogue)} sentences, {len(untranslated(catalogue))} to do\n")


def untranslated(catalogue: Catalog) -> list[str]:
    """The sentences of a catalogue that lack a translation, or whose translation nobody has confirmed."""
    return [_text(message) for message in catalogue if message.id and (message.fuzzy or not _is_complete(message))]


def _own(domain: str) -> Iterator[Message]:
    if domain == "messages":
        with (DIRECTORY / "babel.cfg").open(encoding="utf-8") as stream:
            methods, options = parse_mapping_cfg(stream)
        yield from _extracted(methods, options)
    elif domain == "editors":
        yield from (Message(words, locations=[("translations/editors.txt", 0)]) for words in editor_words())
    elif domain == "wtforms":
        yield from _extracted([("forms/**.py", "python")], {})


def _extracted(methods: list[tuple[str, str]], options: Mapping[str, Mapping[str, object]]) -> Iterator[Message]:
    places = sorted({pattern.split("/", 1)[0] for pattern, _ in methods})
    for place in places:
        local = [(pattern.split("/", 1)[1], method) for pattern, method in methods if pattern.startswith(f"{place}/")]
        inner = {pattern.split("/", 1)[1]: dict(chosen) for pattern, chosen in options.items()}
        for file, _line, sentence, comments, context in extract_from_dir(
            ROOT / place, local, inner, keywords=KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
        ):
            yield Message(sentence, locations=[(f"{place}/{file}", 0)], auto_comments=comments, context=context)


def _of_library(domain: str) -> Iterator[Message]:
    if domain not in _LIBRARY_TEMPLATES:
        return
    package = importlib.util.find_spec(domain)
    folders = package.submodule_search_locations if package else None
    if not folders:
        raise ModuleNotFoundError(domain)
    with (Path(folders[0]) / _LIBRARY_TEMPLATES[domain]).open("rb") as stream:
        for message in read_po(stream):
            if message.id and (domain != "flask_security" or message.id in signing_in.SENTENCES):
                yield Message(message.id, flags=message.flags - {"fuzzy"}, context=message.context)


def _new_catalogue(domain: str, language: str | None = None) -> Catalog:
    header = f"# InnoTech 360, domain {domain}."
    return Catalog(
        locale=language, domain=domain, header_comment=header, project="InnoTech 360", charset="utf-8", fuzzy=False
    )


def _is_complete(message: Message) -> bool:
    forms = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return all(forms)


def _text(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _write(catalogue: Catalog, file: Path) -> None:
    """Write without times and names, so that a catalogue changes only when its sentences do."""
    written = io.BytesIO()
    write_po(written, catalogue, width=110, sort_output=True, ignore_obsolete=True, include_lineno=False)
    lines = written.getvalue().splitlines(keepends=True)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"".join(line for line in lines if not line.startswith(_UNSAID)))


if __name__ == "__main__":
    update()
