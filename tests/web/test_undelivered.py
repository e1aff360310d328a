"""Undelivered messages: listed for coordinators and administrators, delivered after all, or given up with a reason."""

import pytest

from tests.integration import posting
from tests.web.browser import Browser
from tests.web.scene import Scene, hand_in
from tests.web.test_message_address import NAMES, letter, send
from tests.web.test_message_keys import make

PAGE = "/administration/messages/"
WHY = "Sendt to gange ved en fejl i journalen."


def kept(scene: Scene, *names: str, **payload: object) -> None:
    """Let another system send messages that nobody waits for."""
    key = make(scene, names=NAMES)
    for number, name in enumerate(names or ("msg_any",)):
        send(scene, key, letter(str(number), name, payload=payload))
        scene.clock.move(minutes=1)


def listed(browser: Browser) -> list[str]:
    """The messages on the page."""
    return [row.get_text().strip() for row in browser.soup.select("tbody th")]


def test_they_are_listed_with_reason_sender_and_time(scene: Scene) -> None:
    kept(scene, "msg_any", "msg_answer", words="hej")

    scene.sara.get("/administration/")
    scene.sara.get(str(scene.sara.soup.select_one(f"a[href='{PAGE}']")["href"]))
    assert listed(scene.sara) == ["msg_answer", "msg_any"]
    row = scene.sara.soup.select_one("tbody tr").get_text(" ")
    for words in ("Journal", "Bølgelev Kommune", "Waits for a case", "until 24 Nov 2026", "23 Nov 2026"):
        assert words in row
    for narrowed, expected in (
        ("order=oldest", ["msg_any", "msg_answer"]),
        ("name=msg_any", ["msg_any"]),
        ("source=case", []),
        ("outcome=discarded", []),
        ("outcome=any", ["msg_answer", "msg_any"]),
        ("why=several_wait", []),
    ):
        scene.sara.get(f"{PAGE}?{narrowed}")
        assert listed(scene.sara) == expected, narrowed


@pytest.mark.parametrize(
    ("language", "heading", "why"),
    [
        ("da", "Ikke leverede beskeder", "Ingen sag venter på den"),
        ("sv", "Ej levererade meddelanden", "Inget ärende väntar på det"),
    ],
)
def test_the_list_is_in_the_readers_language(scene: Scene, language: str, heading: str, why: str) -> None:
    kept(scene)
    scene.sara.get(PAGE)
    scene.read_in("sara", language).get(PAGE)

    assert scene.sara.soup.h1.get_text() == heading
    assert why in scene.sara.words


def test_a_coordinator_reads_what_it_brings_and_an_administrator_does_not(scene: Scene) -> None:
    kept(scene, words="hemmeligt", list=[1, 2])

    scene.sara.get(f"{PAGE}1")
    assert "hemmeligt" in scene.sara.words
    assert "[1, 2]" in scene.sara.words
    scene.tove.get(f"{PAGE}1")
    assert "hemmeligt" not in scene.tove.text
    assert "Only coordinators who may see the case" in scene.tove.words
    for browser in (scene.karen, scene.malin):
        assert browser.get(PAGE).status_code == browser.get(f"{PAGE}1").status_code == 403
    assert scene.sara.get(f"{PAGE}99").status_code == 404


def test_it_is_delivered_once_a_case_waits(scene: Scene) -> None:
    kept(scene, words="hej")
    scene.sara.get(f"{PAGE}1")
    scene.sara.post(f"{PAGE}1/deliver", {"number": ""}, follow=True)
    assert "The message waits for a case until 24 Nov 2026" in scene.sara.words

    number = scene.open("any")
    scene.sara.get(f"{PAGE}1")
    scene.sara.post(f"{PAGE}1/deliver", {"number": ""}, follow=True)
    assert "The message has been delivered." in scene.sara.words
    assert number in scene.sara.words
    assert "hej" not in scene.sara.words
    assert scene.sara.soup.select("form[action$=deliver]") == []
    scene.sara.get(f"/cases/{number}")
    assert "The case received “msg_any”." in scene.sara.words


