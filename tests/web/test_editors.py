"""The pages of the editors: what they are given, for whom, under which policy, and what there is without them."""

import json
from typing import Any

import pytest

from engine.model import documents, picture
from engine.model.zeebe import KNOWN_PROPERTIES
from engine.people.roles import ROLES
from tests.web.scene import Scene, errand, said
from webapp import assets, headers

FILE = "/modeller/1/files/m0.bpmn"
NAMES = {"da": "Opgave til en person", "sv": "Uppgift för en person", "en": "Task for a person"}


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bundles of editors, whether they are built here or not."""
    made = {"css": "x.css", "js": "x.js", "preload": []}
    monkeypatch.setattr(assets, "_manifest", lambda: dict.fromkeys(("look", "dark", "app", "modeller"), made))


@pytest.mark.parametrize("language", NAMES)
@pytest.mark.usefixtures("installed")
def test_an_editor_is_given_templates_and_groups_in_the_readers_language(scene: Scene, language: str) -> None:
    _begin(scene)
    scene.read_in("birgit", language)

    data = _data(scene)

    person = next(one for one in data["templates"] if one["id"] == "innotech360.person-task")
    assert (person["name"], person["isDefault"]) == (NAMES[language], True)
    choices = {field["label"]: [one["value"] for one in field.get("choices", ())] for field in person["properties"][1:]}
    assert choices[said(language, "Role")] == list(ROLES)
    assert choices[said(language, "Form")] == ["errand"]
    languages = data["panel"]["groups"][0]
    assert (languages["label"], len(languages["fields"])) == (said(language, "Languages"), 4)
    assert data["addresses"]["save"] == FILE
    assert data["revision"] == 1


@pytest.mark.parametrize("language", ["da", "sv", "en"])
@pytest.mark.usefixtures("installed")
def test_every_known_property_has_a_field_with_a_label_in_three_languages(scene: Scene, language: str) -> None:
    _begin(scene)
    scene.read_in("birgit", language)

    fields = [field for group in _data(scene)["panel"]["groups"] for field in group["fields"]]

    assert {field["property"] for field in fields} == set(KNOWN_PROPERTIES)
    assert [field["property"] for field in fields if field["label"] in (field["property"], "")] == []


@pytest.mark.usefixtures("installed")
def test_tables_and_processes_to_choose_from_are_those_of_the_draft(scene: Scene) -> None:
    scene.birgit.get("/modeller/")
    scene.birgit.post("/modeller/begin", {"key": "p360_main"})

    found = {one["id"]: one["properties"][0] for one in _data(scene, "/modeller/1/files/p0_need.bpmn")["templates"]}

    decisions, called = found["innotech360.decision"], found["innotech360.call"]
    assert {"name": "Triage of the need", "value": "dmn_g0_triage"} in decisions["choices"]
    assert {"p0_need", "p1_insight", "p360_main"} <= {one["value"] for one in called["choices"]}


@pytest.mark.usefixtures("installed")
def test_only_the_page_of_an_editor_may_style_its_elements(scene: Scene) -> None:
    _begin(scene)

    editor, beside = (scene.birgit.get(where).headers["Content-Security-Policy"] for where in (FILE, "/modeller/1"))

    assert editor == beside + "; style-src-attr 'unsafe-inline'"
    loosened = [one for one, view in scene.app.view_functions.items() if getattr(view, "styles_elements", False)]
    assert loosened == ["modeller.edit"]
    assert "unsafe" not in headers.HEADERS["Content-Security-Policy"]


def test_without_the_bundles_the_page_says_so_and_files_go_in_and_out(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "DIST", "nothing")
    _begin(scene)

    scene.birgit.get(FILE)

    assert "The editors are not installed here." in scene.birgit.words
    assert scene.birgit.soup.select("script") == []
    assert scene.birgit.get(str(scene.birgit.soup.select_one("main details a")["href"])).data == errand()
    assert scene.birgit.soup.select_one(f"form[action='{FILE}'] input[type=file]") is not None


@pytest.mark.usefixtures("installed")
def test_without_scripts_the_page_says_so_too(scene: Scene) -> None:
    _begin(scene)

    scene.birgit.get(FILE)

    assert "The editor needs scripts" in scene.birgit.soup.noscript.get_text()


def test_a_diagram_without_a_picture_is_opened_with_one_and_nothing_else_changes(scene: Scene) -> None:
    _begin(scene)

    opened = scene.birgit.get(f"{FILE}/opened").data

    before, after = documents.read(errand()), documents.read(opened)
    assert "<svg" in picture.draw(after)
    assert [dict(node.attrib) for node in before.tree.iter("*")] == [
        dict(node.attrib)
        for node in after.tree.iter("*")
        if "/DD/" not in node.tag and "/BPMN/20100524/DI" not in node.tag
    ]
    assert scene.birgit.get(f"{FILE}/content").data == errand()
    assert picture.arranged(opened) == opened


def test_what_is_no_diagram_is_opened_as_it_is(scene: Scene) -> None:
    _begin(scene)

    form = scene.birgit.get("/modeller/1/files/errand.form/opened").data

    assert json.loads(form)["id"] == "errand"


def _begin(scene: Scene) -> None:
    scene.publish(errand())
    scene.birgit.get("/modeller/")
    scene.birgit.post("/modeller/begin", {"key": "errand"})


def _data(scene: Scene, where: str = FILE) -> dict[str, Any]:
    scene.birgit.get(where)
    found: dict[str, Any] = json.loads(scene.birgit.soup.select_one("#editor-data").get_text())
    return found
