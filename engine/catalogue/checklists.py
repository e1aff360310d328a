"""Checklists: the points that a file must answer at each gate."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

LANGUAGES = ("en", "da", "sv")


@dataclass(frozen=True)
class Point:
    """One point of a checklist, by its key, with its words per language."""

    key: str
    words: Mapping[str, str]


def points(checklist: str) -> tuple[Point, ...]:
    """The points of a checklist in order; none for a list that is not known."""
    return _all().get(checklist, ())


def names() -> tuple[str, ...]:
    """The keys of all checklists."""
    return tuple(_all())


@lru_cache(maxsize=1)
def _all() -> Mapping[str, tuple[Point, ...]]:
    found: dict[str, tuple[Point, ...]] = {}
    text = (resources.files(__package__) / "checklists.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        point = Point(row["point"], {language: row[language] for language in LANGUAGES})
        found[row["list"]] = (*found.get(row["list"], ()), point)
    return found
