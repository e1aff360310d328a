"""The editor of diagrams in a real browser: what is drawn is saved, checked, marked and published."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import round_trip, serving
from tests.browser.installation import Furnishing
from tests.browser.visiting import Visits
from tests.conventions import tree

RENAME = """([id, name]) => {
  const [modeling, registry] = ['modeling', 'elementRegistry'].map((it) => window.modeller.get(it));
  modeling.updateLabel(registry.get(id), name);
}"""


def open_editor(visits: Visits, address: str, **wishes: object) -> Page:
    """The editor of the first diagram of the main process, in English."""
    page = round_trip.editor(visits, address, **wishes)
    serving.speak(page, "en")
    page.locator("#editor-room.is-ready").wait_for()
    return page


def test_changes_are_kept_and_whoever_leaves_without_saving_is_asked(visits: Visits, workshop_address: str) -> None:
    page = open_editor(visits, workshop_address)
    page.evaluate(RENAME, ["t_screen", "Screen the need"])
    expect(page.locator("#editor-status")).to_have_text("There are changes that are not saved.")
    page.on("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog") as asked:
        page.get_by_role("link", name="InnoTech 360").click(no_wait_after=True)
    assert asked.value.type == "beforeunload"

    page.get_by_role("button", name="Save").click()
    expect(page.locator("#editor-status")).to_contain_text("Saved at")
    page.goto(round_trip.draft_of(page))

    expect(page.locator("section[aria-labelledby=changes]")).to_contain_text("Screen the need")
    changed = page.locator("section[aria-labelledby=changes] tbody tr")
    expect(changed).to_have_count(1)
    expect(changed).to_contain_text("its name")


def test_undo_takes_a_change_back_and_nothing_is_left_to_save(visits: Visits, workshop_address: str) -> None:
    page = open_editor(visits, workshop_address)
    with page.expect_response("**/files/p0_need.bpmn*"):
        page.get_by_role("button", name="Save").click()
    page.evaluate(RENAME, ["t_screen", "Screen the need"])

    page.get_by_role("button", name="Undo").click()

    name = "window.modeller.get('elementRegistry').get('t_screen').businessObject.name"
    assert page.evaluate(name) == "Screen need"
    page.get_by_role("button", name="Redo").click()
    assert page.evaluate(name) == "Screen the need"


def test_two_owners_at_once_lose_nothing(visits: Visits, workshop_address: str) -> None:
    first, second = open_editor(visits, workshop_address), open_editor(visits, workshop_address)
    for page, name in ((first, "Screen it"), (second, "Look at it")):
        page.evaluate(RENAME, ["t_screen", name])
        page.get_by_role("button", name="Save").click()

    expect(first.locator("#editor-status")).to_contain_text("Saved at")
    expect(second.locator("#editor-status")).to_contain_text("Yours is kept beside it.")
    second.get_by_role("link", name="See both and choose").click()
    expect(second.locator(".i3-diagram svg")).to_have_count(2)
    expect(second.locator(".i3-diagram").first).to_contain_text("Screen it")
    expect(second.locator(".i3-diagram").last).to_contain_text("Look at it")
    second.get_by_role("button", name="Let the second one count").click()
    expect(second.locator(".alert")).to_contain_text("saved as you chose")
    assert visits.faults == [f"409 {first.url}"]  # how an editor is told
    visits.faults.clear()


def test_whoever_was_signed_out_saves_after_signing_in_again(visits: Visits, workshop_address: str) -> None:
    page = open_editor(visits, workshop_address)
    page.evaluate(RENAME, ["t_screen", "Screen the need"])
    page.context.clear_cookies()

    page.get_by_role("button", name="Save").click()
    expect(page.locator("#editor-status")).to_contain_text("You are signed out.")
    serving.sign_in(page.context.new_page(), "birgit")
    page.get_by_role("button", name="Save").click()

    expect(page.locator("#editor-status")).to_contain_text("Saved at")
    visits.faults = [fault for fault in visits.faults if not fault.startswith("400 ")]  # the token that had run out


def test_problems_stand_on_their_shapes_and_lead_there(visits: Visits, workshop_address: str) -> None:
    page = open_editor(visits, workshop_address)
    page.evaluate(RENAME, ["t_screen", ""])
    page.get_by_role("button", name="Check").click()

    mark = page.locator("[data-container-id=t_screen] .i3-mark-error")
    expect(mark).to_have_attribute(
        "title",
        "Must be mended: The element (task for a person) has no name. "
        "Give it a name that people can read in their inbox and in the diagram.",
    )
    page.locator("#editor-problems button", has_text="t_screen").click()
    expect(page.locator(".bio-properties-panel-header-type")).to_have_text("User Task")
    page.evaluate(RENAME, ["t_screen", "Screen the need"])
    page.get_by_role("button", name="Check").click()
    expect(mark).to_have_count(0)


def test_a_problem_on_another_page_leads_to_its_shape(visits: Visits, workshop_address: str) -> None:
    page = open_editor(visits, workshop_address)
    page.evaluate(RENAME, ["t_screen", ""])
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#editor-status")).to_contain_text("Saved at")

    page.goto(f"{round_trip.draft_of(page)}/check")
    page.get_by_role("link", name="t_screen").first.click()

    expect(page.locator(".djs-shape.selected")).to_have_attribute("data-element-id", "t_screen")


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_the_mark_of_the_tool_stays_in_view(visits: Visits, workshop_address: str, width: int, theme: str) -> None:
    page = open_editor(visits, workshop_address, viewport={"width": width, "height": 900}, color_scheme=theme)
    mark = page.locator(".bjs-powered-by")
    mark.scroll_into_view_if_needed()

    seen = mark.evaluate(
        "mark => { const { x, y, width, height } = mark.getBoundingClientRect();"
        "return mark.contains(document.elementFromPoint(x + width / 2, y + height / 2)) }"
    )
    assert seen is True


def test_nobody_else_loads_the_editors(visits: Visits, furnished: Furnishing, address: str) -> None:
    page = visits.visit(address, "sara")
    loaded: list[str] = []
    page.on("response", lambda response: loaded.append(response.url))
    for where in ("/inbox/", "/cases/", furnished.task("screening", "t_screen"), "/processes/p0_need/1"):
        page.goto(where)

    manifest = json.loads((tree.ROOT / "webapp/static/dist/manifest.json").read_text(encoding="utf-8"))
    everybodys = [file for entry in ("look", "dark", "app") for file in _files(manifest[entry])]
    built = {one.rpartition("/")[2] for one in loaded if "/static/dist/" in one}
    assert built == set(everybodys) & built != set()
    assert manifest["modeller"]["js"] not in everybodys


def _files(entry: dict[str, Any]) -> list[str]:
    return [file for file in (entry["js"], entry["css"], *entry["preload"]) if file]
