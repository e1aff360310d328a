"""What the page of a process says of cases that the clock opens."""

from datetime import UTC, datetime

import sqlalchemy as sa

from engine.casework.cases import Case
from engine.casework.starts import MOST_TRIES, StartTimer
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
