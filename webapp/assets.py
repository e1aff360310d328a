"""What the browser loads: the built bundles by name, or the small sheet where nothing was built."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, url_for
from markupsafe import Markup

DIST = "dist"
MANIFEST = "manifest.json"
LOOK, DARK = "look", "dark"
BY_SYSTEM = "(prefers-color-scheme: dark)"


def install(app: Flask) -> None:
    """Give templates `asset` and `look`."""
    app.jinja_env.globals.update(asset=asset, look=look, has_asset=has_asset)


def asset(name: str, media: str = "") -> Markup:
    """Tags that load a bundle; nothing when it was not built."""
    found = _manifest().get(name)
    if found is None:
        return Markup()
    tags = [Markup('<link rel="modulepreload" href="{}">').format(_address(file)) for file in found["preload"]]
    if found["css"]:
        tags.append(_sheet(_address(found["css"]), media))
    if found["js"]:
        tags.append(Markup('<script type="module" src="{}"></script>').format(_address(found["js"])))
    return Markup("\n").join(tags)


def look(theme: str) -> Markup:
    """The style of every page; with theme "auto" the system decides between light and dark."""
    if not has_asset(LOOK):
        return _sheet(url_for("static", filename="base.css"), "")
    return Markup("\n").join([asset(LOOK), asset(DARK, BY_SYSTEM)] if theme == "auto" else [asset(LOOK)])


def has_asset(name: str) -> bool:
    """Whether a bundle was built."""
    return name in _manifest()


def _sheet(address: str, media: str) -> Markup:
    condition = Markup(' media="{}"').format(media) if media else Markup()
    return Markup('<link rel="stylesheet" href="{}"{}>').format(address, condition)


def _address(file: str) -> str:
    return url_for("static", filename=f"{DIST}/{file}")


def _manifest() -> dict[str, Any]:
    path = Path(current_app.static_folder or "") / DIST / MANIFEST
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else {}


@lru_cache(maxsize=4)
def _read(path: Path, _written: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
