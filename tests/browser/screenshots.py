"""Make the pictures of the documentation anew: `make screenshots`, or `python -m tests.browser.screenshots FOLDER`."""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser import installation, serving
from tests.browser.examination import Theme
from tests.browser.installation import Furnishing
from tests.conventions import tree

FOLDER = tree.ROOT / "docs/screenshots"
SIZE = (1280, 800)


@dataclass(frozen=True)
class Picture:
    """Whose page, which page (of a case and a task by their names), the language and theme, and its size."""

    who: str
    case: str
    task: str
    language: str
    theme: Theme
    size: tuple[int, int] = SIZE


PICTURES = {
    "inbox-sv-light": Picture("sara", "", "", "sv", "light"),
    "task-da-light": Picture("karen", "begun", "t_need", "da", "light", (1280, 1000)),
    "case-sv-dark": Picture("sara", "hearing", "", "sv", "dark", (1120, 1240)),
}


def main(folder: Path = FOLDER) -> None:
    """Serve a furnished installation and take every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        made = _furnished(Path(place) / "innotech360.sqlite")
        with serving.serve(made.file) as address, serving.chromium() as browser:
            for name, wanted in PICTURES.items():
                _take(browser, address, made, wanted, folder / f"{name}.png")


def _furnished(file: Path) -> Furnishing:
    installation.prepare(file)
    made = installation.furnish(file)
    made.close()
    return made


def _take(browser: Browser, address: str, made: Furnishing, wanted: Picture, target: Path) -> None:
    width, height = wanted.size
    with browser.new_context(
        base_url=address,
        color_scheme=wanted.theme,
        viewport={"width": width, "height": height},
        reduced_motion="reduce",
    ) as context:
        page = context.new_page()
        serving.sign_in(page, wanted.who)
        page.goto(_address(made, wanted))
        serving.speak(page, wanted.language)
        if wanted.task:
            page.locator("#answers .btn-primary").click()
            page.locator(".i3-errors").wait_for()
        page.screenshot(path=target)


def _address(made: Furnishing, wanted: Picture) -> str:
    if wanted.task:
        return made.task(wanted.case, wanted.task)
    return f"/cases/{made.cases[wanted.case]}" if wanted.case else "/inbox/"


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
