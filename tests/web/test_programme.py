"""The page of the programme: for coordinators, with form, progress and history."""

import pytest
import sqlalchemy as sa

from engine.casework.actions import ActionTaken
from tests.integration import asking
from tests.web.scene import Scene, hand_in
from tests.web.test_case_actions import REASON, WHY, begin, sent

ACTION = "/programme/a_pause"


def test_a_coordinator_sends_it_to_all_cases_and_follows_how_far_it_has_come(scene: Scene) -> None:
    begin(scene)
    second = scene.open("asking")
    scene.sara.get("/programme/")
    assert "2 open cases wait for this." in scene.sara.words
    scene.sara.get(str(scene.sara.soup.select_one("main a.btn")["href"]))
    assert scene.sara.soup.h1.get_text() == "Pause programme"

    answer = sent(scene.sara, ACTION, reason=WHY)
    assert (answer.status_code, answer.location) == (303, "/programme/taken/1")
    scene.sara.get("/programme/taken/1")
    assert "“Pause programme” is on its way to the open cases." in scene.sara.words
    assert "On its way ." in scene.sara.words or "On its way." in scene.sara.words
    scene.work()
    scene.sara.get("/programme/taken/1")
    assert "Has reached 2 cases." in scene.sara.words
    assert WHY in scene.sara.words
    scene.sara.get("/programme/")
    row = scene.sara.soup.select_one("tbody tr").get_text(" ")
    assert "Sara Lindvik" in row
    assert "Has reached 2 cases" in row
    scene.sara.get(f"/cases/{second}")
    assert "The case received “sig_pause”." in scene.sara.words


@pytest.mark.parametrize(("language", "title"), [("da", "Sæt programmet på pause"), ("sv", "Pausa programmet")])
def test_it_is_called_in_the_readers_language(scene: Scene, language: str, title: str) -> None:
    begin(scene)
    scene.sara.get("/programme/")
    scene.read_in("sara", language).get("/programme/")

    assert [link.get_text() for link in scene.sara.soup.select("main a.btn")] == [title]


def test_it_is_nobody_elses_page(scene: Scene) -> None:
    begin(scene)

    assert [scene.karen.get(page).status_code for page in ("/programme/", ACTION)] == [403, 403]
    assert "Programme" not in [link.get_text().strip() for link in scene.karen.soup.select("nav a")]
    scene.sara.get("/")
    assert "Programme" in [link.get_text().strip() for link in scene.sara.soup.select("nav a")]


def test_what_is_wrong_is_said_and_stays_typed(scene: Scene) -> None:
    begin(scene)
    scene.sara.get(ACTION)

    assert sent(scene.sara, ACTION, reason="kort").status_code == 422
    assert scene.sara.soup.select_one("#reason").get_text().strip() == "kort"


def test_when_no_case_waits_any_more_the_page_says_so_and_keeps_what_was_typed(scene: Scene) -> None:
    number = begin(scene).rpartition("/")[2]
    scene.sara.get(ACTION)
    page = scene.sara.page
    hand_in(scene.sara, scene.task(number))
    scene.sara.page = page

    answer = sent(scene.sara, ACTION, reason=WHY)
    assert (answer.status_code, WHY in scene.sara.words) == (409, True)
    assert "No open case waits for this" in scene.sara.words
    assert scene.sara.get(ACTION).status_code == 409
    assert scene.sara.get("/programme/a_nothing").status_code == 404
    scene.sara.get("/programme/")
    assert "No open case waits for an action of the programme." in scene.sara.words


def test_pressed_twice_it_is_sent_once(scene: Scene) -> None:
    begin(scene)
    scene.sara.get(ACTION)
    once = str(scene.sara.soup.select_one("input[name=_once]")["value"])

    answers = [scene.sara.post(ACTION, {"_once": once, "reason": WHY}) for _press in range(2)]
    assert [answer.location for answer in answers] == ["/programme/taken/1"] * 2
    with scene.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ActionTaken)) == 1


def test_what_was_typed_survives_a_token_that_ran_out(scene: Scene) -> None:
    begin(scene)
    scene.sara.get(ACTION)

    lost = scene.sara.client.post(ACTION, data={"csrf_token": "old", "reason": WHY})
    assert (lost.status_code, WHY in lost.text) == (400, True)


def test_the_audit_trail_tells_it_in_words(scene: Scene) -> None:
    begin(scene)
    scene.sara.get(ACTION)
    sent(scene.sara, ACTION, reason=WHY)

    scene.malin.get("/audit/")
    assert "Sent “Pause programme” to 1 open case." in scene.malin.words


@pytest.mark.parametrize(("language", "words"), [("da", "Programmet er sat på pause"), ("sv", "Programmet är pausat")])
def test_the_history_of_a_case_calls_a_pause_of_the_programme_by_words(scene: Scene, language: str, words: str) -> None:
    model = asking.model("a_reason").replace(b"sig_pause", b"sig_programme_pause")
    scene.publish(model, forms={"a_reason": REASON})
    number = scene.open("asking")
    scene.sara.get("/programme/")
    scene.sara.get(ACTION)
    sent(scene.sara, ACTION, reason=WHY)
    scene.work()

    scene.read_in("sara", language).get(f"/audit/?case={number}")

    assert words in scene.sara.words
    assert "sig_programme_pause" not in scene.sara.words
