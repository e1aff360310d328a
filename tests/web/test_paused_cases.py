"""What people see of a case that is paused."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from engine.casework import cases, events
from engine.casework.cases import Case
from engine.casework.events import Arrival
from engine.casework.records import Task
from engine.execution import EventKind
from tests import builders
from tests.builders import flow
from tests.integration.processes import catch, signal
from tests.web.scene import Scene, said

MONDAY = datetime(2027, 5, 31, 8, 0, tzinfo=UTC)
PAUSES = (
    "<bpmn:extensionElements><zeebe:properties>"
    '<zeebe:property name="pauses" value="true"/></zeebe:properties></bpmn:extensionElements>'
)


def _process() -> bytes:
    """Three tasks with deadlines of every kind beside a wait that pauses the case."""
    rules = {"t_days": ("=workdays(5)", "working"), "t_month": ('=duration("P30D")', "calendar")}
    rules["t_hours"] = ('=now() + duration("PT72H")', "hours")
    text = '<bpmn:startEvent id="start"/><bpmn:parallelGateway id="split"/>' + flow("start", "split")
    for element, (rule, kind) in rules.items():
        text += builders.user(element, "tf_coord", rule, deadlineKind=kind) + flow("split", element)
        text += flow(element, f"end_{element}") + f'<bpmn:endEvent id="end_{element}"/>'
    text += catch("asked", signal("sig_pause")) + flow("split", "asked")
    text += catch("pause", PAUSES + signal("sig_resume")) + flow("asked", "pause")
    text += flow("pause", "end") + '<bpmn:endEvent id="end"/>'
    extra = "".join(f'<bpmn:signal id="{name}" name="{name}"/>' for name in ("sig_pause", "sig_resume"))
    return builders.process("errand", text, extra=extra)


def _send(scene: Scene, number: str, name: str) -> None:
    with scene.writing() as session:
        case_id = session.scalars(sa.select(Case.id).where(Case.number == number)).one()
        arrival = Arrival(kind=EventKind.SIGNAL, name=name)
        events.deliver(session, cases.locked(session, case_id), arrival, scene.clock.moment)


@pytest.fixture
def paused(scene: Scene) -> str:
    """The number of a paused case."""
    scene.clock.set(MONDAY)
    number = scene.begin(_process())
    _send(scene, number, "sig_pause")
    return number


def _due_cells(scene: Scene) -> list[str]:
    label = "Due date"
    return [" ".join(cell.get_text(" ").split()) for cell in scene.sara.soup.select(f'td[data-label="{label}"]')]


def test_the_inbox_says_what_is_left_and_lists_the_paused(scene: Scene, paused: str) -> None:
    scene.sara.get("/inbox/")
    assert _due_cells(scene) == ["In 3 days 3 Jun 2027", "Paused 5 working days left", "Paused 30 days left"]

    scene.sara.get("/inbox/?due=paused")
    assert len(_due_cells(scene)) == 2
    scene.sara.get("/inbox/?due=none")
    assert _due_cells(scene) == []
    scene.sara.get("/inbox/?due=overdue")
    assert _due_cells(scene) == []


@pytest.mark.parametrize("language", ["da", "sv", "en"])
def test_the_case_says_so_first_and_the_list_can_be_narrowed_to_it(scene: Scene, paused: str, language: str) -> None:
    other = scene.open("errand")
    scene.sara.get("/cases/")
    scene.read_in("sara", language)
    scene.sara.get(f"/cases/{paused}")
    told = said(language, "Deadlines in working days and calendar days stand still until it goes on.")
    note = scene.sara.soup.select_one("main .i3-note").get_text()
    assert (
        told.partition(".")[0] in note or said(language, "The case is paused since %(day)s.").partition("%")[0] in note
    )
    assert said(language, "Paused") in scene.sara.soup.select_one("main p .i3-soon").get_text()

    scene.sara.get("/cases/?status=paused")
    assert (paused in scene.sara.text, other in scene.sara.text) == (True, False)
    scene.sara.get("/cases/?status=running")
    assert (paused in scene.sara.text, other in scene.sara.text) == (True, True)


def test_the_task_says_that_its_deadline_stands_still_and_offers_no_extension(scene: Scene, paused: str) -> None:
    task = scene.task(paused, "t_days")
    scene.sara.get(task)
    assert "Paused 5 working days left 5 working days, Denmark The case is paused" in scene.sara.words
    assert f'href="{task}/deadline"' not in scene.sara.text
    assert scene.sara.get(f"{task}/deadline").status_code == 409
    assert "They can be extended when the case goes on." in scene.sara.words

    scene.sara.get(scene.task(paused, "t_hours"))
    assert "Due date In 3 days 3 Jun 2027 72 hours" in scene.sara.words


def test_afterwards_the_reason_tells_of_the_pause(scene: Scene, paused: str) -> None:
    task = scene.task(paused, "t_days")
    scene.clock.set(datetime(2027, 8, 16, 8, 0, tzinfo=UTC))
    _send(scene, paused, "sig_resume")

    scene.sara.get(task)
    assert "23 Aug 2027" in scene.sara.words
    assert "The case was paused until 16 Aug 2027; 5 days were left from then on." in scene.sara.words
    scene.sara.get(f"/cases/{paused}")
    assert "The case went on after its pause; 2 deadlines count again." in scene.sara.words
    assert "The case was paused; 2 deadlines stand still." in scene.sara.words
    assert scene.sara.soup.select_one("main .i3-note") is None


@pytest.mark.parametrize(
    ("back", "left"),
    [(4, "1 working day left"), (7, "due on the day the case goes on"), (8, "overdue by 1 working day")],
)
def test_days_left_are_said_as_people_count(scene: Scene, back: int, left: str) -> None:
    scene.clock.set(MONDAY)
    number = scene.begin(_process())
    scene.clock.move(days=back)
    _send(scene, number, "sig_pause")
    scene.sara.get(scene.task(number, "t_days"))

    assert left in scene.sara.words


def test_calendar_days_left_are_said_too(scene: Scene) -> None:
    scene.clock.set(MONDAY)
    number = scene.begin(_process())
    scene.clock.move(days=32)
    _send(scene, number, "sig_pause")
    scene.sara.get(scene.task(number, "t_month"))

    assert "overdue by 2 days" in scene.sara.words
    with scene.reading() as session:
        assert session.scalars(sa.select(Task.deadline_at).where(Task.element == "t_month")).one() is None
