"""Versions compared: what was added, changed, removed or moved, by name, in diagrams, tables and forms."""

import json
from io import BytesIO

import pytest

import bpmn
import forms
from tests import builders
from tests.web.scene import ERRAND_FORM, Scene, errand, said
from webapp import archives

TRIAGE = bpmn.read_all()["dmn_g0_triage.dmn"]
MORE = builders.user("t_more", "tf_coord", **{"name:da": "Mere"})
TABLE_ASKED = (
    '<bpmn:businessRuleTask id="ask" name="Ask"><bpmn:extensionElements>'
    '<zeebe:calledDecision decisionId="dmn_g0_triage" resultVariable="way"/></bpmn:extensionElements>'
    "</bpmn:businessRuleTask>"
)


def _rows(scene: Scene) -> list[list[str]]:
    cells = (row.select("td, th") for row in scene.lone.soup.select("main tbody tr"))
    return [[" ".join(cell.get_text(" ").split()) for cell in row] for row in cells]


@pytest.mark.parametrize("language", ["da", "sv", "en"])
def test_elements_of_a_diagram_are_told_by_name_and_what_happened(scene: Scene, language: str) -> None:
    scene.publish(errand(("t_more", MORE)))
    scene.publish(errand().replace(b"=workdays(5)", b"=workdays(9)"))
    scene.lone.get("/inbox/")
    scene.read_in("lone", language)

    scene.lone.get("/processes/errand/compare")

    name = {"da": "Beskriv ærindet", "sv": "Beskriv ärendet", "en": "Describe the errand"}[language]
    more = "t_more" if language == "en" else "Mere"  # her organisation is Danish
    rows = _rows(scene)
    settings = said(language, "settings and translations")
    assert [said(language, "Changed"), f"{name} t_errand", settings] in [[*row[:2], row[3]] for row in rows]
    assert [said(language, "Removed"), f"{more} t_more"] in [row[:2] for row in rows]
    assert [said(language, "Added"), f"{name} → finish t_errand_to_finish"] in [row[:2] for row in rows]


def test_any_two_versions_are_compared_and_the_newest_two_without_a_choice(scene: Scene) -> None:
    for days in (5, 6, 7):
        scene.publish(errand().replace(b"workdays(5)", b"workdays(%d)" % days))

    scene.lone.get("/processes/errand/compare")
    chosen = [str(option["value"]) for option in scene.lone.soup.select("option[selected]")]
    scene.lone.get("/processes/errand/compare?old=1&new=1")
    same = scene.lone.words

    assert chosen == ["2", "3"]
    assert "Both versions hold the same." in same


def test_one_version_alone_differs_in_nothing(scene: Scene) -> None:
    scene.publish(errand())

    assert scene.lone.get("/processes/errand/compare?old=7&new=%00").status_code == 200
    assert "Both versions hold the same." in scene.lone.words
    assert scene.lone.get("/processes/none/compare").status_code == 404


def test_parts_of_tables_and_forms_are_compared(scene: Scene) -> None:
    question = json.loads(ERRAND_FORM)
    question["components"][0]["label"] = "What is it about?"
    question["components"].append({"type": "textfield", "key": "extra", "label": "Extra", "id": "f_extra"})
    model = errand(("ask", TABLE_ASKED))
    _publish(scene, model, TRIAGE, ERRAND_FORM)
    changed = TRIAGE.replace(b'<rule id="g0_3">', b'<rule id="g0_3"><description>Once more</description>')
    _publish(scene, model, changed, json.dumps(question).encode())

    scene.lone.get("/processes/errand/compare")

    rows = _rows(scene)
    assert ["Added", "Extra extra", "Question", "–"] in rows
    assert ["Changed", "Once more g0_3", "Rule 3 of “Triage of the need”", "–"] in rows
    assert [row for row in rows if row[0] == "Removed"] == []


def test_a_version_and_its_release_travel_as_zip_files(scene: Scene) -> None:
    version = scene.lone.get("/processes/p0_need/1/archive")
    release = scene.lone.get("/processes/p360_main/releases/1/archive")

    assert {"p0_need.bpmn", "dmn_g0_triage.dmn", "t_need.form"} <= set(dict(archives.unpack(version.data)))
    assert {"p0_need.bpmn", "p360_main.bpmn", "p1_insight.bpmn"} <= set(dict(archives.unpack(release.data)))
    assert version.headers["Content-Disposition"] == "attachment; filename=p0_need-1.zip"
    for missing in ("/processes/p0_need/9/archive", "/processes/p0_need/releases/1/archive"):
        assert scene.lone.get(missing).status_code == 404


def test_questions_are_compared_by_key_wherever_they_stand() -> None:
    old = {"components": [{"type": "number", "key": "a", "label": "A"}, {"type": "text", "id": "t", "text": "# Hi"}]}
    moved = {"components": [{"type": "group", "path": "g", "id": "g", "components": old["components"]}]}
    renamed = {"components": [{**old["components"][0], "label": "Å"}]}

    assert forms.changes.compare(old, old, "en") == ()
    assert [(one.id, one.state) for one in forms.changes.compare(old, moved, "en")] == [("g", "added")]
    assert [(one.id, one.state, one.name) for one in forms.changes.compare(old, renamed, "en")] == [
        ("a", "changed", "Å"),
        ("t", "removed", "# Hi"),
    ]


def _publish(scene: Scene, model: bytes, table: bytes, form: bytes) -> None:
    scene.birgit.get("/processes/publish")
    given = [(BytesIO(c), n) for n, c in {"a.bpmn": model, "b.dmn": table, "errand.form": form}.items()]
    sent = {"files": given, "reason": "for a test of comparing", "profile": "run"}
    assert scene.birgit.post("/processes/publish", sent).status_code == 303, scene.birgit.words