def test_a_case_is_named_and_what_is_wrong_with_it_is_said(scene: Scene) -> None:
    kept(scene)
    first, second = scene.open("any"), scene.open("any")
    other = scene.open("waits")
    scene.sara.get(f"{PAGE}1")

    for number, words in (("360-1999-0001", "no such case"), (other, "does not wait for this message")):
        assert scene.sara.post(f"{PAGE}1/deliver", {"number": number}).status_code == 422
        assert words in scene.sara.words
        assert scene.sara.soup.select_one("#number")["value"] == number
    foreign = scene.open("any", by="jonas", organisation="strandkoping")
    scene.tove.get(f"{PAGE}1")
    assert scene.tove.post(f"{PAGE}1/deliver", {"number": foreign}).status_code == 422
    assert scene.sara.post(f"{PAGE}1/deliver", {"number": f" {second} "}).status_code == 303
    scene.sara.get(f"{PAGE}1")
    assert second in scene.sara.words
    assert first not in scene.sara.words


def test_it_is_given_up_with_a_reason_that_is_not_in_the_trail_but_beside_it(scene: Scene) -> None:
    kept(scene)
    scene.sara.get(f"{PAGE}1")
    assert scene.sara.post(f"{PAGE}1/discard", {"reason": "nej"}).status_code == 422
    assert scene.sara.soup.select_one("#reason").get_text().strip() == "nej"

    scene.sara.post(f"{PAGE}1/discard", {"reason": WHY}, follow=True)
    assert "The message has been given up." in scene.sara.words
    assert listed(scene.sara) == []
    scene.sara.get(f"{PAGE}1")
    assert "Sara Lindvik" in scene.sara.words
    scene.malin.get("/audit/")
    assert "Gave up the undelivered message “msg_any”." in scene.malin.words


def test_of_two_who_deal_with_it_the_second_is_told(scene: Scene) -> None:
    kept(scene)
    scene.open("any")
    scene.sara.get(f"{PAGE}1")
    scene.rasmus.get(f"{PAGE}1")
    scene.sara.post(f"{PAGE}1/deliver", {"number": ""})

    scene.rasmus.post(f"{PAGE}1/deliver", {"number": ""}, follow=True)
    assert "Somebody else has dealt with this message." in scene.rasmus.words
    scene.rasmus.post(f"{PAGE}1/discard", {"reason": WHY}, follow=True)
    assert "Somebody else has dealt with this message." in scene.rasmus.words


def test_what_a_case_sent_to_nobody_names_its_sender(scene: Scene) -> None:
    scene.publish(posting.says("msg_answer"))
    number = scene.open("says", by="jonas", organisation="strandkoping")
    assert hand_in(scene.jonas, scene.task(number)).status_code == 303
    scene.work()

    scene.sara.get(f"{PAGE}1")
    assert [link.get_text() for link in scene.sara.soup.select("dl a")] == [number]
    scene.tove.get(f"{PAGE}1")
    assert scene.tove.soup.select("dl a") == []


@pytest.mark.parametrize(
    ("language", "waits", "received"),
    [
        ("da", "Beskeden venter på en sag indtil 24. nov. 2026", "Sagen modtog »msg_any«, som var kommet for tidligt"),
        ("sv", "Meddelandet väntar på ett ärende till 24 nov. 2026", "tog emot ”msg_any”, som hade kommit för tidigt"),
    ],
)
def test_what_came_early_is_listed_until_its_case_has_it(
    scene: Scene, language: str, waits: str, received: str
) -> None:
    kept(scene, words="hej")
    scene.sara.get(f"{PAGE}1")
    scene.read_in("sara", language)
    assert waits in scene.sara.get(f"{PAGE}1").get_data(as_text=True)
    scene.sara.get(PAGE)
    assert listed(scene.sara) == ["msg_any"]

    number = scene.open("any")
    scene.work()
    scene.sara.get(PAGE)
    assert listed(scene.sara) == []
    scene.sara.get(f"/cases/{number}")
    assert received in scene.sara.words


def test_what_waited_in_vain_is_listed_with_its_reason(scene: Scene) -> None:
    kept(scene)
    scene.clock.move(days=1)
    scene.work()
    scene.sara.get(f"{PAGE}1")
    assert "The message is not delivered. No case waits for it." in scene.sara.words
    assert len(scene.sara.soup.select("form[action$=deliver], form[action$=discard]")) == 2
