"""An action of the programme reaches every open case that waits for it, each once, whatever happens on the way."""

import pytest
import sqlalchemy as sa

from engine import errors
from engine.background import handlers
from engine.casework import actions, programme
from engine.casework.actions import Taking
from engine.casework.programme import Order, Progress
from engine.ledger.audit import Action, AuditEntry
from engine.ledger.outbox import OutboxMessage
from tests.integration import asking
from tests.stage import Stage

WHY = {"reason": "Regionsrådet holder pause i programmet, til budgettet er vedtaget."}


def _open(stage: Stage, count: int) -> list[int]:
    stage.publish(asking.model())
    return [stage.open_case("asking", by="karen", organisation="bolgelev") for _ in range(count)]


def _take(stage: Stage, *, by: str = "sara", request: str = "r1", key: str = "a_pause") -> int:
    with stage.writing() as session:
        taking = Taking(key=key, answers=WHY, request=request)
        return programme.take(session, taking, stage.people.get(session, by)).id


def _progress(stage: Stage, taken: int) -> Progress:
    with stage.reading() as session:
        return programme.progress(session, [actions.one_taken(session, None, taken)])[taken]


def _plans(stage: Stage, case: int) -> int:
    return [task.element for task in stage.open_tasks(case)].count("t_plan")


def test_every_open_case_that_waits_is_reached_and_no_other(stage: Stage) -> None:
    waiting, closed = _open(stage, 3), _open(stage, 1)[0]
    stage.complete(stage.open_tasks(closed)[0], {}, by="sara")

    taken = _take(stage)
    assert _progress(stage, taken) == Progress(sent_on=False)
    stage.work()
    assert [_plans(stage, case) for case in waiting] == [1, 1, 1]
    assert _progress(stage, taken) == Progress(reached=3)
    with stage.reading() as session:
        entries = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == Action.MESSAGE_RECEIVED.value))
        assert [(entry.case_id, entry.actor_id) for entry in entries] == [(case, stage.people.sara) for case in waiting]


def test_it_is_offered_with_the_number_of_cases_to_who_holds_the_role(stage: Stage) -> None:
    _open(stage, 2)
    with stage.reading() as session:
        [one] = programme.offered(session, stage.people.get(session, "rasmus"))
        assert (one.action.key, one.cases, one.signal) == ("a_pause", 2, "sig_pause")
        assert one.version.action(one.element)["sv"] == "Pausa programmet"
        assert programme.offered(session, stage.people.get(session, "karen")) == []
    with pytest.raises(errors.NotAllowed):
        _take(stage, by="karen")


def test_a_case_that_waits_in_two_places_counts_once(stage: Stage) -> None:
    model = asking.model().replace(
        b'<bpmn:endEvent id="finish"/>',
        b'<bpmn:endEvent id="finish"/>'
        + asking.beside("twin", asking.PAUSES.replace('id="signal"', 'id="again"'), asking.TWIN_TASK).encode(),
    )
    case = stage.open(model, "asking", by="karen", organisation="bolgelev")

    with stage.reading() as session:
        [one] = programme.offered(session, stage.people.get(session, "sara"))
    assert one.cases == 1
    taken = _take(stage)
    stage.work()
    assert [task.element for task in stage.open_tasks(case)] == ["t_work", "t_twin", "t_plan"]
    assert _progress(stage, taken) == Progress(reached=1)


def test_without_a_case_that_waits_nothing_is_sent_and_an_unknown_action_is_not_found(stage: Stage) -> None:
    [case] = _open(stage, 1)
    stage.complete(stage.open_tasks(case)[0], {}, by="sara")

    with pytest.raises(errors.ActionGone):
        _take(stage)
    for key in ("a_withdraw", "a_nothing"):
        with pytest.raises(errors.NotFound):
            _take(stage, key=key)


def test_the_same_asking_is_sent_once(stage: Stage) -> None:
    [case] = _open(stage, 1)

    assert _take(stage, request="same") == _take(stage, request="same")
    stage.work()
    assert _plans(stage, case) == 1


def test_a_case_that_goes_on_meanwhile_is_counted_as_such(stage: Stage) -> None:
    cases = _open(stage, 2)
    taken = _take(stage)
    with stage.sessions() as session:
        [first] = session.scalars(sa.select(OutboxMessage.id).where(OutboxMessage.key == f"action:{taken}"))
    handlers._dispatch(stage.sessions, first, stage.now)
    assert _progress(stage, taken) == Progress(under_way=2)

    stage.complete(stage.open_tasks(cases[0])[0], {}, by="sara")
    stage.work()
    assert _progress(stage, taken) == Progress(reached=1, gone_on=1)


def test_the_history_is_read_page_by_page(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programme, "PAGE_SIZE", 2)
    _open(stage, 1)
    sent = []
    for number in range(3):
        sent.append(_take(stage, request=str(number)))
        stage.wait(minutes=5)

    with stage.reading() as session:
        first = programme.history(session, "", Order.NEWEST, None)
        rest = programme.history(session, "a_pause", Order.NEWEST, first.following)
        oldest = programme.history(session, "", Order.OLDEST, None)
        assert [one.id for one in [*first.taken, *rest.taken]] == sent[::-1]
        assert [one.id for one in oldest.taken] == sent[:2]
        assert programme.history(session, "a_resume", Order.NEWEST, None).taken == []
        assert [one.id for one in programme.sent_before(session)] == sent[-1:]
