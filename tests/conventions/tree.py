"""The files of the repository that conventions are checked on."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSES = ("engine", "forms", "bpmn", "translations", "webapp")
_MADE = {".git", ".venv", "__pycache__", "node_modules", "build", "dist", "var", "htmlcov", ".hypothesis"}


@cache
def files(*folders: str) -> tuple[Path, ...]:
    """Every file that is written by hand, in the whole tree or below the given folders."""
    starts = [ROOT / folder for folder in folders] or [ROOT]
    return tuple(sorted(path for start in starts for path in _walk(start)))


def modules(*folders: str) -> list[Path]:
    """The Python modules of the houses, or of the given folders."""
    return [path for path in files(*(folders or HOUSES)) if path.suffix == ".py"]


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name(path: Path) -> str:
    """The path as a person writes it."""
    return path.relative_to(ROOT).as_posix()


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir():
            if path.name not in _MADE and not path.name.endswith(("_cache", ".egg-info")):
                yield from _walk(path)
        elif path.suffix not in {".mo", ".pyc"} and not path.name.startswith(".coverage"):
            yield path
