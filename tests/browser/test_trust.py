"""Time and trust in a real browser: what is late is told and done, a gate is voted on, and all of it is reviewed.

One installation with its own clock in May 2027 (6 May is Ascension Day in both countries) and a real mail server.
"""

import shutil
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from engine import clock
from tests import post
from tests.browser import examination, hours, reviewing, voting, words
from tests.browser.desks import Desks
from tests.browser.visiting import Visits
from tests.conftest import MovableClock
from tests.post import PostOffice
from tests.walks import needs
from tests.walks.conftest import START, Halfway, House, at_gate, house
from tests.walks.journey import Journey

__all__ = ["at_gate", "house"]

HOME = ZoneInfo("Europe/Copenhagen")
TWO_DAYS_LATE = datetime(2027, 5, 13, 9, 30, tzinfo=HOME)
LATE_TITLE = "Mindre madspild i skolerne"
FLAGS = {"da": ("Overskredet frist", "11. maj 2027"), "sv": ("Försenad", "11 maj 2027")}
REASONS = {
    "da": "5 arbejdsdage, Danmark; 6. maj er fridag i Danmark (Kristi himmelfartsdag)",
    "sv": "5 arbetsdagar, Danmark; 6 maj är ledig dag i Danmark (Kristi himmelsfärdsdag)",
}
SUBJECT = "Försenad sedan 11 maj 2027: Undersök återbruk"
WAITED = "Vi venter på tal fra skolernes køkkener"


@pytest.fixture
def late(house: House, at_gate: Halfway, tmp_path: Path) -> tuple[Path, str]:
    """A case whose insight work is done, and one that nobody has looked at; gives the number of that one."""
    house.begin_again(at_gate.file)
    moving = MovableClock(START)
    clock.replace(lambda: moving.moment)
    journey = Journey(house.app, moving, cold=False)
    needs.describe(journey, "karen", "bolgelev", title=LATE_TITLE)
    clock.replace(None)
    house.close()
    return Path(shutil.copyfile(house.now, tmp_path / "trust.sqlite")), journey.number


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """The mail server that the installation hands its mail to."""
    with post.open_office() as opened:
        yield opened


@pytest.fixture
def desks(late: tuple[Path, str], office: PostOffice, visits: Visits) -> Iterator[Desks]:
    """The people, each at a browser of their own, two working days after the deadline."""
    mail = {"MAIL_URL": office.url, "MAIL_FROM": "InnoTech 360 <innotech360@post.example.org>"}
    with hours.serve(late[0], TWO_DAYS_LATE, **mail) as served:
        yield Desks(visits, served)


def test_what_is_late_is_told_and_done_the_gate_is_voted_on_and_all_of_it_is_reviewed(
    desks: Desks, office: PostOffice, late: tuple[Path, str], at_gate: Halfway
) -> None:
    late_number, number = late[1], at_gate.number

    for key, language in (("rasmus", "da"), ("sara", "sv")):
        _the_task_is_overdue(desks.at(key), late_number, language)
    _sara_does_it_from_the_reminder(desks.at("sara"), office, late_number)
    _rasmus_extends_the_other_deadline(desks.at("rasmus"), late_number)

    voting.the_file_is_prepared_and_checked(desks, number)
    voting.the_board_votes(desks, number)
    voting.a_vote_after_the_round_is_not_counted(desks, number)
    voting.the_chair_decides(desks, number)
    voting.conditions_are_tasks(desks, number)

    reviewing.what_changed_is_found(desks.at("malin"), late_number, WAITED)
    reviewing.the_story_is_printed(desks.at("malin"), number)
    reviewing.entries_are_taken_along(desks.at("malin"), number)
    reviewing.the_trail_is_sound(desks.at("malin"))
    reviewing.a_sample_is_drawn(desks.at("malin"))


def _the_task_is_overdue(page: Page, number: str, language: str) -> None:
    page.goto("/inbox/")
    flag, day = FLAGS[language]
    row = words.row(page, number, "t_duplicates", language)
    expect(row.locator(".i3-late")).to_have_text(flag)
    expect(row.locator("time")).to_have_text(day)
    expect(row.locator("time")).to_have_attribute("title", REASONS[language])
    examination.is_sound(page)

    row.get_by_role("link").first.click()
    for part in REASONS[language].split("; "):
        expect(page.locator("main")).to_contain_text(part)
    examination.is_sound(page)


def _sara_does_it_from_the_reminder(page: Page, office: PostOffice, number: str) -> None:
    reminder = page.locator("tbody tr", has_text="Sara Lindvik").filter(has_text=SUBJECT)
    words.until(page, "/mail/", lambda: reminder.filter(has_text="Skickat"))
    reminder.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{SUBJECT} ({number})")
    expect(page.locator("main")).not_to_contain_text(LATE_TITLE)
    examination.is_sound(page)
    sent = _sent(office, f"{SUBJECT} ({number})")
    assert sent["Message-ID"] in (page.locator("details p").text_content() or "")
    link = page.locator(".i3-measure a").first
    assert link.get_attribute("href") in sent.get_body(("plain",)).get_content()  # type: ignore[union-attr]

    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words.NAMES["t_duplicates"]["sv"])
    page.get_by_role("button", name=words.said("sv", "Claim task")).click()
    words.fill_in(page, {"searched": ["needs", "solutions"], "match": "none"})
    page.get_by_role("button", name=words.said("sv", "Complete task")).click()

    expect(page.locator(".alert")).to_contain_text(words.NAMES["t_duplicates"]["sv"])
    page.goto("/inbox/")
    expect(words.row(page, number, "t_screen", "sv")).to_have_count(1)
    expect(words.row(page, number, "t_duplicates", "sv")).to_have_count(0)


def _sent(office: PostOffice, subject: str) -> EmailMessage:
    [found] = [mail for mail in office.mails if mail["Subject"] == subject and "sara@" in mail["To"]]
    return found


def _rasmus_extends_the_other_deadline(page: Page, number: str) -> None:
    page.goto("/inbox/")
    words.row(page, number, "t_screen", "da").get_by_role("link").first.click()
    page.get_by_role("link", name=words.said("da", "Extend deadline")).click()
    page.locator("#until").fill("12-05-2027")
    page.locator("main form .btn-primary").click()
    expect(page.locator(".i3-errors li")).to_have_count(2)  # the day has passed, and there is no reason

    page.locator("#until").fill("20-05-2027")
    page.locator("#reason").fill(WAITED)
    page.locator("main form .btn-primary").click()
    expect(page.locator(".alert")).to_be_visible()
    page.goto("/inbox/")
    expect(words.row(page, number, "t_screen", "da").locator(".i3-late")).to_have_count(0)
