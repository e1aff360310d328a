"""Case actions on the pages: offered on the case, sent by a form, and nothing typed is lost."""

import pytest
import sqlalchemy as sa

import forms
from engine.casework.actions import ActionTaken
from engine.casework.records import Task
from tests.integration import asking
from tests.web.browser import Browser
from tests.web.scene import Scene, hand_in

REASON = forms.definitions.read_bytes("a_reason")
WHY = "Behovet findes ikke længere hos os."


def begin(scene: Scene) -> str:
    """Open a case that waits for actions; gives the address of its page."""
    scene.publish(asking.model("a_reason"), forms={"a_reason": REASON})
    return f"/cases/{scene.open('asking')}"


def sent(browser: Browser, address: str, **answers: str):  # type: ignore[no-untyped-def]
    """Send the form on the page with its mark."""
    once = browser.soup.select_one("input[name=_once]")
    return browser.post(address, {"_once": str(once["value"]) if once else "", **answers})


def buttons(browser: Browser) -> list[str]:
    """The case actions that the page offers."""
    return [link.get_text().strip() for link in browser.soup.select("section[aria-labelledby=actions] a.btn")]


def count(scene: Scene) -> int:
    with scene.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(ActionTaken)) or 0


@pytest.mark.parametrize(
    ("language", "title", "names"),
    [
        ("da", "Handlinger i sagen", ["Tilføj en note", "Træk behovet tilbage"]),
        ("sv", "Åtgärder i ärendet", ["Lägg till en anteckning", "Återkalla behovet"]),
        ("en", "Case actions", ["Add a note", "Withdraw need"]),
    ],
)
def test_the_case_page_offers_them_in_the_readers_language(
    scene: Scene, language: str, title: str, names: list[str]
) -> None:
    address = begin(scene)
    scene.karen.get(address)
    scene.read_in("karen", language).get(address)

    assert title in scene.karen.words
    assert buttons(scene.karen) == names


def test_who_may_not_take_one_sees_none_and_is_refused(scene: Scene) -> None:
    address = begin(scene)
    scene.sara.get(address)
    assert buttons(scene.sara) == ["Add a note"]

    assert scene.sara.get(f"{address}/actions/a_withdraw").status_code == 403
    scene.sara.get(address)
    answer = scene.sara.post(f"{address}/actions/a_withdraw", {"reason": WHY})
    assert (answer.status_code, WHY in scene.sara.words) == (403, True)
    assert scene.lone.get(f"{address}/actions/a_withdraw").status_code == 404
    assert scene.karen.get(f"{address}/actions/a_unknown").status_code == 404
    assert count(scene) == 0


def test_an_action_is_sent_and_stands_on_the_case_with_its_answers(scene: Scene) -> None:
    address = begin(scene)
    scene.karen.get(f"{address}/actions/a_withdraw")
    assert scene.karen.soup.h1.get_text() == "Withdraw need"

    answer = sent(scene.karen, f"{address}/actions/a_withdraw", reason=WHY)
    assert (answer.status_code, answer.location) == (303, address)
    scene.karen.get(address)
    assert "“Withdraw need” has been sent. The case goes on from here." in scene.karen.words
    assert "Go on with my task" in scene.karen.words
    assert buttons(scene.karen) == ["Add a note"]
    assert "Sent “Withdraw need” to the case." in scene.karen.words
    scene.sara.get(address)
    scene.sara.get(str(scene.sara.soup.select("section[aria-labelledby=actions] a")[-1]["href"]))
    assert WHY in scene.sara.words
    assert scene.lone.get(f"{address}/actions/taken/1").status_code == 404


@pytest.mark.parametrize(("given", "kept"), [("", ""), ("For kort", "For kort")])
def test_what_is_wrong_is_said_and_what_was_typed_stays(scene: Scene, given: str, kept: str) -> None:
    address = f"{begin(scene)}/actions/a_withdraw"
    scene.karen.get(address)

    assert sent(scene.karen, address, reason=given).status_code == 422
    assert scene.karen.soup.title.get_text().startswith("Error: Withdraw need")
    assert scene.karen.soup.select_one(".i3-errors a")["href"] == "#reason"
    assert scene.karen.soup.select_one("textarea#reason").get_text().strip() == kept
    assert count(scene) == 0


def test_pressed_twice_it_is_sent_once(scene: Scene) -> None:
    address = begin(scene)
    scene.karen.get(f"{address}/actions/a_note")
    once = str(scene.karen.soup.select_one("input[name=_once]")["value"])

    answers = [scene.karen.post(f"{address}/actions/a_note", {"_once": once}) for _press in range(2)]
    assert [(answer.status_code, answer.location) for answer in answers] == [(303, address)] * 2
    with scene.reading() as session:
        elements = sorted(session.scalars(sa.select(Task.element)))
    assert (count(scene), elements) == (1, ["t_note", "t_work"])


def test_when_the_case_has_gone_on_the_page_says_so_and_keeps_what_was_typed(scene: Scene) -> None:
    address = begin(scene)
    scene.karen.get(f"{address}/actions/a_withdraw")
    page = scene.karen.page
    sent(scene.karen, f"{address}/actions/a_withdraw", reason=WHY)
    scene.karen.page = page

    answer = scene.karen.post(f"{address}/actions/a_withdraw", {"_once": "another", "reason": f"Igen: {WHY}"})
    assert answer.status_code == 409
    assert "The case no longer waits for this" in scene.karen.words
    assert f"Igen: {WHY}" in scene.karen.words
    assert scene.karen.soup.select("textarea") == []
    assert scene.karen.get(f"{address}/actions/a_withdraw").status_code == 409


def test_a_closed_case_takes_nothing(scene: Scene) -> None:
    address = begin(scene)
    scene.karen.get(f"{address}/actions/a_withdraw")
    scene.sara.get(scene.task(address.rpartition("/")[2]))
    hand_in(scene.sara, scene.task(address.rpartition("/")[2]))

    assert sent(scene.karen, f"{address}/actions/a_withdraw", reason=WHY).status_code == 409
    assert "The case is closed" in scene.karen.words
    assert WHY in scene.karen.words


def test_what_was_typed_survives_a_sign_in_that_ran_out(scene: Scene) -> None:
    address = f"{begin(scene)}/actions/a_withdraw"
    scene.karen.get(address)

    lost = scene.karen.client.post(address, data={"csrf_token": "old", "reason": WHY})
    assert (lost.status_code, WHY in lost.text) == (400, True)
    assert "check it and send it again" in lost.text
    stranger = Browser(scene.app)
    kept = stranger.client.post(address, data={"csrf_token": "old", "reason": WHY})
    assert (kept.status_code, WHY in kept.text) == (401, True)


def test_what_waits_for_an_event_that_may_come_is_no_place_where_the_case_stands(scene: Scene) -> None:
    address = begin(scene)
    scene.karen.get(address)

    lists = {row.get_text(" ").split()[0]: row.get("class") for row in scene.karen.soup.select(".i3-outline li")}
    assert "now" in lists["t_work"]
    assert "Waits at the latest" not in scene.karen.words
