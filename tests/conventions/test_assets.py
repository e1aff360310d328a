"""What the browser gets is pinned by content and stays within its budget."""

import json
import re
import sys
from pathlib import Path

import pytest

from tests.conventions import tree
from webapp.commands import assets

DIST = tree.ROOT / "webapp/static/dist"
BUDGET = {
    "look": 36_000,
    "dark": 6_000,
    "app": 16_000,
    "modeller": 700_000,
    "tables": 370_000,
    "forms": 430_000,
}  # gzipped bytes of scripts and style sheets together
BASE_BUDGET = 6_000


def test_the_lockfile_pins_every_package_by_its_content_and_names_no_host() -> None:
    packages = json.loads((tree.ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    installed = {name: facts for name, facts in packages.items() if name}

    assert installed
    assert [name for name, facts in installed.items() if not facts.get("integrity", "").startswith("sha512-")] == []
    assert [name for name, facts in installed.items() if "resolved" in facts] == []


def test_the_lockfile_follows_the_exact_pins() -> None:
    wanted = json.loads((tree.ROOT / "package.json").read_text(encoding="utf-8"))
    packages = json.loads((tree.ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    pins = {**wanted["dependencies"], **wanted["devDependencies"]}

    assert pins == {name: packages[f"node_modules/{name}"]["version"] for name in pins}


def test_the_lockfile_is_made_without_hosts() -> None:
    lines = (tree.ROOT / ".npmrc").read_text(encoding="utf-8").splitlines()

    assert {"omit-lockfile-registry-resolved=true", "ignore-scripts=true"} <= set(lines)
    assert [line for line in lines if "registry=" in line] == []


@pytest.mark.parametrize("entry", BUDGET)
def test_an_entry_stays_within_its_budget(entry: str) -> None:
    manifest = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
    sizes = manifest[entry]["bytes"]

    assert 0 < sizes["js_gz"] + sizes["css_gz"] <= BUDGET[entry]


def test_every_entry_has_a_budget() -> None:
    manifest = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))

    assert set(manifest) == set(BUDGET)


def test_the_sheet_for_pages_without_a_build_is_small() -> None:
    assert len((tree.ROOT / "webapp/static/base.css").read_bytes()) <= BASE_BUDGET


def test_the_dark_sheet_darkens_pages_that_leave_the_theme_to_the_system() -> None:
    manifest = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
    look = (DIST / manifest["look"]["css"]).read_text(encoding="utf-8")
    dark = (DIST / manifest["dark"]["css"]).read_text(encoding="utf-8")

    named, left = _assigned(look, r"\[data-bs-theme=dark\]"), _assigned(dark, r":root:not\(\[data-bs-theme=light\]\)")

    assert {"--bs-body-bg", "--bs-secondary-bg", "--i3-card", "color-scheme"} <= named
    assert left == named


def _assigned(sheet: str, selector: str) -> set[str]:
    """The properties that rules for exactly this selector set."""
    bodies = re.findall(rf"(?<=[}},;/]){selector}\{{([^}}]*)\}}", "}" + sheet)
    return {part.split(":", 1)[0].strip() for body in bodies for part in body.split(";") if ":" in part}


def test_a_build_without_node_warns_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "prefix", str(tmp_path))

    assert assets.build() is False
    assert "npm is missing" in capsys.readouterr().err


def test_an_installed_copy_says_that_it_cannot_build(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert assets.build(tmp_path) is False
    assert "installed copy" in capsys.readouterr().err
