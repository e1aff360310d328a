"""Every import contract of setup.cfg holds for the tree, and fails when a small tree breaks it."""

import configparser
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conventions import tree

HOUSES = "The web side knows the other houses, which do not know each other"
FLOORS = "Inside the engine imports point down"
PURE = "Meaning is pure: no database in expressions, decisions, models, execution and forms"
NO_WEB = "Engine and forms know no web framework"
NO_FORM_LIBRARY = "The engine knows no form library"
WORKFLOW_LIBRARY = "Only execution opens the door to the workflow library"
SCHEDULER_LIBRARY = "Only the background opens the door to the scheduler"
QUEUE_LIBRARY = "Only the background opens the door to the queue"

FLOOR_ROOMS = ("feel", "decisions", "model", "execution", "people", "ledger", "casework", "insight", "catalogue")
MODULES = (
    *(f"engine/{room}/__init__.py" for room in (*FLOOR_ROOMS, "background", "migrations")),
    *(f"{house}/__init__.py" for house in ("engine", "forms", "bpmn", "translations", "webapp")),
    *(f"engine/{module}.py" for module in ("errors", "clock", "xml", "database")),
)
LAWFUL = {
    "engine/execution/program.py": "import SpiffWorkflow.bpmn",
    "engine/background/ticks.py": "import apscheduler.schedulers.background\nimport procrastinate",
    "engine/people/tables.py": "import sqlalchemy\nfrom engine import database",
    "webapp/application.py": "import flask\nfrom engine import casework\nimport bpmn, forms, translations",
}
BROKEN = [
    (HOUSES, "engine/casework/tasks.py", "import forms"),
    (HOUSES, "forms/fields.py", "from engine import feel"),
    (HOUSES, "bpmn/names.py", "import translations"),
    (HOUSES, "translations/words.py", "import webapp"),
    (FLOORS, "engine/errors.py", "from engine import feel"),
    (FLOORS, "engine/clock.py", "from engine import database"),
    (FLOORS, "engine/xml.py", "from engine import model"),
    (FLOORS, "engine/feel/values.py", "from engine import decisions"),
    (FLOORS, "engine/casework/tasks.py", "from engine.insight import review"),
    (FLOORS, "engine/catalogue/needs.py", "from engine import insight"),
    (FLOORS, "engine/newroom/__init__.py", ""),
    (PURE, "engine/feel/store.py", "import sqlalchemy.orm"),
    (PURE, "engine/decisions/store.py", "from engine import database"),
    (PURE, "engine/model/store.py", "from engine.clock import table"),
    (PURE, "engine/execution/store.py", "import sqlite3"),
    (PURE, "forms/store.py", "import sqlalchemy"),
    (NO_WEB, "engine/casework/pages.py", "import flask"),
    (NO_WEB, "engine/people/passwords.py", "from werkzeug import security"),
    (NO_WEB, "forms/pages.py", "import jinja2"),
    (NO_FORM_LIBRARY, "engine/casework/forms.py", "import wtforms"),
    (WORKFLOW_LIBRARY, "engine/casework/cases.py", "from SpiffWorkflow.bpmn.workflow import BpmnWorkflow"),
    (WORKFLOW_LIBRARY, "webapp/cases.py", "import SpiffWorkflow"),
    (SCHEDULER_LIBRARY, "engine/casework/timers.py", "import apscheduler"),
    (SCHEDULER_LIBRARY, "webapp/jobs.py", "import apscheduler"),
    (QUEUE_LIBRARY, "engine/ledger/queue.py", "import procrastinate"),
    (QUEUE_LIBRARY, "webapp/jobs.py", "import procrastinate"),
]
INDIRECT = {"engine/model/store.py": ("engine/clock.py", "import sqlalchemy\ntable = sqlalchemy.Table")}


def test_the_tree_keeps_every_contract() -> None:
    result = _lint(tree.ROOT)

    assert result.returncode == 0, result.stdout


def test_a_small_lawful_tree_keeps_every_contract(small_tree: Path) -> None:
    result = _lint(small_tree)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(("contract", "file", "source"), BROKEN, ids=[f"{file}: {text}" for _, file, text in BROKEN])
def test_a_contract_fails_when_it_is_broken(small_tree: Path, contract: str, file: str, source: str) -> None:
    _write(small_tree, file, source)
    if file in INDIRECT:
        _write(small_tree, *INDIRECT[file])

    result = _lint(small_tree)

    assert result.returncode == 1
    assert f"{contract} BROKEN" in " ".join(result.stdout.split())


def test_every_contract_is_broken_once_here() -> None:
    settings = configparser.ConfigParser()
    settings.read(tree.ROOT / "setup.cfg", encoding="utf-8")
    names = {settings[part]["name"] for part in settings.sections() if part.startswith("importlinter:contract:")}

    assert names == {contract for contract, _, _ in BROKEN}


@pytest.fixture
def small_tree(tmp_path: Path) -> Path:
    """The houses and rooms as empty modules, under the contracts of the real tree."""
    for module in MODULES:
        _write(tmp_path, module, "")
    for module, source in LAWFUL.items():
        _write(tmp_path, module, source)
    _write(tmp_path, "setup.cfg", (tree.ROOT / "setup.cfg").read_text(encoding="utf-8"))
    return tmp_path


def _write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONSAFEPATH": "1", "COLUMNS": "200"}
    arguments = [sys.executable, "-c", command, "--no-cache", str(folder / "setup.cfg")]
    return subprocess.run(arguments, cwd=folder, env=environment, capture_output=True, text=True, check=False)
