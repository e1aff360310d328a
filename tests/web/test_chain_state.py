"""The state of the audit trail as people read it."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from engine.background.notary import Notary
from engine.ledger import checkpoints, keys, notes, protection
from tests.web.scene import Scene, errand, hand_in, said


@pytest.fixture
def notary(scene: Scene, tmp_path: Path) -> Notary:
    """Who signs the scene's trail."""
    return Notary(keys.load_or_create(tmp_path / "key.pem", "sager.example.org"), tmp_path / "notes.txt")


def _row(scene: Scene, name: str) -> list[str]:
    cells = scene.malin.soup.find("th", string=lambda text: bool(text) and name in text)
    rows = [row for row in scene.malin.soup.select("tbody tr") if name in row.th.get_text()]
    assert len(rows) == 1, cells
    return [" ".join(cell.get_text(" ").split()) for cell in rows[0].select("td")]


@pytest.mark.parametrize("language", ["da", "sv", "en"])
def test_a_trail_that_was_never_checked_says_so(scene: Scene, language: str) -> None:
    scene.begin(errand())
    scene.malin.get(f"/audit/chains?lang={language}")

    assert said(language, "The trail has not been read through yet. That is done every night.") in scene.malin.words
    assert _row(scene, "Bølgelev")[1:3] == [said(language, "Not checked yet"), said(language, "Not signed yet")]


def test_each_chain_says_how_far_it_is_whole_and_signed_and_what_is_not_covered(scene: Scene, notary: Notary) -> None:
    scene.begin(errand())
    notary.sign_due(scene.sessions)
    scene.open("errand")
    notary.check_due(scene.sessions)

    scene.malin.get("/audit/chains")

    written, whole, signed, uncovered = _row(scene, "Bølgelev")
    assert whole == written
    assert signed == f"{int(written) - int(uncovered)} 23 Nov 2026 at 09:00"
    assert int(uncovered) > 0
    assert "was read through on 23 Nov 2026 at 09:00: nothing has been changed." in scene.malin.words
    scene.karen.get("/audit/")
    assert "was read through on 23 Nov 2026 at 09:00: nothing has been changed." in scene.karen.words
    assert "/audit/chains" not in scene.karen.text


def test_what_was_changed_is_said_first_and_where(scene: Scene, notary: Notary) -> None:
    scene.begin(errand())
    with scene.writing() as session:
        for trigger in protection.TRIGGERS:
            session.execute(sa.text(f"DROP TRIGGER {trigger}"))
        session.execute(sa.text("UPDATE audit SET body = replace(body, 'case.opened', 'case.closed')"))
    notary.check_due(scene.sessions)

    scene.malin.get("/audit/chains?lang=da")

    told = scene.malin.soup.select_one(".i3-errors").get_text(" ", strip=True)
    assert "Bølgelev Kommune" in told
    assert "er blevet ændret" in told
    assert said("da", "The table is no longer protected against changes.") in told


def test_the_notes_can_be_taken_along_by_those_who_look_after_the_trail(scene: Scene, notary: Notary) -> None:
    scene.begin(errand())
    notary.sign_due(scene.sessions)
    scene.clock.move(seconds=checkpoints.LONGEST_UNSIGNED.total_seconds())
    scene.open("errand")
    notary.sign_due(scene.sessions)

    taken = list(notes.read(scene.malin.get("/audit/chains/notes.txt").get_data(as_text=True)))

    assert all(note.is_signed_with(notary.signer.verifier) for note in taken)
    assert len({note.chain for note in taken}) == len(taken) > 1
    assert scene.karen.get("/audit/chains/notes.txt").status_code == 403


@pytest.mark.parametrize("language", ["da", "sv", "en"])
def test_answers_that_were_changed_are_said_first_with_their_case(scene: Scene, notary: Notary, language: str) -> None:
    number = scene.begin(errand())
    hand_in(scene.sara, scene.task(number), title="Broen", size="small")
    with scene.writing() as session:
        session.execute(sa.text("UPDATE task SET answers = replace(answers, 'Broen', 'Vejen')"))
    notary.check_due(scene.sessions)

    scene.malin.get(f"/audit/chains?lang={language}")

    told = scene.malin.soup.select_one(".i3-errors")
    assert told.h2.get_text() == said(language, "Answers have been changed")
    assert number in told.li.get_text()
    compared = said(language, "Tasks whose answers were compared with what the trail says was handed in: %(number)s.")
    assert compared.replace("%(number)s", "1") in scene.malin.words
