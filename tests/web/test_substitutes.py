"""Substitutes on the pages: naming one, doing their tasks, and what everybody is told."""

import pytest

from tests import builders
from tests.web.scene import Scene, hand_in, said

NEED = builders.process("need", builders.line(("t_own", builders.user("t_own", "need_owner"))))
OWN, OTHERS = "/account/substitutes/", "/administration/substitutes/"


DAYS = {"since": "23/11/2026", "until": "27/11/2026"}


def _name(scene: Scene, who: str, substitute: str, **more: str) -> int:
    browser = getattr(scene, who)
    browser.get(OWN)
    sent = {"substitute": str(scene.id_of(substitute)), **DAYS, **more}
    return int(browser.post(OWN, sent).status_code)


def test_a_substitute_finds_the_task_does_it_and_everything_says_for_whom(scene: Scene) -> None:
    number = scene.begin(NEED, "need")
    task = scene.task(number)
    assert _name(scene, "karen", "anette") == 303
    scene.karen.get(OWN)
    assert "Your substitute has been named." in scene.karen.words
    assert "Anette Brok Sand , Bølgelev Kommune 23 Nov 2026 to 27 Nov 2026 now all tasks" in scene.karen.words

    scene.anette.get("/inbox/?whose=away")
    assert "1 waits for somebody who is away" in scene.anette.words
    assert "for Karen Højbjerg Lund" in scene.anette.words
    scene.anette.get(task)
    assert "Karen Højbjerg Lund is away. You do this task in their place." in scene.anette.words
    assert hand_in(scene.anette, task).status_code == 303

    for page in (task, f"/cases/{number}"):
        scene.karen.get(page)
        assert "Anette Brok Sand for Karen Højbjerg Lund" in scene.karen.words
    assert "Completed “t_own” for Karen Højbjerg Lund." in scene.karen.words


def test_whoever_is_away_sees_who_has_the_task_and_takes_it_back(scene: Scene) -> None:
    task = scene.task(scene.begin(NEED, "need"))
    _name(scene, "karen", "anette")
    scene.anette.get(task)
    scene.anette.post(f"{task}/claim")

    scene.karen.get("/inbox/?whose=mine")
    assert "Anette Brok Sand for Karen Højbjerg Lund" in scene.karen.words
    scene.karen.get(task)
    assert "Anette Brok Sand has this task in your place. You can take it back." in scene.karen.words
    scene.karen.post(f"{task}/claim")

    scene.anette.get(task)
    assert "You do this task in their place." in scene.anette.words
    assert task not in scene.anette.get("/inbox/?whose=mine").text


def test_the_days_over_the_task_is_closed_to_the_substitute(scene: Scene) -> None:
    task = scene.task(scene.begin(NEED, "need"))
    _name(scene, "karen", "anette")
    scene.clock.move(days=5)
    scene.anette.sign_in("anette")
    scene.anette.get("/inbox/")

    assert task not in scene.anette.text
    assert "Of people who are away" not in scene.anette.words
    assert scene.anette.post(f"{task}/claim").status_code == 403
    scene.karen.sign_in("karen")
    scene.read_in("karen", "en").get(OWN)
    assert "Nobody stands in for you." in scene.karen.words


FAULTS = {
    "since": {"since": "22/11/2026"},
    "until": {"until": "20/11/2026"},
    "substitute": {"substitute": "999999"},
    "roles": {"roles": "pm"},
}


@pytest.mark.parametrize("field", FAULTS)
def test_what_cannot_be_is_told_at_its_field_and_what_was_typed_stays(scene: Scene, field: str) -> None:
    scene.karen.get(OWN)
    sent = {"substitute": str(scene.id_of("anette")), **DAYS, **FAULTS[field]}

    assert scene.karen.post(OWN, sent).status_code == 422

    assert scene.karen.soup.title.get_text().startswith("Error: My substitutes")
    assert scene.karen.soup.select_one(".i3-errors a")["href"] == f"#{field}"
    assert scene.karen.soup.select_one("#until")["value"] == sent["until"]
    scene.karen.get(OWN)
    assert "Nobody stands in for you." in scene.karen.words


