"""What the product tells people by itself: that a case is halted, and until when a need rests."""

from datetime import UTC, datetime

import pytest

from engine import errors, feel
from engine.casework import jobs, notices
from engine.casework.cases import Case
from engine.casework.notices import Announcement
from tests import builders
from tests.web.scene import Scene

UNKNOWN_JOB = builders.process(
    "unknown", builders.line(("odd", builders.service("odd", "nobody.knows")), ("t_x", builders.user("t_x", "pm")))
)
HALTED = {
    "en": "A case cannot go on : Its process or an automatic step has failed.",
    "da": "En sag kan ikke gå videre : Noget i dens proces eller et automatisk trin er mislykkedes.",
    "sv": "Ett ärende kan inte gå vidare : Något i processen eller ett automatiskt steg har misslyckats.",
}
RESTS = {
    "en": "It is looked at again by 3 Nov 2027.",
    "da": "Det bliver vurderet igen senest den 3. nov. 2027.",
    "sv": "Det prövas igen senast den 3 nov. 2027.",
}


@pytest.mark.parametrize("language", HALTED)
def test_a_coordinator_reads_which_case_is_halted_and_tries_it_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    number = scene.begin(UNKNOWN_JOB, "unknown")
    scene.work()
    scene.rasmus.get("/inbox/")
    scene.read_in("rasmus", language).get("/inbox/")

    assert HALTED[language] in scene.rasmus.words
    link = scene.rasmus.soup.select_one(f'.i3-notices a[href$="{number}"]')
    assert scene.rasmus.get(str(link["href"])).status_code == 200
    monkeypatch.setattr(jobs, "HANDLERS", {**jobs.HANDLERS, "nobody.knows": lambda _work: {}})
    scene.rasmus.post(f"/cases/{number}/retry", {})
    scene.work()
    assert scene.case(number).status == "running"


def test_nobody_else_is_told_that_a_case_is_halted(scene: Scene) -> None:
    scene.begin(UNKNOWN_JOB, "unknown")
    scene.work()
    for browser in (scene.karen, scene.birgit, scene.sara):
        browser.get("/inbox/")
        assert HALTED["en"] not in browser.words


@pytest.mark.parametrize("language", RESTS)
def test_the_notice_of_a_parked_need_says_until_when_it_rests(scene: Scene, language: str) -> None:
    _park(scene, {"until": datetime(2027, 11, 3, 8, 0, tzinfo=UTC)})
    scene.karen.get("/inbox/")
    scene.read_in("karen", language).get("/inbox/")

    assert RESTS[language] in scene.karen.words


def test_a_parked_need_without_a_day_is_told_without_one(scene: Scene) -> None:
    _park(scene, {"until": None})
    scene.karen.get("/inbox/")

    assert "The need waits for a better moment and is looked at again later." in scene.karen.words


def test_a_process_that_fails_before_a_case_is_there_promises_nothing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_named: object) -> None:
        raise errors.ModelFailed(reason="engine_broke")

    scene.publish(UNKNOWN_JOB)
    scene.karen.get("/cases/new")
    monkeypatch.setattr("engine.execution.start", fail)
    answer = scene.karen.post("/cases/new", {"process": "unknown", "organisation": "bolgelev"})

    assert answer.status_code == 500
    assert "Tell a coordinator, who can have the fault mended, and try again afterwards." in scene.karen.words


def _park(scene: Scene, values: dict[str, object]) -> None:
    number = scene.begin(UNKNOWN_JOB, "unknown")
    announcement = Announcement(key="parked", template="parked", values={"values": feel.encode(values)})
    with scene.writing() as session:
        case = session.get_one(Case, scene.case(number).id)
        notices.send(session, case, announcement, [scene.id_of("karen")])
