"""A process owner draws a task of their own into a shipped process, and a case passes it."""

from playwright.sync_api import Locator, Page, expect

from tests.browser import round_trip, serving
from tests.browser.visiting import Visits

FLOW_MIDDLE = "id => modeller.get('elementRegistry').get(id).outgoing[0].id"
SHOW = "([id, scale]) => { const c = modeller.get('canvas'); c.zoom(scale); c.scrollToElement(id); }"
ROLE, FORM, DEADLINE = (f"custom-entry-innotech360.person-task-{place}" for place in (1, 2, 3))
BROKEN, WHOLE = "workdays(", "workdays(3)"  # after the sign = that the panel writes itself


def test_a_new_task_is_drawn_broken_mended_published_and_passed(visits: Visits, own_address: str) -> None:
    page = round_trip.editor(visits, own_address)
    serving.speak(page, "en")
    draft = page.url.partition("/files/")[0]
    _add_form(page, draft)
    page.goto(f"{draft}/files/p0_need.bpmn")
    page.locator("#editor-room.is-ready").wait_for()

    task = _draw_task_after(page, "start_need")
    _fill_in(page)
    page.get_by_role("button", name="Check", exact=True).click()
    mark = page.locator(f"[data-container-id={task}] .i3-mark-error")
    expect(mark).to_be_visible()
    expect(page.locator("#editor-problems")).to_contain_text("An expression (deadline) cannot be read")

    mark.click()
    _field(page, DEADLINE).fill(WHOLE)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#editor-status")).to_have_text("Nothing is wrong. The draft can be published.")
    page.get_by_role("link", name="Publish", exact=True).click()
    page.locator("#reason").fill("The coordinators look at every need first")
    page.get_by_role("button", name="Check and publish").click()
    expect(page.locator(".alert")).to_contain_text("is published. New cases follow it.")

    _pass_the_task(visits, own_address)


def _add_form(page: Page, draft: str) -> None:
    page.goto(f"{draft}/add")
    page.get_by_label("A form that a task asks for").check()
    page.locator("#key").fill("t_look")
    for language, name in (("en", "First look"), ("da", "Første blik"), ("sv", "Första blicken")):
        page.locator(f"#name_{language}").fill(name)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".alert")).to_contain_text("t_look.form")


def _draw_task_after(page: Page, element: str) -> str:
    """Make room on the way out of an element, and drop a new task there; gives its id."""
    page.evaluate(SHOW, [element, 0.8])
    flow = page.locator(f"[data-element-id={page.evaluate(FLOW_MIDDLE, element)}] .djs-hit").first
    x, y = _middle(flow)
    page.locator(".djs-palette [data-action=space-tool]").click()
    page.mouse.move(x, y + 150)
    page.mouse.down()
    for step in (60, 140):
        page.mouse.move(x + step, y + 150, steps=5)
    page.mouse.up()
    x, y = _middle(flow)
    page.locator(".djs-palette [data-action=create]").click()
    page.locator(".djs-popup-search input").press_sequentially("Task for a person")
    page.locator(".djs-popup .entry", has_text="Task for a person").first.click()
    page.mouse.move(x - 40, y - 60)
    page.mouse.move(x, y, steps=5)
    page.mouse.click(x, y)
    page.keyboard.press("Escape")
    [task] = page.evaluate("modeller.get('selection').get().map((element) => element.id)")
    return str(task)


def _fill_in(page: Page) -> None:
    _field(page, "name").fill("Look at the need")
    _field(page, ROLE).select_option(label="Task force coordinator")
    _field(page, FORM).select_option("t_look")
    _field(page, DEADLINE).fill(BROKEN)
    _field(page, "i3-name-da").fill("Se på behovet")
    _field(page, "i3-name-sv").fill("Titta på behovet")


def _field(page: Page, entry: str) -> Locator:
    """A field of the panel, whose group is opened if need be."""
    found = page.locator(f'.i3-panel [data-entry-id="{entry}"]')
    field = found.locator("input, textarea, select, [contenteditable=true]").first
    found.first.wait_for(state="attached")
    if not field.is_visible():
        group = page.locator(f'.i3-panel [data-group-id]:has([data-entry-id="{entry}"])')
        group.locator(".bio-properties-panel-group-header").first.click()
    return field


def _middle(flow: Locator) -> tuple[float, float]:
    box = flow.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _pass_the_task(visits: Visits, address: str) -> None:
    """Karen starts a case; Sara meets the new task first, in Swedish, and the case goes on to where it began before."""
    karen = visits.visit(address, "karen", locale="en")
    serving.speak(karen, "en")
    karen.goto("/cases/new")
    karen.locator("input[value=p360_main]").check()
    karen.get_by_role("button", name="Start the case").click()
    number = karen.locator("main").inner_text().partition("360-")[2][:9]
    sara = visits.visit(address, "sara")
    serving.speak(sara, "sv")
    sara.goto("/inbox/")
    row = sara.locator("tbody tr", has_text=f"360-{number}")
    expect(row).to_contain_text("Titta på behovet")

    row.get_by_role("link").first.click()
    expect(sara.locator("h1")).to_have_text("Titta på behovet")
    expect(sara.locator("main")).to_contain_text("Första blicken")
    sara.locator("#answers .btn-primary").click()
    expect(sara.locator(".alert")).to_be_visible()

    karen.goto("/inbox/")
    expect(karen.locator("tbody tr", has_text=f"360-{number}")).to_contain_text("Describe need")
