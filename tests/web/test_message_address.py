"""The address for other systems: a key, a small JSON object, one answer per id, and problems that say what is wrong."""

import json
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from engine import errors, execution
from engine.casework import incoming
from engine.casework.cases import Case, CaseStatus
from engine.casework.incoming import Incoming
from tests.web.scene import Scene
from tests.web.test_message_keys import PAGE, make
from webapp.api import letters, views

ADDRESS = "/api/messages"
NAMES = ["msg_any", "msg_begin", "msg_answer", "sig_news"]


def send(scene: Scene, key: str, body: object = None, **more: Any) -> TestResponse:
    """One request with a key, as another system sends it; its body is JSON unless it is given as bytes."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    client = scene.app.test_client()
    return client.post(
        ADDRESS, data=content, content_type=more.pop("content_type", "application/json"), headers=headers, **more
    )


def letter(mark: str = "1", name: str = "msg_any", **more: object) -> dict[str, object]:
    return {"id": mark, "name": name, **more}


def problem(answer: TestResponse) -> tuple[int, str]:
    """Status and code of a problem."""
    assert answer.content_type == "application/problem+json"
    assert answer.json is not None
    return answer.status_code, answer.json["code"]


def test_a_message_is_delivered_once_and_the_same_id_gets_the_same_answer(scene: Scene) -> None:
    key = make(scene, names=NAMES)
    number = scene.open("any")

    answers = [send(scene, key, letter(payload={"words": "hej", "amount": 1.5})) for _time in range(2)]
    assert [(one.status_code, one.json) for one in answers] == [
        (200, {"message": 1, "outcome": "delivered", "case": number})
    ] * 2
    scene.sara.get(f"/cases/{number}")
    assert "The case received “msg_any”." in scene.sara.words
    assert problem(send(scene, key, letter(payload={"words": "noget andet"}))) == (409, "id_used")


def test_what_no_case_waits_for_is_kept_and_said_to_be(scene: Scene) -> None:
    key = make(scene)

    answer = send(scene, key, letter())
    assert (answer.status_code, answer.json) == (
        202,
        {"message": 1, "outcome": "waiting", "until": "2026-11-24T08:00:00+00:00"},
    )


def test_a_message_opens_a_case_and_a_signal_goes_to_all(scene: Scene) -> None:
    key = make(scene, names=NAMES)
    scene.open("hears")

    opened = send(scene, key, letter(name="msg_begin", payload={"title": "Nyt"}))
    assert (opened.status_code, opened.json["outcome"]) == (200, "opened")
    spread = send(scene, key, letter("2", "sig_news", kind="signal"))
    assert (spread.status_code, spread.json) == (202, {"message": 2, "outcome": "sent", "cases": 1})
    keyed = send(scene, key, letter("3", "msg_answer", key=scene.open("waits")))
    assert keyed.json["outcome"] == "delivered"


def test_without_a_valid_key_nothing_is_read(scene: Scene) -> None:
    key = make(scene)

    for wrong in ("", "i360_made-up", key[:-1]):
        answer = send(scene, wrong, b"{")
        assert problem(answer) == (401, "key_missing")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    basic = scene.app.test_client().post(ADDRESS, json=letter(), headers={"Authorization": f"Basic {key}"})
    assert basic.status_code == 401
    scene.tove.get(f"{PAGE}1/revoke")
    scene.tove.post(f"{PAGE}1/revoke")
    assert problem(send(scene, key, letter())) == (401, "key_missing")


def test_a_session_opens_nothing_here_and_a_key_nothing_elsewhere(scene: Scene) -> None:
    key = make(scene)

    assert scene.tove.client.post(ADDRESS, json=letter()).status_code == 401
    page = scene.app.test_client().get("/cases/", headers={"Authorization": f"Bearer {key}"})
    assert page.status_code == 303
    posted = scene.app.test_client().post("/cases/new", headers={"Authorization": f"Bearer {key}"})
    assert posted.status_code in (303, 400)
    assert scene.tove.client.post("/cases/new", json={}).status_code == 415


def test_a_key_sends_only_what_it_may(scene: Scene) -> None:
    key = make(scene, names=["msg_any"])

    assert problem(send(scene, key, letter(name="msg_begin"))) == (403, "name_not_allowed")
    with scene.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Case)) == 0


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        (b"{", [("", "not_json")]),
        (b"\xff\xfe", [("", "not_json")]),
        (b"[" * 100_000, [("", "not_json")]),
        (b'{"id": "1", "name": "msg_any", "payload": {"n": NaN}}', [("", "not_json")]),
        (b"[]", [("", "not_an_object")]),
        (b"{}", [("id", "missing"), ("name", "missing")]),
        ({"id": 7, "name": "a b", "extra": 1}, [("extra", "unknown"), ("id", "malformed"), ("name", "malformed")]),
        (letter("x" * 101), [("id", "malformed")]),
        (letter("a\u0000b"), [("id", "malformed")]),
        (letter(kind="error"), [("kind", "unknown")]),
        (letter(kind="signal", key="1"), [("key", "not_for_signals")]),
        (letter(key=["1"]), [("key", "malformed")]),
        (letter(key=True), [("key", "malformed")]),
        (letter(payload=[1]), [("payload", "not_an_object")]),
        (letter(payload=json.loads('{"a":' * 30 + "1" + "}" * 30)), [("payload", "too_deep")]),
    ],
)
def test_every_fault_of_a_message_is_named(scene: Scene, body: object, faults: list[tuple[str, str]]) -> None:
    answer = send(scene, make(scene), body)

    assert problem(answer) == (422, "body_invalid")
    assert [(one["field"], one["problem"]) for one in answer.json["errors"]] == faults


def test_too_much_and_other_than_json_is_refused(scene: Scene) -> None:
    key = make(scene)

    large = letter(payload={"text": "x" * letters.LARGEST})
    assert problem(send(scene, key, large)) == (413, "too_large")
    assert problem(send(scene, key, letter(), content_type="text/plain")) == (415, "not_json")
    for method, address in (("get", ADDRESS), ("delete", ADDRESS), ("get", "/api/nowhere")):
        answer = getattr(scene.app.test_client(), method)(address)
        assert answer.status_code in (404, 405)
        assert answer.content_type == "application/problem+json"


def test_what_a_case_cannot_take_is_refused_without_a_trace(scene: Scene) -> None:
    key = make(scene, names=NAMES)
    number = scene.open("any")

    answer = send(scene, key, letter(payload={"text": "nul \u0000 here", "case_id": "360-0000-0001"}))
    assert answer.status_code in (200, 422)
    assert scene.case(number).number == number


def test_a_key_that_sends_too_much_is_asked_to_wait(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST_A_MINUTE", 3)
    key = make(scene)
    assert [send(scene, key, letter(str(number))).status_code for number in range(3)] == [202] * 3

    answer = send(scene, key, letter("more"))
    assert problem(answer) == (429, "too_many")
    assert answer.headers["Retry-After"] == "60"
    scene.clock.move(minutes=1, seconds=1)
    assert send(scene, key, letter("more")).status_code == 202


def test_who_tries_wrong_keys_is_asked_to_wait_and_right_keys_still_work(scene: Scene) -> None:
    key = make(scene)
    answers = [send(scene, f"i360_{number}", letter()).status_code for number in range(views.MOST_WRONG_KEYS + 1)]

    assert answers == [401] * views.MOST_WRONG_KEYS + [429]
    assert send(scene, key, letter()).status_code == 202
    scene.clock.move(minutes=6)
    assert send(scene, "i360_again", letter()).status_code == 401


def test_a_message_on_which_the_engine_breaks_is_kept_and_its_case_halted(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = make(scene, names=NAMES)
    number = scene.open("any")

    def breaks(*_arguments: object) -> None:
        raise errors.ModelFailed(reason="engine_broke")

    with monkeypatch.context() as broken:
        broken.setattr(execution, "deliver", breaks)
        answer = send(scene, key, letter(payload={"words": "hej"}))
    assert (answer.status_code, answer.json["reason"]) == (202, "failed")
    assert scene.case(number).status == CaseStatus.HALTED
    with scene.reading() as session:
        [kept] = session.scalars(sa.select(Incoming))
        assert kept.arrival.payload == {"words": "hej"}
    with scene.reading() as session:
        assert incoming.undelivered(session) == 1


def test_who_answers_for_a_key_must_still_be_here(scene: Scene) -> None:
    key = make(scene)
    with scene.writing() as session:
        session.execute(sa.text("UPDATE participant SET active = 0 WHERE id = :id"), {"id": scene.id_of("karen")})

    assert problem(send(scene, key, letter())) == (401, "key_missing")