@pytest.mark.parametrize("missing", ["substitute", "since", "until"])
def test_nothing_may_be_left_out(scene: Scene, missing: str) -> None:
    sent = {"substitute": str(scene.id_of("anette")), **DAYS, missing: ""}
    scene.karen.get(OWN)

    assert scene.karen.post(OWN, sent).status_code == 422
    assert scene.karen.soup.select_one(f"#{missing}")["aria-invalid"] == "true"


def test_overlaps_and_chains_are_told_with_names_and_days(scene: Scene) -> None:
    _name(scene, "karen", "anette")

    assert _name(scene, "karen", "rasmus") == 422
    assert "Anette Brok Sand stands in from 23 Nov 2026 to 27 Nov 2026 already." in scene.karen.words
    assert _name(scene, "rasmus", "karen") == 422
    assert "Karen Højbjerg Lund is away too, from 23 Nov 2026 to 27 Nov 2026." in scene.rasmus.words
    assert _name(scene, "anette", "rasmus") == 422
    assert "Anette Brok Sand stands in for Karen Højbjerg Lund" in scene.anette.words


def test_one_of_mine_is_ended_and_none_of_others(scene: Scene) -> None:
    _name(scene, "karen", "anette")
    scene.karen.get(OWN)
    button = scene.karen.soup.select_one("form[action$='/end']")
    assert button is not None

    assert scene.jonas.post(str(button["action"])).status_code == 403
    assert scene.anette.get(OWN).status_code == 200
    assert scene.karen.post(str(button["action"])).status_code == 303
    assert scene.karen.post(str(button["action"]), follow=True).status_code == 200
    assert "The substitution was over already." in scene.karen.words


def test_a_coordinator_names_a_substitute_for_somebody_and_sees_the_list(scene: Scene) -> None:
    scene.sara.get(OTHERS)
    people = {option.get_text(): str(option["value"]) for option in scene.sara.soup.select("#person option")}
    page = f"{OTHERS}new?person={people['Karen Højbjerg Lund, Bølgelev Kommune']}"
    scene.sara.get(page)
    assert scene.sara.soup.h1.get_text() == "Substitute for Karen Højbjerg Lund"
    sent = {"substitute": str(scene.id_of("mads")), "since": "23/11/2026", "until": "24/11/2026"}

    answer = scene.sara.post(page, sent, follow=True)

    assert answer.status_code == 200
    assert "A substitute has been named for Karen Højbjerg Lund." in scene.sara.words
    row = scene.sara.soup.select_one("tbody tr").get_text(" ", strip=True)
    assert "Strategic task force (decision), Need owner" in row
    scene.sara.get(f"{OTHERS}?q=jonas")
    assert scene.sara.soup.select("tbody tr") == []
    scene.sara.get(OTHERS)
    scene.sara.post(str(scene.sara.soup.select_one("form[action*='/end']")["action"]))
    scene.sara.get(OTHERS)
    assert "Nobody stands in for anybody now." in scene.sara.words
    assert "ended 23 Nov 2026" in scene.sara.get(f"{OTHERS}?over=1").text
    scene.malin.get("/audit/")
    assert "Mads Toft Riis stands in for Karen Højbjerg Lund from 23 Nov 2026 to 24 Nov 2026." in scene.malin.words


def test_a_manager_speaks_for_their_own_organisation_only(scene: Scene) -> None:
    scene.anette.get(OTHERS)
    named = scene.anette.soup.select_one("#person").get_text()

    assert "Karen Højbjerg Lund" in named
    assert "Jonas Ekdal" not in named
    assert scene.anette.get(f"{OTHERS}new?person={scene.id_of('jonas')}").status_code == 403
    assert scene.anette.get(f"{OTHERS}new?person=999999").status_code == 404
    assert scene.anette.get(f"{OTHERS}new").status_code == 200
    assert "Choose who is away." in scene.anette.words


@pytest.mark.parametrize("language", ["da", "sv"])
def test_the_pages_speak_the_readers_language(scene: Scene, language: str) -> None:
    _name(scene, "karen", "anette")
    scene.read_in("karen", language).get(OWN)

    assert scene.karen.soup.h1.get_text() == said(language, "My substitutes")
    assert said(language, "all tasks") in scene.karen.words
