"""Rules that every module keeps: size, names, one committer, one clock, no Python in models."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conventions import tree

# Steps of the schema are written by Alembic, as long as the tables are many.
MODULES = [path for path in tree.modules() if not tree.name(path).startswith("engine/migrations/versions/")]
MOST_LINES = 300
MOST_FUNCTION_LINES = 40
MOST_FIXTURE_LINES = 300
WORDS_THAT_SAY_NOTHING = {"util", "utils", "helper", "helpers", "manager", "managers", "service", "services"}
COMMITTERS = {"engine/database.py", "engine/migrations/env.py"}  # use cases, and the steps of the schema
CLOCKS = {"engine/clock.py", "engine/background/clock.py"}  # the time of cases, and the scheduler's own
READINGS_OF_TIME = {"now", "utcnow", "today"}
PYTHON_FROM_TEXT = {"eval", "exec", "compile", "__import__"}
PYTHON_IN_MODELS = {"PythonScriptEngine", "BasePythonScriptEngine", "TaskDataEnvironment", "NonTaskDataEnvironment"}
MARKED_SAFE: dict[str, int] = {}  # template → how often, each one cleaned before


@pytest.mark.parametrize("path", MODULES, ids=tree.name)
def test_a_module_holds_one_idea(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", MODULES, ids=tree.name)
def test_a_function_fits_a_screen(path: Path) -> None:
    long = [f"{node.name}: {_lines(node)} lines" for node in _functions(path) if _lines(node) > MOST_FUNCTION_LINES]

    assert long == []


def test_what_all_tests_share_stays_small() -> None:
    shared = [tree.ROOT / "tests" / name for name in ("conftest.py", "builders.py", "people.py")]

    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in shared if path.exists()) < (
        MOST_FIXTURE_LINES
    )


def test_a_module_says_what_it_is() -> None:
    vague = {
        tree.name(path)
        for path in MODULES
        for part in path.relative_to(tree.ROOT).with_suffix("").parts
        if WORDS_THAT_SAY_NOTHING & set(part.lower().split("_"))
    }

    assert vague == set()


def test_only_the_transaction_commits() -> None:
    committers = {
        tree.name(path)
        for path in MODULES
        for call in _calls(path)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "commit"
    }

    assert committers == COMMITTERS


def test_only_the_clock_reads_the_time() -> None:
    readers = [
        f"{tree.name(path)}:{call.lineno}" for path in MODULES for call in _calls(path) if _reads_time(call.func)
    ]

    assert [reader for reader in readers if reader.split(":")[0] not in CLOCKS] == []


def test_no_text_becomes_python() -> None:
    made = [
        f"{tree.name(path)}:{call.lineno}"
        for path in MODULES
        for call in _calls(path)
        if isinstance(call.func, ast.Name) and call.func.id in PYTHON_FROM_TEXT
    ]

    assert made == []


def test_no_model_can_run_python() -> None:
    used = [
        f"{tree.name(path)}: {word}"
        for path in MODULES
        for word in PYTHON_IN_MODELS
        if re.search(rf"\b{word}\b", path.read_text(encoding="utf-8"))
    ]

    assert used == []


def test_templates_escape_everything() -> None:
    found = {
        tree.name(path): len(re.findall(r"\|\s*safe\b|\bautoescape\s+false\b", path.read_text(encoding="utf-8")))
        for path in tree.files("webapp")
        if path.suffix in {".html", ".jinja", ".txt"}
    }

    assert {name: count for name, count in found.items() if count} == MARKED_SAFE


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree.parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree.parsed(path)) if isinstance(node, ast.Call))


def _reads_time(function: ast.expr) -> bool:
    if not isinstance(function, ast.Attribute) or not isinstance(function.value, ast.Name | ast.Attribute):
        return False
    owner = function.value.attr if isinstance(function.value, ast.Attribute) else function.value.id
    return (owner in {"datetime", "date"} and function.attr in READINGS_OF_TIME) or (owner, function.attr) == (
        "time",
        "time",
    )
