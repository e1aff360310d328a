"""Catalogues of the languages people read the product in."""

from pathlib import Path

DIRECTORY = Path(__file__).resolve().parent
LANGUAGES = ("da", "sv", "en")
