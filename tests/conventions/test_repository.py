"""The repository speaks of the product alone: no place of somebody's machine, no registry, no unfinished work."""

import re
from pathlib import Path

import pytest

from tests.conventions import tree

TEXT = {".py", ".md", ".cfg", ".toml", ".yaml", ".yml", ".json", ".mjs", ".js", ".css", ".html", ".txt", ".po", ""}
TEXT |= {".bpmn", ".dmn", ".form", ".sh", ".lark", ".mako", ".csv"}
# Written in pieces, so that this file does not find itself.
FORBIDDEN = {
    "a folder of a machine": rf"(?<![\w.])/(?:wor{'k'}|ro{'ot'})/|(?<![\w.])/ho{'me'}/\w",
    "a registry": rf"registry\.npm{'js'}|\bpypi\.{'org'}|python{'hosted'}|deb\.deb{'ian'}\.org",
    "unfinished work": rf"\b(?:TO{'DO'}|FIX{'ME'}|XX{'X'})\b",
}
FILES = [path for path in tree.files() if path.suffix in TEXT]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names(what: str) -> None:
    found = [f"{tree.name(path)}:{line}" for path in FILES for line in _lines_with(path, FORBIDDEN[what])]

    assert found == []


def test_no_test_is_switched_off() -> None:
    marks = r"pytest\.mark\.(?:skip|xfail)|@unittest\.skip"
    switched_off = [tree.name(path) for path in tree.files("tests") for _ in _lines_with(path, marks)]

    assert [name for name in switched_off if name != tree.name(Path(__file__).resolve())] == []


def test_only_a_missing_browser_or_server_lets_tests_be_left_out() -> None:
    calls = r"pytest\.(?:skip|xfail|importorskip)\("
    left_out = {tree.name(path) for path in tree.files("tests") if _lines_with(path, calls)}

    assert left_out == {"tests/browser/conftest.py", "tests/conftest.py"}


def _lines_with(path: Path, pattern: str) -> list[int]:
    text = path.read_text(encoding="utf-8")
    return [number for number, line in enumerate(text.splitlines(), 1) if re.search(pattern, line)]
