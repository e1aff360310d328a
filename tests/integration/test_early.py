"""Messages that come before a case waits for them: kept for a time, then given to the case by itself, once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from engine import clock, errors, execution
from engine.background import handlers
from engine.casework import early, incoming, messagekeys, programs, routing, undelivered
from engine.casework.cases import CaseStatus
from engine.casework.events import Arrival
from engine.casework.incoming import Incoming, Outcome, Why
from engine.casework.messagekeys import MessageKey
from engine.casework.records import Task
from engine.casework.routing import Letter
from engine.execution import EventKind
from engine.ledger.audit import Action, Actor, AuditEntry
from tests import builders
from tests.integration import posting, processes
from tests.stage import START, Stage

KEEPS = (
    '<bpmn:extensionElements><zeebe:properties><zeebe:property name="keepEarly" value="{}"/></zeebe:properties>'
    "</bpmn:extensionElements>"
)


def later(keeps: str = "", heard: str = "<zeebe:userTask/>") -> bytes:
    """A process that has something else to do before it waits for a message by the number of its case."""
    text = KEEPS.format(keeps) if keeps else ""
    return builders.process(
        "later",
        builders.line(
            ("t_first", builders.user("t_first", "need_owner")),
            ("answered", processes.catch("answered", posting.message("msg_answer", text))),
            ("t_answered", builders.user("t_answered", "tf_coord").replace("<zeebe:userTask/>", heard)),
        ),
        extra=posting.KEYED.format("msg_answer", "case_id"),
    )


@pytest.fixture
def key(stage: Stage) -> int:
    """The key of a journal in Bølgelev, for what a published process waits for."""
    stage.publish(later())
    with stage.writing() as session:
        wanted = messagekeys.Wanted(
            name="Journal", organisation="bolgelev", responsible=stage.people.ids["karen"], names=("msg_answer",)
        )
        return messagekeys.make(session, wanted, stage.people.get(session, "tove"))[0].id


def _open(stage: Stage, organisation: str = "bolgelev", by: str = "karen") -> int:
    return stage.open_case("later", by=by, organisation=organisation)


def _send(stage: Stage, key: int, case: int, mark: str = "1", **payload: object) -> int:
    arrival = Arrival(kind=EventKind.MESSAGE, name="msg_answer", key=stage.case(case).number, payload=payload)
    with stage.writing() as session:
        return routing.accept(session, session.get_one(MessageKey, key), Letter(id=mark, arrival=arrival)).id


def _get(stage: Stage, message: int) -> Incoming:
    with stage.reading() as session:
        return incoming.get(session, message)


def _go_on(stage: Stage, case: int, by: str = "karen") -> None:
    """Do what stands before the wait."""
    stage.complete(stage.open_tasks(case)[0], {}, by=by)


def _received(stage: Stage, case: int) -> list[AuditEntry]:
    query = sa.select(AuditEntry).where(AuditEntry.action == Action.MESSAGE_RECEIVED.value, AuditEntry.case_id == case)
    with stage.reading() as session:
        return list(session.scalars(query))


def test_what_came_early_is_given_to_the_case_once_it_begins_to_wait(stage: Stage, key: int) -> None:
    case = _open(stage)
    message = _send(stage, key, case, answer="ja")
    assert _get(stage, message).outcome == Outcome.WAITING
    assert _get(stage, message).keep_until == START + timedelta(days=1)
    stage.wait(hours=23)
    assert _get(stage, message).outcome == Outcome.WAITING

    _go_on(stage, case)
    stage.work()

    found = _get(stage, message)
    assert (found.outcome, found.case_id, found.payload) == (Outcome.DELIVERED, case, {})
    assert [task.element for task in stage.open_tasks(case)] == ["t_answered"]
    [entry] = _received(stage, case)
    assert entry.facts["details"]["came"] == START.isoformat()
    assert entry.facts["actor"] == Actor.SYSTEM
    assert _send(stage, key, case, answer="ja") == message  # sent again: the same message, and nothing happens
    stage.wait(days=2)
    assert len(_received(stage, case)) == 1


def test_of_several_the_first_is_given_and_the_others_go_on_waiting(stage: Stage, key: int) -> None:
    case = _open(stage)
    first = _send(stage, key, case, "1", answer="ja")
    stage.wait(minutes=1)
    second = _send(stage, key, case, "2", answer="nej")

    _go_on(stage, case)
    stage.work()
    assert [_get(stage, one).outcome for one in (first, second)] == [Outcome.DELIVERED, Outcome.WAITING]


def test_what_waits_in_vain_is_undelivered_in_the_end(stage: Stage, key: int) -> None:
    case = _open(stage)
    message = _send(stage, key, case, answer="ja")
    stage.wait(hours=24)
    found = _get(stage, message)
    assert (found.outcome, found.why) == (Outcome.UNDELIVERED, Why.NOBODY_WAITS)
    assert found.arrival.payload == {"answer": "ja"}

    _go_on(stage, case)
    stage.work()
    assert stage.open_tasks(case) == []  # too late: somebody decides
    with stage.writing() as session:
        undelivered.again(session, message, stage.people.get(session, "sara"))
    assert [task.element for task in stage.open_tasks(case)] == ["t_answered"]


@pytest.mark.parametrize(("keeps", "length"), [("PT1H", timedelta(hours=1)), ("P7D", timedelta(days=7))])
def test_a_process_says_how_long_what_comes_early_is_kept(
    stage: Stage, key: int, keeps: str, length: timedelta
) -> None:
    stage.publish(later(keeps))
    first, second = _open(stage), _open(stage)
    messages = [_send(stage, key, case, str(case)) for case in (first, second)]
    stage.time(START + length - timedelta(seconds=1))
    _go_on(stage, first)
    stage.work()
    stage.time(START + length)
    _go_on(stage, second)
    stage.work()

    assert [_get(stage, one).outcome for one in messages] == [Outcome.DELIVERED, Outcome.UNDELIVERED]


def test_a_process_that_keeps_nothing_has_it_listed_at_once(stage: Stage, key: int) -> None:
    stage.publish(later("PT0S"))
    case = _open(stage)
    assert _get(stage, _send(stage, key, case)).outcome == Outcome.UNDELIVERED
    _go_on(stage, case)
    stage.work()
    assert stage.open_tasks(case) == []


def test_a_case_of_an_older_version_takes_only_what_that_allows(stage: Stage, key: int) -> None:
    stage.publish(later("PT0S"))
    old = _open(stage)
    stage.publish(later("P7D"))
    message = _send(stage, key, old)
    assert _get(stage, message).outcome == Outcome.WAITING

    _go_on(stage, old)
    stage.work()
    assert _get(stage, message).outcome == Outcome.WAITING
    stage.wait(days=7)
    assert _get(stage, message).outcome == Outcome.UNDELIVERED


def test_a_case_in_which_the_sender_has_no_part_gets_nothing(stage: Stage, key: int) -> None:
    foreign = _open(stage, "strandkoping", "jonas")
    message = _send(stage, key, foreign)
    _go_on(stage, foreign, by="jonas")
    with stage.reading() as session:
        assert list(early.due(session, stage.now)) == []
    stage.work()
    assert stage.open_tasks(foreign) == []
    assert _get(stage, message).outcome == Outcome.WAITING


def test_a_wrong_number_does_not_reach_the_case_that_gets_it_later(stage: Stage, key: int) -> None:
    last = stage.case(_open(stage)).number
    following = f"{last[:-4]}{int(last[-4:]) + 1:04}"
    arrival = Arrival(kind=EventKind.MESSAGE, name="msg_answer", key=following)
    with stage.writing() as session:
        message = routing.accept(session, session.get_one(MessageKey, key), Letter(id="1", arrival=arrival)).id

    stage.wait(minutes=1)
    case = _open(stage)
    assert stage.case(case).number == following
    _go_on(stage, case)
    stage.work()
    assert stage.open_tasks(case) == []
    assert _get(stage, message).outcome == Outcome.WAITING
    with stage.writing() as session:
        assert not early.settle(session, message, clock.now())

    stage.wait(days=1)
    assert (_get(stage, message).outcome, _get(stage, message).why) == (Outcome.UNDELIVERED, Why.NOBODY_WAITS)
    assert _received(stage, case) == []


def test_what_two_cases_begin_to_wait_for_is_for_somebody_to_decide(stage: Stage, key: int) -> None:
    stage.publish(later().replace(b"=case_id", b"=need_org"))
    cases = [_open(stage), _open(stage)]
    with stage.writing() as session:
        arrival = Arrival(kind=EventKind.MESSAGE, name="msg_answer", key="bolgelev")
        found = routing.accept(session, session.get_one(MessageKey, key), Letter(id="1", arrival=arrival)).id
    for case in cases:
        _go_on(stage, case)
    stage.work()

    assert (_get(stage, found).outcome, _get(stage, found).why) == (Outcome.UNDELIVERED, Why.SEVERAL_WAIT)
    assert [stage.open_tasks(case) for case in cases] == [[], []]


def test_what_a_case_sends_early_finds_the_other_case(stage: Stage) -> None:
    stage.publish(later())
    stage.publish(posting.says("msg_answer"))
    waits, says = _open(stage), stage.open_case("says", by="karen", organisation="bolgelev")
    words = {"words": "ja", "to": stage.case(waits).number}
    stage.complete(stage.open_tasks(says)[0], words, by="karen")
    stage.work()
    with stage.reading() as session:
        [message] = session.scalars(sa.select(Incoming))
    assert message.outcome == Outcome.WAITING

    _go_on(stage, waits)
    stage.work()
    assert [task.element for task in stage.open_tasks(waits)] == ["t_answered"]
    assert _get(stage, message.id).outcome == Outcome.DELIVERED


def test_a_case_that_breaks_on_it_is_halted_and_the_message_listed(
    stage: Stage, key: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = _open(stage)
    message = _send(stage, key, case)
    _go_on(stage, case)

    def breaks(*_arguments: object) -> None:
        raise errors.ModelFailed(reason="engine_broke")

    with monkeypatch.context() as broken:
        broken.setattr(execution, "deliver", breaks)
        stage.work()
    found = _get(stage, message)
    assert (found.outcome, found.why) == (Outcome.UNDELIVERED, Why.FAILED)
    assert stage.case(case).status == CaseStatus.HALTED


def test_somebody_may_give_up_what_still_waits(stage: Stage, key: int) -> None:
    case = _open(stage)
    message = _send(stage, key, case)
    with stage.writing() as session:
        undelivered.discard(session, message, "Sendt til den forkerte sag", stage.people.get(session, "sara"))
    _go_on(stage, case)
    stage.work()
    assert stage.open_tasks(case) == []
    assert _get(stage, message).outcome == Outcome.DISCARDED


def test_two_clocks_and_a_message_that_comes_as_the_case_begins_to_wait(stage: Stage, key: int) -> None:
    for attempt in range(4):
        case = _open(stage)
        with stage.reading() as session:
            programs.of(session, stage.case(case).release_id)

        def sends(case: int = case, mark: str = str(attempt)) -> None:
            _send(stage, key, case, mark)

        acts = [sends, lambda case=case: _go_on(stage, case)]
        acts += [lambda: handlers.settle_early_messages(stage.sessions)] * 2
        with ThreadPoolExecutor(len(acts)) as pool:
            for done in [pool.submit(act) for act in acts]:
                done.result()
        stage.work()
        assert [task.element for task in stage.open_tasks(case)] == ["t_answered"]
        assert len(_received(stage, case)) == 1
    with stage.reading() as session:
        assert incoming.undelivered(session) == 0
        assert session.scalar(sa.select(sa.func.count()).select_from(Task).where(Task.element == "t_answered")) == 4
