"""The shipped processes, decision tables and forms as one bundle: publishable without a single remark."""

import pytest

import bpmn
from engine.casework import publishing
from engine.model import documents
from webapp import publication


def test_the_shipped_bundle_has_no_problem_of_any_weight() -> None:
    bundle, wanted = publication.shipped()

    assert [(p.file, p.element, p.code) for p in publishing.check(bundle, wanted)] == []


@pytest.mark.parametrize("name", bpmn.names())
def test_every_process_stands_in_a_folder_and_file_of_its_name(name: str) -> None:
    [model] = documents.read(bpmn.read(name)[f"{name}.bpmn"]).processes

    assert model.id == name


def test_every_form_is_used_by_a_process_and_every_process_finds_its_forms() -> None:
    bundle, _wanted = publication.shipped()
    used = {
        element.extensions.form_id
        for name, content in bundle.models.items()
        if name.endswith(".bpmn")
        for process in documents.read(content).processes
        for element in process.elements.values()
        if element.extensions.form_id
    }

    assert used == set(bundle.forms)
