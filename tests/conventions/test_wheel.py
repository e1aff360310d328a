"""What is installed is the product: every module and data file, and nothing else."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conventions import tree

SOURCES_OF_ASSETS = "webapp/assets/"
BUILD = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of the files in a wheel, built from a copy of the tree as it stands after the asset build."""
    copy, made = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("made")
    for path in tree.files():
        _copy(path, copy)
    for path in (tree.ROOT / "webapp/static/dist").iterdir():
        _copy(path, copy)
    (copy / "node_modules/bootstrap").mkdir(parents=True)
    (copy / "node_modules/bootstrap/__init__.py").touch()

    subprocess.run([sys.executable, "-c", BUILD, str(made)], cwd=copy, check=True, capture_output=True)

    with zipfile.ZipFile(next(made.glob("*.whl"))) as archive:
        return set(archive.namelist())


def test_every_file_of_the_houses_is_installed(wheel: set[str]) -> None:
    wanted = {tree.name(path) for path in tree.files(*tree.HOUSES)}

    assert {name for name in wanted - wheel if not name.startswith(SOURCES_OF_ASSETS)} == set()


def test_the_data_of_every_house_is_installed(wheel: set[str]) -> None:
    kinds = {(name.split("/")[0], Path(name).suffix) for name in wheel}

    assert {
        ("bpmn", ".bpmn"),
        ("bpmn", ".dmn"),
        ("forms", ".form"),
        ("translations", ".po"),
        ("engine", ".mako"),
    } <= kinds
    assert {("webapp", ".html"), ("webapp", ".css")} <= kinds


def test_the_built_assets_are_installed(wheel: set[str]) -> None:
    assert "webapp/static/dist/manifest.json" in wheel


def test_nothing_but_the_houses_and_the_licence_is_installed(wheel: set[str]) -> None:
    folders = {name.split("/")[0] for name in wheel}
    facts = next(folder for folder in folders if folder.endswith(".dist-info"))

    assert folders == {*tree.HOUSES, facts}
    assert f"{facts}/licenses/LICENSE" in wheel


def _copy(path: Path, folder: Path) -> None:
    target = folder / path.relative_to(tree.ROOT)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)
