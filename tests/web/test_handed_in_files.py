"""What is handed in to be published: bounded, checked without keeping anybody waiting, and never silently replaced."""

import json
from collections.abc import Iterable
from io import BytesIO

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from engine import errors
from engine.casework import bundles, publishing
from engine.casework.processes import Release
from engine.people.participants import Participant
from tests import builders
from tests.web.scene import ERRAND_FORM, Scene, errand
from webapp import publication

REASON = "Errands are asked for here from now on"
LABELS = {"label:da": "A", "label:sv": "A"}
ERRAND = [("errand.bpmn", errand()), ("errand.form", ERRAND_FORM)]


def test_others_can_work_while_files_are_checked(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def check_while_others_write(bundle: bundles.Bundle, wanted: bundles.Publication) -> tuple[errors.Problem, ...]:
        with scene.writing() as session:
            session.execute(sa.update(Participant).values(theme="dark"))
        return check(bundle, wanted)

    check = bundles.check
    monkeypatch.setattr(bundles, "check", check_while_others_write)

    assert _publish(scene, ERRAND).status_code == 303


def test_a_release_that_came_meanwhile_is_told_and_nothing_is_published(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def publish_another_first(bundle: bundles.Bundle, wanted: bundles.Publication) -> publishing.Checked:
        monkeypatch.undo()
        scene.publish(errand(("t_more", builders.user("t_more", "tf_coord"))))
        return publishing.checked(bundle, wanted)

    _publish(scene, ERRAND)
    changed = errand(("t_other", builders.user("t_other", "tf_coord")))
    monkeypatch.setattr(publishing, "checked", publish_another_first)

    answer = _publish(scene, [("errand.bpmn", changed), ("note.form", builders.FORM)], completes="errand")

    assert answer.status_code == 409
    assert "Somebody else has published meanwhile. Choose your files once more." in scene.birgit.words
    assert scene.birgit.soup.find(id="reason").get_text() == REASON
    assert _releases(scene, "errand") == 2


def test_files_of_the_same_name_are_refused(scene: Scene) -> None:
    answer = _publish(scene, [*ERRAND, ("folder/errand.bpmn", errand(name="Other"))])

    assert answer.status_code == 422
    assert "Several files have the same name: errand.bpmn." in scene.birgit.words
    assert _releases(scene, "errand") == 0


def test_forms_of_the_same_id_are_refused(scene: Scene) -> None:
    answer = _publish(scene, [*ERRAND, ("other.form", ERRAND_FORM)])

    assert answer.status_code == 422
    assert "Several files hold the form with the id errand." in scene.birgit.words


def test_diagrams_of_the_same_process_are_refused(scene: Scene) -> None:
    answer = _publish(scene, [*ERRAND, ("other.bpmn", errand())])

    assert answer.status_code == 422
    assert _releases(scene, "errand") == 0


def test_a_lone_form_that_no_task_asks_for_is_not_said_to_be_published(scene: Scene) -> None:
    _publish(scene, ERRAND)
    answer = _publish(scene, [("note.form", builders.FORM)], completes="errand")
    scene.birgit.get(answer.location)

    assert "is published" not in scene.birgit.words
    assert "Nothing has changed: release 1 holds the same." in scene.birgit.words
    assert "No task asks for these forms, so they were not published: note" in scene.birgit.words


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[" * 100_000, "lie inside each other in more than 40 levels"),
        (b'{"components": ' * 10_000, "lie inside each other in more than 40 levels"),
        (b'{"components": ' * 50 + b"[]" + b"}" * 50, "lie inside each other in more than 40 levels"),
        (b'{"components": [], "a": NaN}', "cannot be read as JSON"),
        (b'{"components": [], "a": ' + b"9" * 5000 + b"}", "cannot be read as JSON"),
        (b"\xff\xfe\x00", "cannot be read as JSON"),
    ],
    ids=["lists", "objects", "whole", "NaN", "digits", "bytes"],
)
def test_a_form_that_cannot_be_read_is_a_problem(scene: Scene, content: bytes, said: str) -> None:
    answer = _publish(scene, [("errand.bpmn", errand()), ("errand.form", content)])

    assert answer.status_code == 422
    assert said in scene.birgit.words


def test_a_form_that_is_too_large_is_not_looked_into() -> None:
    [problem] = publication.check_form("big", b"[" * 1_000_001)

    assert (problem.code, problem.file) == ("form_too_large", "big.form")


@pytest.mark.parametrize(
    ("component", "said"),
    [
        ({"validate": {"pattern": "(a"}}, "“pattern”"),
        ({"validate": {"pattern": "(?=a)a"}}, "“pattern”"),
        ({"validate": {"minLength": "9", "maxLength": "8"}}, "“minLength”"),
        ({"validate": {"minLength": "-1"}}, "“minLength”"),
        ({"type": "number", "validate": {"min": 2, "max": 1}}, "“min”"),
        ({"type": "number", "validate": {"max": "Infinity"}}, "“max”"),
        ({"type": "number", "validate": {"max": "1e999999999"}}, "“max”"),
        ({"type": "number", "decimalDigits": 35}, "“decimalDigits”"),
        ({"type": "number", "decimalDigits": "1e999999999"}, "“decimalDigits”"),
        ({"type": "dynamiclist", "path": "a", "defaultRepetitions": 201}, "at most 200 are allowed"),
        ({"type": "dynamiclist", "path": "a", "properties": {**LABELS, "max": "100000"}}, "at most 200 are allowed"),
    ],
)
def test_a_rule_that_would_break_the_form_is_a_problem(scene: Scene, component: dict[str, object], said: str) -> None:
    inside = {"components": [_field("inner")]} if component.get("type") == "dynamiclist" else {}
    form = _form([{**_field("a"), **inside, **component}])

    answer = _publish(scene, [("errand.bpmn", errand()), ("errand.form", form)])

    assert answer.status_code == 422
    assert said in scene.birgit.words


def test_more_fields_than_anybody_fills_in_are_a_problem(scene: Scene) -> None:
    form = _form([_field(f"a{number}") for number in range(501)])

    assert _publish(scene, [("errand.bpmn", errand()), ("errand.form", form)]).status_code == 422
    assert "The form has more than 500 parts" in scene.birgit.words


def _publish(scene: Scene, files: Iterable[tuple[str, bytes]], **sent: str) -> TestResponse:
    scene.birgit.get("/processes/publish")
    given = [(BytesIO(content), name) for name, content in files]
    return scene.birgit.post("/processes/publish", {"files": given, "reason": REASON, "profile": "run", **sent})


def _form(components: list[dict[str, object]]) -> bytes:
    return json.dumps({"type": "default", "schemaVersion": 19, "id": "errand", "components": components}).encode()


def _field(key: str) -> dict[str, object]:
    return {"type": "textfield", "id": key, "key": key, "label": "A", "properties": LABELS}


def _releases(scene: Scene, key: str) -> int:
    with scene.reading() as session:
        return len([release for release in session.scalars(sa.select(Release)) if release.process.key == key])
