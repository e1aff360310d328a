"""Build what the browser loads: style sheets and scripts. Every page works without them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "webapp" / "assets" / "build.mjs"
PACKAGES = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


class CannotBuild(RuntimeError):
    """What stands in the way of a build."""


def build(root: Path = ROOT) -> bool:
    """Fetch the locked packages and bundle. Says on standard error what went wrong, and whether it went well."""
    environment = {**os.environ, "PATH": search_path()}
    try:
        _run(PACKAGES, root, environment)
        _run(("node", str(root / BUILD.relative_to(ROOT))), root, environment)
    except CannotBuild as reason:
        click.echo(f"Warning: the browser assets were not built ({reason}). Pages work, but look plain.", err=True)
        return False
    return True


def search_path() -> str:
    """Where programs are looked for: a Node of this environment first, as npm's own scripts look for it too."""
    return os.pathsep.join([str(Path(sys.prefix) / "bin"), os.environ.get("PATH", os.defpath)])


@click.command("assets")
def command() -> None:
    """Build the browser's style sheets and scripts."""
    build()


def _run(command_line: tuple[str, ...], root: Path, environment: dict[str, str]) -> None:
    program = shutil.which(command_line[0], path=environment["PATH"])
    if program is None:
        raise CannotBuild(f"{command_line[0]} is missing: install Node, or this product with its extra [assets]")
    if not (root / "package-lock.json").exists():
        raise CannotBuild("they are built in the source tree, and this is an installed copy")
    try:
        subprocess.run([program, *command_line[1:]], cwd=root, env=environment, check=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError) as problem:
        raise CannotBuild(str(problem)) from problem
