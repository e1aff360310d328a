"""Catalogues of the languages people read the product in."""

from pathlib import Path

DIRECTORY = Path(__file__).resolve().parent
LANGUAGES = ("da", "sv", "en")


def editor_words() -> tuple[str, ...]:
    """The English words of the editors for diagrams and tables, which ask for them in the reader's language."""
    lines = (DIRECTORY / "editors.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line.replace(r"\n", "\n") for line in lines)
