"""Files opened in the editors and saved again, and what of them is lost on the way.

From the root of the repository: `python -m tests.browser.round_trip FOLDER` takes every diagram of a folder.
"""

import argparse
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bpmn_io import BpmnModdle
from lxml import etree
from playwright.sync_api import Page

from engine.model import encoding
from tests.browser import installation, serving
from tests.browser.visiting import Visits

Parts = Counter[tuple[object, ...]]
SAVED_DIAGRAM = (
    "async (xml) => { await modeller.importXML(xml); return (await modeller.saveXML({ format: true })).xml; }"
)
SAVED_FORM = "async (schema) => { await editor.importSchema(schema); return editor.saveSchema(); }"
# What a tool writes where the standard says the same without it, and what it adds for its own sake.
DEFAULTS = {("decisionTable", "hitPolicy"): "UNIQUE", ("BPMNShape", "isMarkerVisible"): "true"}
DEFAULTS_OF_FORMS = {
    "computeOn": "change",
    "showOutline": True,
    "isRepeating": True,
    "allowAddRemove": True,
    "defaultRepetitions": 1,
}


def of_diagram(page: Page, content: bytes) -> tuple[Parts, Parts]:
    """What is gone and what is new after a diagram went through the editor that the page shows.

    Both sides are read and written by bpmn-moddle first, which leaves out what is the default in the standard.
    """
    before = encoding.unicode(content).decode()
    moddle = BpmnModdle()
    plain = moddle.to_xml(moddle.from_xml(before).root_element, {"format": True}).xml
    return _compared(plain.encode(), page.evaluate(SAVED_DIAGRAM, before).encode())


def of_table(page: Page, content: bytes) -> tuple[Parts, Parts]:
    """The same for a decision file."""
    return _compared(content, page.evaluate(SAVED_DIAGRAM, content.decode()).encode())


def of_form(page: Page, content: bytes) -> tuple[object, object]:
    """A form before and after, without what the editor adds as a default."""
    before = json.loads(content)
    return without_defaults(before), without_defaults(page.evaluate(SAVED_FORM, before))


def _compared(before: bytes, after: bytes) -> tuple[Parts, Parts]:
    old, new = (Counter(_parts(etree.fromstring(content))) for content in (before, after))
    return old - new, new - old


def _parts(root: etree._Element) -> Iterator[tuple[object, ...]]:
    for node in root.iter("*"):
        name = etree.QName(node).localname
        attributes = {key: value for key, value in node.attrib.items() if DEFAULTS.get((name, str(key))) != value}
        around = node.getparent()
        yield name, "" if around is None else around.get("id"), tuple(sorted(attributes.items())), _words(node)


def _words(node: etree._Element) -> str:
    return " ".join((node.text or "").split())


def without_defaults(value: Any) -> Any:
    """A form without what its editor adds as a default."""
    if isinstance(value, dict):
        kept = {key: inner for key, inner in value.items() if DEFAULTS_OF_FORMS.get(key) != inner}
        return {key: without_defaults(inner) for key, inner in kept.items()}
    return [without_defaults(inner) for inner in value] if isinstance(value, list) else value


def main(arguments: list[str] | None = None) -> int:
    """Take every diagram of a folder through the editor, and say what was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.round_trip", description=main.__doc__)
    parser.add_argument("folder", type=Path)
    files = sorted(parser.parse_args(arguments).folder.rglob("*.bpmn"))
    made = Path(tempfile.mkdtemp()) / "round_trip.sqlite"
    installation.prepare(made)
    lost = 0
    with serving.serve(made) as address, serving.chromium() as browser:
        visits = Visits(browser)
        page = editor(visits, address)
        for file in files:
            gone, _ = of_diagram(page, file.read_bytes())
            lost += bool(gone)
            sys.stdout.write(f"{file.name}: {'nothing lost' if not gone else dict(gone)}\n")
        visits.close()
    sys.stdout.write(f"{len(files)} diagrams, {len(files) - lost} with nothing lost\n")
    return 1 if lost or not files else 0


def editor(visits: Visits, address: str, file: str = "p0_need.bpmn", **wishes: object) -> Page:
    """The editor of a file in the draft of the main process, which is begun if need be."""
    page = visits.visit(address, "birgit", locale="en", **wishes)
    page.goto("/processes/p0_need/1")
    page.locator("form[action='/modeller/begin'] button").click()
    page.wait_for_url(re.compile(r"/modeller/\d+$"))
    page.goto(f"{page.url}/files/{file}")
    page.locator("#editor-room.is-ready").wait_for()
    return page


def draft_of(page: Page) -> str:
    """The address of the draft whose editor a page shows."""
    return page.url.partition("/files/")[0]


if __name__ == "__main__":
    sys.exit(main())
