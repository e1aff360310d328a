"""Lists of rows on the page of a task: added to, removed from, handed in and read without scripts."""

import json

import pytest

from tests import builders
from tests.web.scene import Scene, revision

RISKS = {
    "type": "dynamiclist", "id": "risks", "path": "risks", "label": "Risks", "description": "The worst first",
    "properties": {
        "label:da": "Risici", "label:sv": "Risker", "description:da": "De værste først",
        "description:sv": "De värsta först", "min": "1",
    },
    "components": [
        {
            "type": "textfield", "id": "risk", "key": "risk", "label": "Risk", "validate": {"required": True},
            "properties": {"label:da": "Risiko", "label:sv": "Risk"},
        },
        {
            "type": "number", "id": "odds", "key": "odds", "label": "Likelihood",
            "properties": {"label:da": "Sandsynlighed", "label:sv": "Sannolikhet"},
        },
        {
            "type": "textfield", "id": "why", "key": "why", "label": "Why",
            "conditional": {"hide": "=odds = null or odds < 4"},
            "properties": {"label:da": "Hvorfor", "label:sv": "Varför"},
        },
    ],
}  # fmt: skip
WORST = {
    "type": "expression", "id": "worst", "key": "worst", "label": "Highest",
    "expression": "=max(for r in risks return r.odds)", "properties": {"label:da": "Højeste", "label:sv": "Högsta"},
}  # fmt: skip
SEEN = {
    "type": "datetime", "subtype": "datetime", "id": "seen", "key": "seen", "dateLabel": "Seen",
    "properties": {"dateLabel:da": "Set", "dateLabel:sv": "Sedd"},
}  # fmt: skip
CHECKS = {
    "type": "dynamiclist", "id": "checks", "path": "checks", "label": "Given", "allowAddRemove": False,
    "properties": {
        "label:da": "Givet", "label:sv": "Givet", "prefill": '=[{"item": "Plan", "days": 2}, {"item": "Map"}]',
    },
    "components": [
        {
            "type": "textfield", "id": "item", "key": "item", "label": "Item", "readonly": True,
            "properties": {"label:da": "Punkt", "label:sv": "Punkt"},
        },
        {
            "type": "number", "id": "days", "key": "days", "label": "Days", "readonly": True,
            "properties": {"label:da": "Dage", "label:sv": "Dagar"},
        },
    ],
}  # fmt: skip
TYPED = {
    "_rows": "risks",
    "risks-0-_row": "", "risks-0-risk": "Flood", "risks-0-odds": "5", "risks-0-why": "Rain",
    "risks-1-_row": "", "risks-1-risk": "Frost", "risks-1-odds": "2",
    "seen": "01/07/2026", "seen-time": "14:30",
}  # fmt: skip


@pytest.fixture
def task(scene: Scene) -> str:
    form = {"type": "default", "schemaVersion": 19, "id": "list", "components": [RISKS, WORST, SEEN, CHECKS]}
    listed = builders.user("t_list", "tf_coord").replace('"note"', '"list"')
    model = builders.process("listing", builders.line(("t_list", listed)), {"name:da": "Liste", "name:sv": "Lista"})
    scene.publish(model, forms={"list": json.dumps(form).encode()})
    address = scene.task(scene.open("listing"))
    scene.sara.get(address)
    return address


def send(scene: Scene, task: str, **more: str):
    return scene.sara.post(task, {"_revision": revision(scene.sara), **TYPED, **more})


def values(scene: Scene) -> dict[str, str]:
    return {field["name"]: field.get("value", "") for field in scene.sara.soup.find_all("input", type="text")}


def test_each_row_is_a_group_with_a_legend_and_ids_of_its_own(scene: Scene, task: str) -> None:
    send(scene, task, _update="1")
    soup = scene.sara.soup
    legends = [legend.get_text(" ", strip=True) for legend in soup.find_all("legend")]
    assert legends == ["Risks", "Risks 1", "Risks 2", "Seen (optional)"]
    assert soup.find("label", attrs={"for": "risks-1-risk"}).find_parent("fieldset")["id"] == "risks-1"
    assert soup.find(id="risks")["aria-describedby"] == "risks-h"
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))


def test_a_row_is_added_without_handing_in_and_is_where_one_goes_on(scene: Scene, task: str) -> None:
    answer = send(scene, task, _add="risks", **{"risks-1-odds": "few"})
    assert answer.status_code == 200
    assert values(scene)["risks-1-odds"] == "few"
    assert values(scene)["risks-2-risk"] == ""
    assert [tag.get("id") for tag in scene.sara.soup.find_all(autofocus=True)] == ["risks-2"]
    assert scene.sara.soup.find(class_="i3-err") is None


