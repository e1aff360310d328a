"""Whom mail does not reach is marked, until one gets through or the address is another."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from engine import clock
from engine.background.mailing import Mailing
from engine.casework import bounces, mails
from engine.casework.mails import Letter
from engine.ledger.outbox import MessageState, OutboxMessage
from engine.people.wishes import About
from tests import post
from tests.post import PostOffice
from tests.web.scene import Scene
from webapp import smtp
from webapp.mail.mailers import ByServer
from webapp.settings import Settings

PEOPLE = "/administration/people/"
NOBODY = "550 5.1.1 nobody of that name"


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """A real mail server."""
    with post.open_office() as opened:
        yield opened


def _send(scene: Scene, office: PostOffice, key: str, to: str = "karen") -> None:
    """Write one letter and let the mail go out."""
    with scene.writing() as session:
        letter = Letter(key=key, template="notice:receipt", about=About.NEWS, values={"number": "360-1"}, required=True)
        mails.post(session, letter, [scene.id_of(to)])
    _deliver(scene, office)


def _deliver(scene: Scene, office: PostOffice) -> None:
    settings: Settings = scene.app.extensions["innotech360-settings"]
    scene.clock.move(seconds=1)
    Mailing(scene.sessions, ByServer(scene.app, settings, smtp.read(office.url))).send_due()


def _marked(scene: Scene) -> list[str]:
    scene.tove.get(f"{PEOPLE}?mail=unreached")
    return [link.get_text() for link in scene.tove.soup.select("tbody th a")]


def test_a_refused_address_is_marked_for_the_administrator_and_the_person(scene: Scene, office: PostOffice) -> None:
    office.answers = [NOBODY]
    _send(scene, office, "one")

    assert _marked(scene) == ["Karen Højbjerg Lund"]
    assert "Mail does not arrive" in scene.tove.soup.select_one("tbody td:last-child").get_text()
    scene.tove.get(f"{PEOPLE}{scene.id_of('karen')}")
    assert f"The address may be wrong: {NOBODY}" in scene.tove.words
    assert (
        scene.tove.get(str(scene.tove.soup.select_one('section.alert a[href*="receiver="]')["href"])).status_code == 200
    )
    assert NOBODY in scene.tove.words
    scene.karen.get("/account/")
    assert "Mail to karen@bolgelev.example.org does not arrive." in scene.karen.words


def test_the_mark_goes_when_a_later_mail_gets_through(scene: Scene, office: PostOffice) -> None:
    office.answers = [NOBODY]
    _send(scene, office, "one")
    assert _marked(scene) == ["Karen Højbjerg Lund"]

    _send(scene, office, "two")

    assert _marked(scene) == []
    scene.karen.get("/account/")
    assert "does not arrive" not in scene.karen.words


def test_the_mark_goes_with_another_address_and_what_was_parked_is_sent_there(scene: Scene, office: PostOffice) -> None:
    office.answers = [NOBODY]
    _send(scene, office, "one")
    page = f"{PEOPLE}{scene.id_of('karen')}/change"
    scene.tove.get(page)
    shown = {one["name"]: one["value"] for one in scene.tove.soup.select("form.i3-measure input[name]")}
    facts = {**shown, "email": "kh@bolgelev.example.org", "organisation": "bolgelev", "language": "da"}

    assert scene.tove.post(page, facts).status_code == 303

    assert _marked(scene) == []
    _deliver(scene, office)
    assert [one.rcpt_tos for one in office.taken] == [["kh@bolgelev.example.org"]]
    scene.malin.get("/audit/?action=mail.retried")
    assert "Karen Højbjerg Lund" in scene.malin.words


def test_a_server_that_is_away_says_nothing_of_an_address(scene: Scene) -> None:
    with scene.writing() as session:
        mails.post(
            session,
            Letter(key="x", template="notice:receipt", about=About.NEWS, values={"number": "360-1"}),
            [scene.id_of("karen")],
        )
    with scene.writing() as session:
        mail = session.scalars(sa.select(OutboxMessage).where(OutboxMessage.recipient_id == scene.id_of("karen"))).one()
        mail.state, mail.last_error = MessageState.PARKED.value, "MailServerAway - connection refused"

    assert _marked(scene) == []


def test_many_mails_that_came_back_are_forgiven_by_one_that_gets_through(scene: Scene, office: PostOffice) -> None:
    for number in range(5):
        _send(scene, office, f"k{number}")
    karen = scene.id_of("karen")
    with scene.writing() as session:
        back = session.scalars(sa.select(OutboxMessage).where(OutboxMessage.recipient_id == karen)).all()
        ids = [mail.id for mail in back]
        for mail in back:
            bounces.note(session, mail.id, mail.created_at, "5.1.1")
        assert bounces.failing(session, [karen]) == {karen}
    assert clock.now() == scene.clock.moment

    scene.tove.get("/administration/mail/")
    scene.tove.post(f"/administration/mail/{ids[0]}/retry")
    _deliver(scene, office)

    with scene.reading() as session:
        assert bounces.failing(session, [karen]) == set()
    assert _marked(scene) == []


@pytest.mark.parametrize(
    ("language", "words"),
    [("da", "Mails når ikke frem"), ("sv", "E-post kommer inte fram"), ("en", "Mail does not arrive")],
)
def test_the_mark_is_read_in_the_language_of_the_administrator(
    scene: Scene, office: PostOffice, language: str, words: str
) -> None:
    office.answers = [NOBODY]
    _send(scene, office, "one")
    scene.tove.get("/")
    scene.read_in("tove", language).get(f"{PEOPLE}{scene.id_of('karen')}")

    assert scene.tove.soup.select_one("#unreached").get_text() == words
