"""The shipped processes, decision tables and forms as one bundle: publishable without a single remark."""

import json

import pytest

import bpmn
from engine.casework import publishing
from engine.model import actions, documents
from webapp import publication


def test_the_shipped_bundle_has_no_problem_of_any_weight() -> None:
    bundle, wanted = publication.shipped()

    assert [(p.file, p.element, p.code) for p in publishing.check(bundle, wanted)] == []


def test_an_expression_of_a_form_that_cannot_be_read_is_a_problem_of_the_bundle() -> None:
    document = {
        "schemaVersion": 19,
        "components": [{"type": "expression", "id": "sum", "key": "sum", "expression": "=1 +"}],
    }

    problems = publication.check_form("f_sum", json.dumps(document).encode())

    assert [(problem.code, problem.element) for problem in problems] == [("expression_invalid", "sum")]


@pytest.mark.parametrize("name", bpmn.names())
def test_every_process_stands_in_a_folder_and_file_of_its_name(name: str) -> None:
    [model] = documents.read(bpmn.read(name)[f"{name}.bpmn"]).processes

    assert model.id == name


def test_every_form_is_used_by_a_process_and_every_process_finds_its_forms() -> None:
    bundle, _wanted = publication.shipped()
    used = {
        form
        for name, content in bundle.models.items()
        if name.endswith(".bpmn")
        for process in documents.read(content).processes
        for element in process.elements.values()
        for form in (element.extensions.form_id, element.extensions.properties.get(actions.FORM))
    }

    assert used - {None} == set(bundle.forms)
