"""Forms with parts that break while they are shown: the rest can be used, and nothing typed is lost."""

import json
import time

import pytest
import structlog

from tests.web.scene import Scene, errand, hand_in

SECONDS_OF_A_PAGE = 0.5  # of processor time; 200 rows take about 0.1
LABELS = {"label:da": "A", "label:sv": "A"}
ENDLESS = "=count(for a in 1..2000 return for b in 1..2000 return a * b)"
TITLE = {"type": "textfield", "id": "title", "key": "title", "label": "Title", "properties": LABELS}
CHOICE = {"type": "select", "id": "who", "key": "who", "label": "Who", "properties": LABELS}
LIST = {
    "type": "dynamiclist", "id": "risks", "path": "risks", "label": "Risks", "properties": {**LABELS, "max": "3"},
    "components": [{"type": "textfield", "id": "name", "key": "name", "label": "Name", "properties": LABELS}],
}  # fmt: skip


def test_a_value_that_takes_too_much_is_left_out_and_the_task_can_be_done(scene: Scene) -> None:
    task = _task(scene, _computed("sum", ENDLESS))
    with structlog.testing.capture_logs() as logs:
        assert scene.sara.get(task).status_code == 200

    assert scene.sara.soup.find(id="sum").get_text() == "This could not be computed. You can go on without it."
    [line] = [line for line in logs if line["event"] == "expression not computed"]
    assert (line["problem"], line["form"]) == ("OutOfFuel", "errand")
    assert hand_in(scene.sara, task, title="Kør").status_code == 303


def test_options_that_take_too_much_can_be_left_open_where_nobody_must_choose(scene: Scene) -> None:
    task = _task(scene, {**CHOICE, "valuesExpression": ENDLESS})
    scene.sara.get(task)

    assert "The options could not be computed. You can go on without an answer." in scene.sara.words
    assert hand_in(scene.sara, task, title="Kør").status_code == 303


def test_options_that_take_too_much_say_whom_to_ask_where_somebody_must_choose(scene: Scene) -> None:
    task = _task(scene, {**CHOICE, "valuesExpression": ENDLESS, "validate": {"required": True}})
    refused = hand_in(scene.sara, task, title="Kør mælk")

    assert refused.status_code == 422
    assert "The options could not be computed. Ask a coordinator to have the form mended." in scene.sara.words
    assert scene.sara.soup.find(id="title")["value"] == "Kør mælk"


@pytest.mark.parametrize("place", ["conditional", "prefill", "readonly", "validate", "rule", "label"])
def test_an_expression_that_takes_too_much_keeps_nobody_from_the_rest(scene: Scene, place: str) -> None:
    field = {"type": "number", "id": "n", "key": "n", "label": "N", "properties": dict(LABELS)}
    form: dict[str, object] = {}
    match place:
        case "conditional":
            field["conditional"] = {"hide": ENDLESS}
        case "prefill":
            field["properties"] = {**LABELS, "prefill": ENDLESS}
        case "readonly":
            field["readonly"] = ENDLESS
        case "validate":
            field["validate"] = {"min": ENDLESS}
        case "rule":
            words = {f"rule:r:message{language}": "R" for language in ("", ":da", ":sv")}
            form = {"properties": {"rule:r": ENDLESS, **words}}
        case "label":
            field["label"] = ENDLESS
    task = _task(scene, field, **form)

    assert scene.sara.get(task).status_code == 200
    assert hand_in(scene.sara, task, title="Kør", n="12").status_code == 303


@pytest.mark.parametrize("odd", [{"defaultValue": "= 1 +"}, {"components": 5}, {"components": ["x", None, [1]]}])
def test_what_only_looks_like_an_expression_or_a_component_is_left_alone(scene: Scene, odd: dict[str, object]) -> None:
    task = _task(scene, {**TITLE, "id": "other", "key": "other", **odd})

    assert scene.sara.get(task).status_code == 200