def test_a_row_is_removed_by_its_own_button(scene: Scene, task: str) -> None:
    send(scene, task, _update="1")
    buttons = scene.sara.soup.find_all("button", attrs={"name": "_remove"})
    assert [button.get_text() for button in buttons] == ["Remove this row: Risks 1", "Remove this row: Risks 2"]
    send(scene, task, _remove=buttons[0]["value"])
    assert {name: value for name, value in values(scene).items() if name.startswith("risks")} == {
        "risks-0-risk": "Frost",
        "risks-0-odds": "2",
    }


def test_enter_in_a_text_field_presses_no_button_of_a_row(scene: Scene, task: str) -> None:
    first = scene.sara.soup.find("form", id="answers").find("button")
    assert (first.get("name"), first["tabindex"], first["aria-hidden"]) == (None, "-1", "true")


def test_whoever_may_not_fill_in_adds_no_row(scene: Scene, task: str) -> None:
    assert scene.karen.post(task, {"_revision": "1", **TYPED, "_add": "risks"}).status_code == 403


@pytest.mark.parametrize(
    ("language", "label", "sentence"),
    [
        ("en", "Risks 1, Risk", "This field is required."),
        ("da", "Risici 1, Risiko", "Feltet skal udfyldes."),
        ("sv", "Risker 1, Risk", "Uppgiften är obligatorisk."),
    ],
)
def test_errors_link_to_the_field_in_its_row(scene: Scene, task: str, language, label, sentence) -> None:
    scene.read_in("sara", language).get(task)
    answer = scene.sara.post(task, {"_revision": revision(scene.sara), "_rows": "risks", "risks-0-_row": ""})
    assert answer.status_code == 422
    (link,) = scene.sara.soup.find(class_="i3-errors").find_all("a")
    assert (link["href"], link.get_text()) == ("#risks-0-risk", f"{label}: {sentence}")
    assert scene.sara.soup.find(id="risks-0-risk")["aria-describedby"] == "risks-0-risk-e"


def test_a_list_without_rows_says_so_at_its_heading(scene: Scene, task: str) -> None:
    scene.sara.post(task, {"_revision": revision(scene.sara), "_rows": "risks"})
    (link,) = scene.sara.soup.find(class_="i3-errors").find_all("a")
    assert (link["href"], link.get_text()) == ("#risks", "Risks: Fill in at least 1 row.")
    assert scene.sara.soup.find(id="risks")["aria-describedby"] == "risks-h risks-e"


def test_a_draft_brings_the_rows_back(scene: Scene, task: str) -> None:
    send(scene, task, _draft="1")
    scene.sara.get(task)
    assert values(scene) == {
        "risks-0-risk": "Flood", "risks-0-odds": "5", "risks-0-why": "Rain", "risks-1-risk": "Frost",
        "risks-1-odds": "2", "seen": "01/07/2026", "seen-time": "14:30",
    }  # fmt: skip


def test_rows_nobody_can_change_are_a_table_among_the_questions(scene: Scene, task: str) -> None:
    table = scene.sara.soup.find(id="checks").table
    assert table.caption.get_text() == "Given"
    assert [cell.get_text() for cell in table.find_all(["th", "td"])] == ["Item", "Days", "Plan", "2", "Map", "–"]


@pytest.mark.parametrize(
    ("language", "caption", "columns", "worst", "seen"),
    [
        ("en", "Risks", ["Risk", "Likelihood", "Why"], "Highest 5", "1 July 2026 at 14:30"),
        ("da", "Risici", ["Risiko", "Sandsynlighed", "Hvorfor"], "Højeste 5", "1. juli 2026 kl. 14.30"),
        ("sv", "Risker", ["Risk", "Sannolikhet", "Varför"], "Högsta 5", "1 juli 2026 kl. 14:30"),
    ],
)
def test_answers_are_read_as_a_table(scene: Scene, task: str, language, caption, columns, worst, seen) -> None:
    assert send(scene, task).status_code == 303
    scene.read_in("sara", language).get(task)
    table = scene.sara.soup.find("table")
    assert table.caption.get_text() == caption
    assert [head.get_text() for head in table.find_all("th", scope="col")] == columns
    assert [head.get_text() for head in table.find_all("th", scope="row")] == ["Flood", "Frost"]
    assert [cell["data-label"] for cell in table.tbody.find_all("tr")[0].find_all(["th", "td"])] == columns
    assert [cell.get_text() for cell in table.tbody.find_all("td")] == ["5", "Rain", "2", "–"]
    assert worst in scene.sara.words
    assert seen in scene.sara.words
