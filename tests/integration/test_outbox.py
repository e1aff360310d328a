"""What is claimed from the outbox belongs to whoever claimed it, until it is done or the lease is over."""

import sqlalchemy as sa

from engine.background import handlers
from engine.ledger import outbox
from engine.ledger.outbox import LEASE, Message, MessageKind, MessageState, OutboxMessage
from tests.integration.processes import TELLS
from tests.stage import Stage


def _claim(stage: Stage) -> list[int]:
    with stage.writing() as session:
        return list(outbox.claim(session, stage.now))


def _message(stage: Stage) -> OutboxMessage:
    with stage.reading() as session:
        return session.scalars(sa.select(OutboxMessage)).one()


def test_a_claimed_message_is_nobody_elses_and_taken_again_when_its_lease_is_over(stage: Stage) -> None:
    case = stage.open(TELLS, "tells", by="karen", organisation="bolgelev")
    claimed = _claim(stage)
    assert (len(claimed), _claim(stage), handlers.empty_outbox(stage.sessions)) == (1, [], 0)

    stage.now += LEASE - (LEASE / 100)
    assert handlers.empty_outbox(stage.sessions) == 0
    stage.now += LEASE / 100
    assert handlers.empty_outbox(stage.sessions) == 1
    assert [task.element for task in stage.open_tasks(case)] == ["t_after"]
    assert (_message(stage).state, _message(stage).leased_until) == (MessageState.SENT, None)


def test_a_message_is_leased_while_it_is_worked_on_and_given_back_when_that_fails(stage: Stage, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    seen = []

    def break_down(_session: object, _message_id: int, _at: object) -> bool:
        seen.append(_message(stage).leased_until)
        raise TimeoutError

    stage.open(TELLS, "tells", by="karen", organisation="bolgelev")
    monkeypatch.setattr(handlers.jobs, "run", break_down)
    assert handlers.empty_outbox(stage.sessions) == 0
    assert seen == [stage.now + LEASE]
    assert (_message(stage).tries, _message(stage).leased_until) == (1, None)
    assert _claim(stage) == []


def test_an_empty_outbox_makes_nobody_wait(stage: Stage) -> None:
    with stage.writing():
        assert handlers.empty_outbox(stage.sessions) == 0


def test_messages_are_claimed_in_the_order_of_their_time_and_not_before_it(stage: Stage) -> None:
    with stage.writing() as session:
        for number in range(3):
            outbox.post(session, Message(key=f"m{number}", kind=MessageKind.EVENT, case=None))
    with stage.writing() as session:
        first, second, third = session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id))
        first.next_try_at, third.next_try_at = stage.now + LEASE, stage.now - LEASE
        expected = [third.id, second.id]
    assert _claim(stage) == expected


def test_a_known_key_comes_back_only_when_it_is_renewed_after_it_was_done(stage: Stage) -> None:
    def post(renewed: bool) -> MessageState:
        with stage.writing() as session:
            payload = {"renewed": renewed}
            outbox.post(session, Message(key="m", kind=MessageKind.EVENT, case=None, payload=payload, renewed=renewed))
        return MessageState(_message(stage).state)

    assert post(renewed=False) is MessageState.NEW
    with stage.writing() as session:
        outbox.done(session.scalars(sa.select(OutboxMessage)).one())
    assert post(renewed=False) is MessageState.SENT
    assert post(renewed=True) is MessageState.NEW
    assert _message(stage).payload == {"renewed": True}
