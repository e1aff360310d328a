"""What people are told of themselves: a role in a case, a vote, a substitute; by mail without names."""

import pytest
import sqlalchemy as sa

from engine.background import telling
from engine.background.mailing import Mailing
from engine.casework import absences
from engine.casework.absences import Absence
from engine.casework.cases import Case
from engine.casework.records import Notice
from engine.ledger.outbox import OutboxMessage
from engine.people import calendars, participants
from tests import post
from tests.web.scene import Scene, errand
from webapp import smtp
from webapp.mail.mailers import ByServer

WHY = "The team has been put together anew."
NAMED = {
    "en": "You have a role in a case : You are named for the role “Project manager”.",
    "da": "Du har en rolle i en sag : Du er udpeget til rollen »Projektleder«.",
    "sv": "Du har en roll i ett ärende : Du har utsetts till rollen ”Projektledare”.",
}
STANDS_IN = {
    "en": "You are a substitute : You stand in for Karen Højbjerg Lund from 23 Nov 2026 to 27 Nov 2026.",
    "da": "Du er stedfortræder : Du er stedfortræder for Karen Højbjerg Lund fra den 23. nov. 2026 til den 27. nov.",
    "sv": "Du är ersättare : Du är ersättare för Karen Højbjerg Lund från den 23 nov. 2026 till den 27 nov. 2026.",
}


def _name(scene: Scene, number: str, who: str, role: str = "pm", by: str = "sara") -> None:
    page, browser = f"/cases/{number}/people/roles/{role}", getattr(scene, by)
    browser.get(page)
    person = str(scene.id_of(who)) if who else ""
    assert browser.post(page, {"person": person, "reason": WHY}).status_code == 303


def _told(scene: Scene, template: str) -> list[int]:
    with scene.reading() as session:
        return list(session.scalars(sa.select(Notice.participant_id).where(Notice.template == template)))


@pytest.mark.parametrize("language", NAMED)
def test_whoever_is_named_in_a_case_reads_it_in_their_language(scene: Scene, language: str) -> None:
    number = scene.begin(errand())
    _name(scene, number, "mads")

    scene.mads.get("/inbox/")
    scene.read_in("mads", language).get("/inbox/")

    assert NAMED[language] in scene.mads.words
    assert scene.mads.get(str(scene.mads.soup.select_one(".i3-notices a")["href"])).status_code == 200


def test_whoever_is_named_no_more_is_told_without_a_way_into_the_case(scene: Scene) -> None:
    number = scene.begin(errand())
    _name(scene, number, "amina", role="architect")
    _name(scene, number, "", role="architect")

    scene.amina.get("/inbox/")

    assert "You no longer have the role “Solution and data architect”." in scene.amina.words
    assert scene.amina.get(f"/cases/{number}").status_code == 404
    assert scene.amina.soup.select(f'.i3-notices a[href="/cases/{number}"]') == []
    assert number in scene.amina.words or scene.amina.get("/inbox/").status_code == 200


def test_nobody_is_told_of_what_they_did_themselves_and_every_change_is_told(scene: Scene) -> None:
    number = scene.begin(errand())
    _name(scene, number, "sara", role="registrar")
    assert _told(scene, "role_given") == []

    for who in ("mads", "", "mads"):
        scene.clock.move(minutes=1)
        _name(scene, number, who)

    assert _told(scene, "role_given") == [scene.id_of("mads")] * 2
    assert _told(scene, "role_taken") == [scene.id_of("mads")]


@pytest.mark.parametrize("language", STANDS_IN)
def test_a_substitute_reads_for_whom_and_when(scene: Scene, language: str) -> None:
    _stand_in(scene, by="karen")
    scene.anette.get("/inbox/")
    scene.read_in("anette", language).get("/inbox/")

    assert STANDS_IN[language] in scene.anette.words
    assert scene.anette.soup.select_one('.i3-notices a[href="/account/substitutes/"]') is not None
    assert _told(scene, absences.NAMED_FOR) == []


def test_both_are_told_when_somebody_else_names_and_ends_a_substitute(scene: Scene) -> None:
    number = _stand_in(scene, by="rasmus")
    with scene.writing() as session:
        absences.end(session, number, participants.get(session, scene.id_of("rasmus")))

    scene.karen.get("/inbox/")
    scene.anette.get("/inbox/")

    assert "Anette Brok Sand stands in for you from 23 Nov 2026 to 27 Nov 2026." in scene.karen.words
    assert "Anette Brok Sand stands in for you no more." in scene.karen.words
    assert "You stand in for Karen Højbjerg Lund no more." in scene.anette.words
    scene.anette.get("/inbox/")
    ids = [str(button["value"]) for button in scene.anette.soup.select(".i3-notices button")]
    scene.anette.post("/inbox/notices", {"notice": ids}, follow=True)
    assert "2 messages are marked as read." in scene.anette.words


def test_mail_says_what_it_is_about_and_no_name(scene: Scene) -> None:
    number = scene.begin(errand())
    _name(scene, number, "mads")
    _stand_in(scene, by="karen")
    with scene.writing() as session:
        for who, language in (("mads", "da"), ("anette", "sv")):
            participants.get(session, scene.id_of(who)).language = language
    telling.tell(scene.sessions)
    with post.open_office() as office:
        settings = scene.app.extensions["innotech360-settings"]
        Mailing(scene.sessions, ByServer(scene.app, settings, smtp.read(office.url))).send_due()
        letters = {str(mail["To"]).split("@")[0]: mail for mail in office.mails}

    assert letters["mads"]["Subject"] == f"Du har en rolle i en sag ({number})"
    assert letters["anette"]["Subject"] == "Du är ersättare"
    for letter in letters.values():
        text = letter.get_body(("plain",)).get_content()
        assert not any(name in text for name in ("Karen", "Højbjerg", "Anette", "Mads", "Sara"))


def test_a_case_of_which_nothing_else_is_told_has_no_mail_about_substitutes(scene: Scene) -> None:
    _stand_in(scene, by="karen")
    telling.tell(scene.sessions)

    with scene.reading() as session:
        assert session.scalars(sa.select(OutboxMessage.case_id).where(OutboxMessage.kind == "mail")).all() == [None]
        assert session.scalars(sa.select(Case.id)).all() == []


def _stand_in(scene: Scene, by: str) -> int:
    today = calendars.day_of(scene.clock.moment)
    with scene.writing() as session:
        wanted = Absence(
            absent=scene.id_of("karen"),
            substitute=scene.id_of("anette"),
            since=today,
            until=today.replace(day=today.day + 4),
        )
        return absences.name(session, wanted, participants.get(session, scene.id_of(by))).id
