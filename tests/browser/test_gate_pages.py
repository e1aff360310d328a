"""Pages of a gate in a real browser: a confidential decision, what is overdue, and room for what is shown."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from engine import clock
from engine.casework.records import Task
from tests.browser import examination, hours, words
from tests.browser.desks import Desks
from tests.browser.visiting import Visits
from tests.conftest import MovableClock
from tests.walks import gates
from tests.walks.conftest import START, Halfway, House, at_gate, house
from tests.walks.journey import Journey

__all__ = ["at_gate", "house"]

HOME = ZoneInfo("Europe/Copenhagen")
ON_TIME, LATE = (datetime(2027, 5, day, 9, 0, tzinfo=HOME) for day in (18, 19))  # due on 10 May, and five days
SECRET = "Navne på borgere i bilaget"
SQUEEZED = """() => [...document.querySelectorAll('main .table-responsive')]
  .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.getAttribute('aria-label'))"""
SIDES = """() => Object.fromEntries([...document.querySelectorAll('main section')].map((one) => {
  const { top, bottom, width } = one.getBoundingClientRect();
  return [one.getAttribute('aria-labelledby'), { top, bottom, width }];
}))"""


class Gate:
    """An installation with a case that waits for the chair: who is there, its number, and its tasks by element."""

    def __init__(self, desks: Desks, journey: Journey, tasks: dict[str, int]) -> None:
        self.desks, self.number, self.tasks = desks, journey.number, tasks


@pytest.fixture
def gate(house: House, at_gate: Halfway, visits: Visits, tmp_path: Path) -> Iterator[Gate]:
    """The case at the chair's decision, five working days after its deadline."""
    house.begin_again(at_gate.file)
    moving = MovableClock(START)
    clock.replace(lambda: moving.moment)
    journey = Journey(house.app, moving, cold=False)
    journey.case_id, journey.number = at_gate.case_id, at_gate.number
    gates.to_the_chair(journey, {"jonas": "approve_cond", **dict.fromkeys(gates.BOARD[:-1], "approve")})
    with journey.reading() as session:
        rows = session.execute(sa.select(Task.element, Task.id).where(Task.case_id == journey.case_id)).all()
    clock.replace(None)
    house.close()
    file = Path(shutil.copyfile(house.now, tmp_path / "gate.sqlite"))
    with hours.serve(file, ON_TIME) as served:
        yield Gate(Desks(visits, served), journey, {row.element: row.id for row in rows})


def test_a_confidential_decision_closes_the_case_to_everybody_who_has_nothing_to_do_with_it(gate: Gate) -> None:
    desks, address = gate.desks, f"/cases/{gate.number}"
    henrik = desks.at("henrik")  # of an organisation that takes part, and not named
    henrik.goto(address)
    title = henrik.get_by_role("heading", level=1).inner_text()
    assert "oversvømmede" in title

    anette = desks.at("anette")
    anette.goto(f"/tasks/{gate.tasks['t_gate_decide']}")
    words.fill_in(anette, {"decision": "conditional", "reason": gates.REASON, "public_text": gates.PUBLIC})
    words.fill_in(anette, {"confidential": "yes", "secrecy": SECRET})
    examination.is_sound(anette)
    anette.get_by_role("button", name=words.said("da", "Complete task")).click()
    words.until(anette, address, lambda: anette.locator("main", has_text=SECRET))

    for key, flag in (("anette", "Fortrolig"), ("mads", "Fortrolig"), ("sara", "Sekretess")):
        page = desks.at(key)
        page.goto(address)
        expect(page.locator("main .i3-badge", has_text=flag)).to_have_count(1)
        expect(page.locator("main")).to_contain_text(SECRET)
        expect(page.locator("main")).to_contain_text(gates.PUBLIC)
    examination.is_sound(desks.at("mads"))
    _is_gone_for(henrik, address, gate, title)
    _is_recorded(desks.at("malin"), gate.number)


def _is_gone_for(page: Page, address: str, gate: Gate, title: str) -> None:
    for wanted in (address, f"/tasks/{gate.tasks['t_gate_decide']}", f"{address}/story"):
        answer = page.goto(wanted)
        assert answer is not None
        assert answer.status == 404, wanted
        expect(page.locator("main")).not_to_contain_text(title)
    page.goto(f"/cases/?q={gate.number}")
    expect(page.locator("main tbody tr")).to_have_count(0)
    examination.is_sound(page)


def _is_recorded(page: Page, number: str) -> None:
    """A reviewer finds who has read it, and that nobody else has."""
    page.goto(f"/audit/?case={number}&action=case.read")
    expect(page.locator("main tbody")).to_contain_text("Mads Toft Riis")
    expect(page.locator("main tbody")).not_to_contain_text("Henrik")


def test_what_is_overdue_is_flagged_on_the_case_in_the_list_and_for_the_coordinator(gate: Gate) -> None:
    sara = gate.desks.at("sara")
    sara.goto(f"/cases/{gate.number}")
    expect(sara.locator("main .i3-badge.i3-late", has_text="Grind försenad")).to_have_count(0)
    gate.desks.go_to(LATE)
    sara = gate.desks.at("sara")

    words.until(sara, f"/cases/{gate.number}", lambda: sara.locator(".i3-note-late"))
    expect(sara.locator(".i3-note-late")).to_contain_text("väntar på Anette Brok Sand")
    examination.is_sound(sara)
    sara.goto("/cases/")
    sara.locator("#status").select_option(label="Grind försenad")
    sara.get_by_role("button", name=words.said("sv", "Filter")).click()
    expect(sara.locator("main tbody tr")).to_have_count(1)
    expect(sara.locator("main tbody tr .i3-late")).to_have_text("Grind försenad")
    examination.is_sound(sara)
    sara.goto("/programme/")
    expect(sara.locator(".i3-late-list")).to_contain_text(gate.number)
    examination.is_sound(sara)

    ingrid = gate.desks.at("ingrid")
    ingrid.goto("/inbox/")
    words.row(ingrid, gate.number, "t_gate_overdue", "sv").get_by_role("link").first.click()
    examination.is_sound(ingrid)


@pytest.mark.parametrize("width", [1280, 1000, 390])
def test_tables_fit_in_and_the_case_page_leaves_no_gap(gate: Gate, width: int) -> None:
    page = gate.desks.at("mads")
    for element in ("t_problem", "t_data_inv", "t_gate_file"):
        page.goto(f"/tasks/{gate.tasks[element]}")
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(SQUEEZED) == [], element
    page.goto(f"/cases/{gate.number}")
    sides = page.evaluate(SIDES)

    gap = sides["people"]["top"] - sides["tasks"]["bottom"]
    assert 0 < gap < (300 if width >= 992 else 1200), gap
    assert sides["people"]["width"] == sides["process"]["width"]
