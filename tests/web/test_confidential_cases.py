"""Confidential cases on the pages: made so with a reason, gone for everybody else, and reading leaves a trace."""

import pytest

from engine.casework import readings
from engine.ledger.audit import Action, AuditEntry
from tests import builders
from tests.web.browser import Browser
from tests.web.scene import Scene, errand, hand_in, said

TITLE = "Hemmelig bro"
REASON = "Bud fra en leverandør"


def _case(scene: Scene) -> str:
    number = scene.begin(errand(("t_more", builders.user("t_more", "tf_coord"))))
    hand_in(scene.sara, scene.task(number), title=TITLE, size="small")
    return number


def _make(scene: Scene, number: str, **fields: str):  # type: ignore[no-untyped-def]
    scene.sara.get(f"/cases/{number}/confidential")
    return scene.sara.post(f"/cases/{number}/confidential", {"confidential": "1", "reason": REASON, **fields})


def _readings(scene: Scene, number: str) -> list[tuple[int, str]]:
    with scene.reading() as session:
        entries = session.query(AuditEntry).filter_by(action=Action.CASE_READ.value, case_id=scene.case(number).id)
        return [(entry.actor_id or 0, entry.facts["details"]["page"]) for entry in entries.order_by(AuditEntry.seq)]


@pytest.mark.parametrize("language", ["da", "sv", "en"])
def test_a_case_is_made_confidential_with_a_reason_and_says_so(scene: Scene, language: str) -> None:
    number = _case(scene)

    answer = _make(scene, number)
    scene.read_in("sara", language).get(f"/cases/{number}")

    assert (answer.status_code, answer.location) == (303, f"/cases/{number}")
    assert said(language, "Confidential") in [one.get_text() for one in scene.sara.soup.select("main .i3-badge")]
    assert REASON in scene.sara.words
    scene.sara.get("/cases/")
    assert said(language, "Confidential") in scene.sara.soup.select_one("tbody th").get_text()


@pytest.mark.parametrize("reason", ["", "kort"])
def test_without_a_reason_nothing_happens_and_what_was_typed_stays(scene: Scene, reason: str) -> None:
    number = _case(scene)

    answer = _make(scene, number, reason=reason)

    assert answer.status_code == 422
    assert scene.sara.soup.select_one(".i3-errors a")["href"] == "#reason"
    assert scene.sara.soup.select_one("#reason").get_text() == reason
    assert not scene.case(number).confidential


@pytest.mark.parametrize("who", ["anette", "malin", "elin", "tove"])
def test_for_everybody_else_it_is_gone_with_its_title(scene: Scene, who: str) -> None:
    number = _case(scene)
    task = scene.task(number)
    _make(scene, number)
    browser: Browser = getattr(scene, who)

    for page in (f"/cases/{number}", f"/cases/{number}/story", f"/cases/{number}/story.pdf", task):
        assert browser.get(page).status_code == 404
    for page in ("/cases/", "/cases/?q=hemmelig", "/inbox/", "/audit/", "/audit/?q=hemmelig"):
        assert TITLE not in browser.get(page).text


def test_a_reviewer_reads_its_trail_without_a_way_into_the_case(scene: Scene) -> None:
    number = _case(scene)
    _make(scene, number)

    scene.malin.get(f"/audit/?case={number}")

    assert "The case was made confidential. Reason: Bud fra en leverandør" in scene.malin.words
    assert scene.malin.soup.select_one(f'a[href="/cases/{number}"]') is None
    assert f"{number} Confidential" in scene.malin.words
    scene.malin.get(str(scene.malin.soup.select_one("tbody td:last-child a")["href"]))
    assert scene.malin.soup.select_one(f'main a[href^="/cases/{number}"], main a[href^="/tasks/"]') is None


def test_a_notice_of_a_case_one_may_no_longer_see_is_not_shown(scene: Scene) -> None:
    number = scene.begin(
        errand(("tell", builders.service("tell", "notify.message", {"template": "receipt"}, to='["chair"]')))
    )
    hand_in(scene.sara, scene.task(number), title=TITLE, size="small")
    scene.work()
    assert TITLE in scene.anette.get("/inbox/").text
    _make(scene, number)

    assert TITLE not in scene.anette.get("/inbox/").text


def test_opening_its_pages_is_recorded_after_the_answer_once_in_half_an_hour(scene: Scene) -> None:
    number = _case(scene)
    task = scene.task(number)
    _make(scene, number)
    karen, sara = scene.id_of("karen"), scene.id_of("sara")

    for page in (f"/cases/{number}", f"/cases/{number}", task, f"/cases/{number}/story", f"/cases/{number}/story.pdf"):
        assert scene.karen.get(page).status_code == 200
    scene.sara.get(f"/cases/{number}")
    read = _readings(scene, number)
    scene.clock.move(seconds=readings.AGAIN_AFTER.total_seconds())
    scene.karen.get(f"/cases/{number}")

    assert read == [(karen, "case"), (karen, "task"), (karen, "story"), (karen, "pdf"), (sara, "case")]
    assert _readings(scene, number)[5:] == [(karen, "case")]
    scene.malin.get(f"/audit/?case={number}&action=case.read")
    assert "Took the whole story of the confidential case as PDF." in scene.malin.words
    assert "Read the confidential case." not in scene.karen.get(f"/cases/{number}").text


def test_an_open_case_leaves_no_trace_of_its_readers_and_a_refused_page_neither(scene: Scene) -> None:
    number = _case(scene)
    scene.karen.get(f"/cases/{number}")
    _make(scene, number)
    scene.anette.get(f"/cases/{number}")

    assert _readings(scene, number) == []


def test_a_confidential_case_can_be_opened_again(scene: Scene) -> None:
    number = _case(scene)
    _make(scene, number)

    answer = _make(scene, number, confidential="", reason="Udbuddet er afgjort")

    assert answer.status_code == 303
    assert TITLE in scene.anette.get(f"/cases/{number}").text
    assert scene.sara.post(f"/cases/{number}/confidential", {"reason": "Udbuddet er afgjort"}).status_code == 303
    assert "Somebody else has just done the same." in scene.sara.get(f"/cases/{number}").text


def test_who_lost_sight_of_it_by_their_own_act_lands_on_the_list(scene: Scene) -> None:
    number = scene.begin(errand())
    hand_in(scene.rasmus, scene.task(number), title=TITLE, size="small")

    answer = _make(scene, number)

    assert (answer.status_code, answer.location) == (303, "/cases/")