def test_expressions_that_take_too_much_together_are_left_out_and_told_in_few_lines_of_the_log(scene: Scene) -> None:
    heavy = "=count(for a in 1..90 return for b in 1..90 return a * b)"
    parts = [_computed(f"e{number}", f"{heavy} + {number}") for number in range(120)]
    task = _task(scene, *parts)
    with structlog.testing.capture_logs() as logs:
        scene.sara.get(task)

    assert 0 < len(logs) <= 20
    assert scene.sara.soup.find(id="e119").get_text() == "This could not be computed. You can go on without it."
    assert hand_in(scene.sara, task, title="Kør").status_code == 303


@pytest.mark.parametrize("value", ["10 ** 40", "10 ** 6000", "1 / 10 ** 6000", "-(10 ** 50) / 3"])
def test_numbers_that_nobody_reads_are_shown_all_the_same(scene: Scene, value: str) -> None:
    options = {**CHOICE, "valuesExpression": f'=[{value}, "none"]', "properties": {**LABELS, "store": "number"}}
    task = _task(scene, _computed("sum", f"={value}"), options)
    scene.sara.get(task)
    chosen = scene.sara.soup.select("#who option")[1]["value"]

    assert scene.sara.soup.find(id="sum").get_text() not in ("", "This could not be computed.")
    assert hand_in(scene.sara, task, title="Kør", who="none").status_code == 422
    assert hand_in(scene.sara, task, title="Kør", who=chosen).status_code in (303, 422)


@pytest.mark.parametrize("typed", ["9" * 34, "0," + "9" * 33, "-" + "9" * 34, "9" * 5000])
def test_a_number_of_many_digits_is_taken_or_refused_in_words(scene: Scene, typed: str) -> None:
    number = {"type": "number", "id": "n", "key": "n", "label": "N", "properties": LABELS, "decimalDigits": 2}
    task = _task(scene, number)

    assert hand_in(scene.sara, task, title="Kør", n=typed).status_code in (303, 422)


@pytest.mark.parametrize(("typed", "status"), [("ærø", 303), ("a" * 26 + "!", 422), ("a" * 19_000 + "!", 422)])
def test_a_pattern_is_matched_without_trying_every_way(scene: Scene, typed: str, status: int) -> None:
    task = _task(scene, {**TITLE, "id": "p", "key": "p", "validate": {"pattern": "^(\\p{L}+)+$"}})

    assert hand_in(scene.sara, task, title="Kør", p=typed).status_code == status


def test_more_rows_than_there_may_be_are_told_and_kept(scene: Scene) -> None:
    task = _task(scene, LIST)
    refused = hand_in(scene.sara, task, title="Kør", **{f"risks-{n}-name": f"Risk {n}" for n in range(300)})

    assert refused.status_code == 422
    assert "There may be at most 3 rows." in scene.sara.words
    assert scene.sara.soup.find(id="risks-299-name")["value"] == "Risk 299"


@pytest.mark.parametrize("things", [5_000, 5_000_000])
def test_a_row_for_each_of_very_many_things_shows_the_first_and_says_so(scene: Scene, things: int) -> None:
    prefill = f"=for a in 1..{things} return {{name: string(a)}}"
    task = _task(scene, {**LIST, "properties": {**LABELS, "prefill": prefill}})
    scene.sara.get(task)
    began = time.process_time()
    scene.sara.get(task)

    assert time.process_time() - began < SECONDS_OF_A_PAGE
    assert scene.sara.soup.find(id="risks-199-name") is not None
    assert scene.sara.soup.find(id="risks-200-name") is None
    assert "Only the first 200 rows are shown here." in scene.sara.words


def _computed(key: str, expression: str) -> dict[str, object]:
    return {
        "type": "expression", "id": key, "key": key, "label": "A", "expression": expression, "properties": LABELS,
    }  # fmt: skip


def _task(scene: Scene, *components: dict[str, object], **more: object) -> str:
    """A case whose first task has a form with a title and these components; gives the task's address."""
    form = {"type": "default", "schemaVersion": 19, "id": "errand", "components": [TITLE, *components], **more}
    scene.publish(errand(), forms={"errand": json.dumps(form).encode()})
    return scene.task(scene.open("errand"))
