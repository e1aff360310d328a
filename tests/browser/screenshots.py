"""Make the pictures of the documentation anew: `make screenshots`, or `python -m tests.browser.screenshots FOLDER`."""

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from engine import database
from engine.casework.records import Candidate, Case, Task, TaskStatus
from engine.people.participants import Participant
from tests.browser import installation, round_trip, serving
from tests.browser.examination import PHONE, Theme
from tests.browser.visiting import Visits
from tests.conventions import tree
from tests.web.browser import address as mail_address

FOLDER = tree.ROOT / "docs/screenshots"
SIZE = (1280, 800)
HEAVIEST = 200_000
Step = Callable[[Page], None]


@dataclass(frozen=True)
class Picture:
    """Whose page, which page ("case" or "case task" by the names of the demonstration), how it looks, and its size."""

    who: str
    where: str
    language: str
    theme: Theme = "light"
    size: tuple[int, int] = SIZE
    then: Step | None = None


def _hand_in_nothing(page: Page) -> None:
    page.locator("#answers .btn-primary").click()
    page.locator(".i3-errors").wait_for()


def _vote_with_a_condition(page: Page) -> None:
    page.locator("[name=conflict][value=no]").check()
    page.locator("[name=vote][value=approve_cond]").check()
    page.locator("#vote_reason").fill("Ask the associations before the heating follows their bookings.")
    page.locator("[name='conditions-0-text']").fill("Three associations have tried it for a month")
    page.locator("[name=conflict]").first.evaluate("one => one.closest('fieldset').scrollIntoView()")


def _read_all_news(page: Page) -> None:
    page.locator("form:has(> input[name=notice]) button").click()
    page.locator(".i3-earlier").wait_for()


def _select_a_step(page: Page) -> None:
    page.locator("#editor-room.is-ready").wait_for()
    page.evaluate(
        """() => {
          const canvas = modeller.get('canvas');
          canvas.zoom(0.9);
          canvas.scrollToElement('t_screen', { top: 250, left: 250 });
          modeller.get('selection').select(modeller.get('elementRegistry').get('t_screen'));
        }"""
    )


PICTURES = {
    "inbox-sv-light": Picture("sara", "/inbox/", "sv"),
    "inbox-da-phone": Picture("anette", "/inbox/", "da", size=(PHONE, 844), then=_read_all_news),
    "task-da-light": Picture("karen", "aids_on_loan t_need", "da", size=(1280, 1000), then=_hand_in_nothing),
    "case-sv-dark": Picture("elin", "night_heating", "sv", "dark", (1120, 1240)),
    "vote-en-light": Picture(
        "anette", "night_heating t_gate_vote", "en", size=(780, 1000), then=_vote_with_a_condition
    ),
    "mail-sv-light": Picture("sara", "night_heating /mail", "sv"),
    "audit-sv-light": Picture("malin", "/audit/?action=group:tasks", "sv"),
    "story-da-light": Picture("anette", "night_heating /story", "da", size=(1120, 900)),
    "modeller-en-light": Picture("birgit", "editor", "en", then=_select_a_step),
}


def main(folder: Path = FOLDER) -> None:
    """Serve the demonstration and take every picture."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "innotech360.sqlite"
        installation.prepare(file, cases=True)
        with serving.serve(file) as address, serving.chromium() as browser:
            for name, wanted in PICTURES.items():
                target = folder / f"{name}.png"
                _take(browser, address, file, wanted, target)
                if target.stat().st_size > HEAVIEST:
                    raise ValueError(f"{target} is heavier than {HEAVIEST} bytes")


def _take(browser: Browser, address: str, file: Path, wanted: Picture, target: Path) -> None:
    width, height = wanted.size
    visits = Visits(browser)
    looks = {"color_scheme": wanted.theme, "viewport": {"width": width, "height": height}}
    if wanted.where == "editor":
        page = round_trip.editor(visits, address, **looks)
    else:
        page = visits.visit(address, wanted.who, **looks)
        page.goto(_address(file, wanted))
    serving.speak(page, wanted.language)
    if wanted.then:
        wanted.then(page)
    page.screenshot(path=target)
    visits.close()


def _address(file: Path, wanted: Picture) -> str:
    name, _, part = wanted.where.partition(" ")
    if name.startswith("/"):
        return name
    engine = database.create_engine(f"sqlite:///{file}")
    with database.session_factory(engine)() as session:
        case = session.scalars(sa.select(Case).where(Case.request == f"demonstration:{name}")).one()
        if not part or part.startswith("/"):
            return f"/cases/{case.number}{part}"
        return f"/tasks/{_task(session, case, part, wanted.who)}"


def _task(session: Session, case: Case, element: str, who: str) -> int:
    """The open task of a case that somebody has or is offered."""
    person = session.scalars(sa.select(Participant.id).where(Participant.email == mail_address(who))).one()
    offered = sa.select(Candidate.task_id).where(Candidate.participant_id == person)
    query = sa.select(Task.id).where(
        Task.case_id == case.id, Task.element == element, Task.status == TaskStatus.OPEN.value
    )
    return session.scalars(query.where((Task.taken_by_id == person) | Task.id.in_(offered))).one()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
