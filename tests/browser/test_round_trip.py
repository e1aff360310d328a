"""The shipped diagrams, tables and forms go through open and save in their editors, and nothing of them is lost."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

import bpmn
import forms
from tests.browser import round_trip
from tests.browser.visiting import SignIns, Visits
from tests.browser.workshop import Workshop

Opened = Callable[[str], Page]


@pytest.fixture(scope="module")
def opened(chromium: Browser, sign_ins: SignIns, workshop: Workshop) -> Iterator[Opened]:
    """An editor of each kind, opened once."""
    visits, pages = Visits(chromium, sign_ins), {}

    def page(name: str) -> Page:
        if name not in pages:
            pages[name] = round_trip.editor(visits, workshop.address, name)
        return pages[name]

    yield page
    visits.close()
    workshop.tidy()
    assert visits.faults == []


@pytest.mark.parametrize("name", sorted(name for name in bpmn.read_all() if name.endswith(".bpmn")))
def test_a_shipped_diagram_loses_nothing(opened: Opened, name: str) -> None:
    gone, new = round_trip.of_diagram(opened("p0_need.bpmn"), bpmn.read_all()[name])

    assert (dict(gone), dict(new)) == ({}, {})


@pytest.mark.parametrize("name", sorted(name for name in bpmn.read_all() if name.endswith(".dmn")))
def test_a_shipped_table_loses_nothing(opened: Opened, name: str) -> None:
    gone, new = round_trip.of_table(opened("dmn_g0_triage.dmn"), bpmn.read_all()[name])

    assert (dict(gone), dict(new)) == ({}, {})


def test_the_shipped_forms_lose_nothing(opened: Opened) -> None:
    page = opened("t_screen.form")
    names = forms.definitions.names()
    pairs = {name: round_trip.of_form(page, forms.definitions.read_bytes(name)) for name in names}

    assert len(names) > 10
    assert {name: after for name, (before, after) in pairs.items() if before != after} == {}
