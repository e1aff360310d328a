"""What the page of a process says of cases that the clock opens."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from engine import errors
from engine.background import telling
from engine.casework import starts
from engine.casework.cases import Case
from engine.casework.starts import MOST_TRIES, StartTimer
from engine.ledger.outbox import OutboxMessage
from tests import builders
from tests.web.scene import Scene

TIMER = '<bpmn:timerEventDefinition><bpmn:timeCycle xsi:type="bpmn:tFormalExpression">R/P7D</bpmn:timeCycle>'


def _publish(scene: Scene) -> None:
    event = f'<bpmn:startEvent id="start">{TIMER}</bpmn:timerEventDefinition></bpmn:startEvent>'
    body = builders.line(("t_ask", builders.user("t_ask", "tf_coord")))
    model = builders.process("weekly", body.replace('<bpmn:startEvent id="start"/>', event))
    scene.publish(model)


def test_the_page_says_when_the_clock_opens_the_next_case_and_nobody_is_offered_to(scene: Scene) -> None:
    scene.clock.set(datetime(2027, 1, 11, 8, 0, tzinfo=UTC))
    _publish(scene)

    scene.karen.get("/processes/weekly/1")
    assert "The clock opens the next case on 18 Jan 2027 at 09:00, following release 1. R/P7D" in scene.karen.words
    scene.sara.get("/cases/new")
    assert 'value="weekly"' not in scene.sara.text


def test_a_case_opened_by_the_clock_says_so(scene: Scene) -> None:
    scene.clock.set(datetime(2027, 1, 11, 8, 0, tzinfo=UTC))
    _publish(scene)
    scene.clock.move(days=7)
    scene.work()
    with scene.reading() as session:
        number = session.scalars(sa.select(Case.number)).one()

    scene.sara.get(f"/cases/{number}")
    assert "Opened by The clock" in scene.sara.words


def test_an_owner_lets_a_start_that_failed_be_tried_again(scene: Scene) -> None:
    _publish(scene)
    with scene.writing() as session:
        session.execute(sa.update(StartTimer).values(tries=MOST_TRIES, due_at=scene.clock.moment))
    scene.karen.get("/processes/weekly/1")
    assert "and could not" in scene.karen.words
    assert 'action="/processes/weekly/starts"' not in scene.karen.text
    assert scene.karen.post("/processes/weekly/starts").status_code == 403

    scene.birgit.get("/processes/weekly/1")
    assert 'action="/processes/weekly/starts"' in scene.birgit.text
    scene.birgit.post("/processes/weekly/starts", follow=True)
    assert "The clock tries again at once." in scene.birgit.words
    scene.work()
    with scene.reading() as session:
        assert session.scalars(sa.select(Case.by_clock)).all() == [True]
    scene.birgit.post("/processes/weekly/starts", follow=True)
    assert "There was nothing to try again." in scene.birgit.words


GIVEN_UP = {
    "en": ("A process could not begin by itself", "The clock should have opened a case of “weekly” on 30 Nov 2026"),
    "da": ("En proces kunne ikke begynde af sig selv", "Uret skulle have åbnet en sag i »weekly« den 30. nov. 2026"),
    "sv": (
        "En process kunde inte börja av sig själv",
        "Klockan skulle ha öppnat ett ärende i ”weekly” den 30 nov",
    ),
}


@pytest.mark.parametrize("language", GIVEN_UP)
def test_a_coordinator_reads_of_a_start_that_was_given_up_and_tries_it_again(
    scene: Scene, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _publish(scene)
    scene.clock.move(days=7)
    with monkeypatch.context() as broken:
        broken.setattr(starts, "home_of", _nobody)
        for _ in range(MOST_TRIES):
            scene.clock.move(minutes=20)
            scene.work()
    telling.tell(scene.sessions)

    scene.sara.get("/inbox/")
    scene.read_in("sara", language).get("/inbox/")
    title, text = GIVEN_UP[language]
    assert title in scene.sara.words
    assert text in scene.sara.words
    assert scene.sara.get(str(scene.sara.soup.select_one(".i3-notices a")["href"])).status_code == 200
    scene.sara.get("/processes/")
    assert scene.sara.soup.select_one("#given-up") is not None
    scene.karen.get("/processes/")
    assert scene.karen.soup.select_one("#given-up") is None

    scene.sara.post("/processes/weekly/starts", follow=True)
    scene.work()
    with scene.reading() as session:
        assert session.scalars(sa.select(Case.by_clock)).all() == [True]
        mails = [row.payload for row in session.scalars(sa.select(OutboxMessage)) if row.kind == "mail"]
    assert "notice:start_given_up" in {mail["template"] for mail in mails}
    scene.sara.get("/processes/")
    assert scene.sara.soup.select_one("#given-up") is None


def test_a_reviewer_reads_who_was_told_of_a_start_that_was_given_up(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    _publish(scene)
    scene.clock.move(days=7)
    monkeypatch.setattr(starts, "home_of", _nobody)
    for _ in range(MOST_TRIES):
        scene.clock.move(minutes=20)
        scene.work()

    scene.malin.get("/audit/?action=process.start_given_up")

    assert "The clock gave up beginning “weekly”, which was due on 30 Nov 2026" in scene.malin.words
    told = scene.malin.words.partition("told:")[2]
    assert all(name in told for name in ("Birgit Vang Kjærsig", "Rasmus Lind Bagger", "Sara Lindvik"))


def _nobody(*_arguments: object) -> starts.Home:
    raise errors.NotFound(role="tf_coord")
