"""The mail box of a demonstration, and the links in mail that switch it off."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from engine.background.mailing import Mailing
from engine.casework import mails
from engine.casework.mails import Letter
from engine.database import transaction
from engine.ledger.audit import Action, AuditEntry
from engine.people import wishes
from engine.people.participants import Participant
from engine.people.wishes import About, Choice
from tests.conftest import START, MovableClock
from tests.web.browser import Browser, address
from webapp.mail import mailers, tokens
from webapp.settings import Settings

RECEIPT = "Dit behov er modtaget (360-2026-0001)"


@pytest.fixture
def settings(sqlite_url: str) -> Settings:
    return Settings(database_url=sqlite_url, demo=True)


@pytest.fixture
def box(app: Flask, browser: Browser, written: sessionmaker[Session], moving_clock: MovableClock) -> Browser:
    """Sara in front of the box, with thirty mails to Karen and one to Jonas, all sent but the last."""
    for number in range(30):
        moving_clock.move(minutes=1)
        _write(written, "karen", f"k{number}", f"360-2026-{number + 1:04d}")
    Mailing(written, mailers.IntoTheBox()).send_due()
    moving_clock.move(minutes=1)
    _write(written, "jonas", "j", "360-2026-0099")
    browser.sign_in("sara")
    browser.get("/mail/", query_string={"lang": "en"})
    return browser


def _write(written: sessionmaker[Session], key: str, mark: str, number: str) -> None:
    with written() as session, transaction(session):
        letter = Letter(key=mark, template="notice:receipt", about=About.NEWS, values={"number": number})
        mails.post(session, letter, [_id(session, key)])


def _id(session: Session, key: str) -> int:
    return session.scalars(sa.select(Participant.id).where(Participant.email == address(key))).one()


def _subjects(browser: Browser) -> list[str]:
    return [link.get_text() for link in browser.soup.select("tbody th a")]


def test_the_box_lists_all_mail_page_by_page_the_newest_first(box: Browser) -> None:
    first = _subjects(box)
    assert (len(first), first[0]) == (25, "Ditt behov har tagits emot (360-2026-0099)")
    box.get(str(box.soup.select_one("a[rel=next]")["href"]))  # type: ignore[index]
    assert _subjects(box)[-1] == RECEIPT
    assert set(first) & set(_subjects(box)) == set()


def test_the_box_is_filtered_by_receiver_and_status_and_turned_around(box: Browser) -> None:
    box.get("/mail/?state=new")
    assert _subjects(box) == ["Ditt behov har tagits emot (360-2026-0099)"]
    box.get("/mail/?order=oldest&state=sent")
    assert _subjects(box)[0] == RECEIPT
    jonas = next(option["value"] for option in box.soup.select("#receiver option") if "Jonas" in option.get_text())
    box.get(f"/mail/?receiver={jonas}&state=sent")
    assert "No mail matches." in box.words


def test_a_mail_opens_in_its_receivers_language_and_its_link_works(box: Browser, browser: Browser) -> None:
    box.get("/mail/?order=oldest")
    box.get(str(box.soup.select_one("tbody th a")["href"]))  # type: ignore[index]
    assert box.soup.select_one("h1").get_text() == RECEIPT  # type: ignore[union-attr]
    assert "Åbn sagen" in box.words
    assert re.search(r"Message-ID: <outbox-1-20[0-9]{18}@127\.0\.0\.1>", box.words)
    link = next(a for a in box.soup.select("main a") if a.get_text() == "Læs beskeden")
    assert box.get(str(link["href"])).request.path == "/inbox/"


def test_who_is_not_signed_in_sees_no_mail(app: Flask, box: Browser) -> None:
    stranger = Browser(app)
    assert stranger.get("/mail/1", follow=False).status_code == 303


def test_there_is_no_box_outside_of_a_demonstration(app: Flask, box: Browser) -> None:
    app.config["DEMO"] = False
    assert [box.get(where).status_code for where in ("/mail/", "/mail/1")] == [404, 404]
    assert "Mail box" not in box.get("/inbox/").text


def test_a_mail_that_does_not_exist_is_not_found(box: Browser) -> None:
    assert box.get("/mail/999").status_code == 404


def _stop_link(app: Flask, written: sessionmaker[Session]) -> str:
    with written() as session, app.app_context():
        return f"/mail/stop/{tokens.stop(_id(session, 'karen'), About.NEWS)}"


def _wish(written: sessionmaker[Session]) -> Choice:
    with written() as session:
        karen = _id(session, "karen")
        return wishes.of(session, [karen])[karen][About.NEWS]


def test_looking_at_the_link_that_stops_mail_stops_nothing(
    app: Flask, browser: Browser, written: sessionmaker[Session]
) -> None:
    assert "Stop these mails" in browser.get(_stop_link(app, written)).text
    assert _wish(written) is Choice.AT_ONCE


def test_the_button_stops_one_kind_of_mail_without_signing_in(
    app: Flask, browser: Browser, written: sessionmaker[Session]
) -> None:
    link = _stop_link(app, written)
    browser.get(link)
    browser.post(link)
    assert "You get no more mail about “Messages from cases”." in browser.words
    assert _wish(written) is Choice.NEVER
    with written() as session:
        entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == Action.SETTINGS_CHANGED)).one()
        assert entry.facts["details"] == {"setting": "mail", "before": {"news": "at_once"}, "after": {"news": "never"}}


def test_a_mail_program_stops_it_with_one_click_and_no_cookies(app: Flask, written: sessionmaker[Session]) -> None:
    answer = app.test_client().post(_stop_link(app, written), data={"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, _wish(written)) == (200, Choice.NEVER)


@pytest.mark.parametrize("change", [lambda t: t[:-1] + ("A" if t[-1] != "A" else "B"), lambda t: "x", lambda t: ""])
def test_a_forged_link_stops_nothing(app: Flask, browser: Browser, written: sessionmaker[Session], change) -> None:  # type: ignore[no-untyped-def]
    link = _stop_link(app, written)
    head, _, token = link.rpartition("/")
    forged = f"{head}/{change(token)}"
    assert browser.get(forged).status_code == 404
    assert browser.client.post(forged, data={"List-Unsubscribe": "One-Click"}).status_code == 404
    assert _wish(written) is Choice.AT_ONCE


def test_a_mark_for_coming_back_belongs_to_one_mail(app: Flask) -> None:
    with app.app_context():
        name = tokens.bounce(17, START)
        assert re.fullmatch(r"bounce\+17-20261123080000000000-[0-9a-f]{12}", name)
        assert tokens.read_bounce(f"To: <{name.upper()}@example.org>") == (17, START)
        assert tokens.read_bounce(name.replace("+17-", "+18-")) is None
        assert tokens.read_bounce(name.replace("-2026", "-2027")) is None
