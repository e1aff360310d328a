"""Case actions: shown to who may while the case waits, sent once, refused when the case has gone on."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa

from engine import errors
from engine.casework import actions, caseroles, cases
from engine.casework.actions import ActionTaken, Taking
from engine.casework.cases import Case
from engine.ledger import verification
from engine.ledger.audit import Action, AuditEntry
from tests.integration import asking
from tests.stage import Stage

WHY = {"reason": "Behovet findes ikke længere."}


def _open(stage: Stage) -> int:
    return stage.open(asking.model(), "asking", by="karen", organisation="bolgelev")


def _offered(stage: Stage, case_id: int, name: str) -> list[str]:
    with stage.reading() as session:
        case = session.get_one(Case, case_id)
        return [one.action.key for one in actions.offered(session, case, stage.people.get(session, name))]


def _take(stage: Stage, case_id: int, key: str, *, by: str, request: str = "r1", **answers: object) -> int:
    with stage.writing() as session:
        taking = Taking(key=key, answers=answers or WHY, request=request)
        return actions.take(session, case_id, taking, stage.people.get(session, by)).id


def _entries(stage: Stage, case_id: int, action: Action) -> list[AuditEntry]:
    with stage.reading() as session:
        query = sa.select(AuditEntry).where(AuditEntry.case_id == case_id, AuditEntry.action == action.value)
        return list(session.scalars(query.order_by(AuditEntry.seq)))


def test_an_action_is_offered_to_who_may_while_the_case_waits(stage: Stage) -> None:
    case = _open(stage)
    assert _offered(stage, case, "karen") == ["a_note", "a_withdraw"]
    assert _offered(stage, case, "sara") == _offered(stage, case, "rasmus") == ["a_note"]
    assert _offered(stage, case, "mads") == []

    stage.complete(stage.open_tasks(case)[0], {}, by="sara")
    assert _offered(stage, case, "karen") == []


def test_who_is_named_for_a_role_goes_before_who_holds_it_in_general(stage: Stage) -> None:
    case = _open(stage)
    stage.let_join(case, "vindelunde")
    with stage.writing() as session:
        row = cases.locked(session, case)
        caseroles.name(session, row, "need_owner", [stage.people.get(session, "mads")], stage.people.rasmus)

    assert _offered(stage, case, "mads") == ["a_note", "a_withdraw"]
    assert _offered(stage, case, "karen") == []


def test_an_action_sends_its_answers_and_lets_the_case_go_on(stage: Stage) -> None:
    case = _open(stage)

    taken = _take(stage, case, "a_withdraw", by="karen")
    [task] = stage.open_tasks(case)
    assert (task.element, task.taken_by_id) == ("t_withdraw", stage.people.karen)
    with stage.reading() as session:
        row = actions.one_taken(session, case, taken)
        assert (row.action, row.name, row.taken_by.id) == ("a_withdraw", "msg_withdraw", stage.people.karen)
        assert [one.id for one in actions.taken_in(session, case)] == [taken]
        assert row.version.action(row.element)["da"] == "Træk behovet tilbage"


def test_the_audit_trail_says_what_was_sent_and_that_there_was_a_reason_but_not_which(stage: Stage) -> None:
    case = _open(stage)
    _take(stage, case, "a_withdraw", by="karen")
    _take(stage, _open(stage), "a_note", by="sara", request="r2", words="Kort")

    [entry] = _entries(stage, case, Action.CASE_ACTION)
    details = entry.facts["details"]
    assert (details["action"], details["reason_given"], details["element"]) == ("a_withdraw", True, "stopped")
    assert WHY["reason"] not in entry.body
    assert _entries(stage, case, Action.MESSAGE_RECEIVED) == []
    with stage.reading() as session:
        assert verification.verify(session).faults == ()


def test_one_that_does_not_interrupt_can_be_taken_again_but_the_same_asking_only_once(stage: Stage) -> None:
    case = _open(stage)

    first = _take(stage, case, "a_note", by="karen", request="once")
    assert _take(stage, case, "a_note", by="karen", request="once") == first
    assert [task.element for task in stage.open_tasks(case)] == ["t_work", "t_note"]
    _take(stage, case, "a_note", by="sara", request="again")
    assert [task.element for task in stage.open_tasks(case)] == ["t_work", "t_note", "t_note"]


def test_what_the_case_no_longer_waits_for_is_refused_and_changes_nothing(stage: Stage) -> None:
    case = _open(stage)
    stage.complete(stage.open_tasks(case)[0], {}, by="sara")

    with pytest.raises(errors.CaseClosed):
        _take(stage, case, "a_withdraw", by="karen")
    other = _open(stage)
    _take(stage, other, "a_withdraw", by="karen")
    with pytest.raises(errors.ActionGone):
        _take(stage, other, "a_withdraw", by="karen", request="r3")
    with stage.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ActionTaken)) == 1


def test_nobody_else_may_take_it_and_an_unknown_action_is_not_found(stage: Stage) -> None:
    case = _open(stage)

    with pytest.raises(errors.NotAllowed):
        _take(stage, case, "a_withdraw", by="sara")
    with pytest.raises(errors.NotFound):
        _take(stage, case, "a_withdraw", by="lone")
    for key in ("a_pause", "a_unknown"):
        with pytest.raises(errors.NotFound):
            _take(stage, case, key, by="sara")


def test_two_who_send_at_once_end_in_one_withdrawal(stage: Stage) -> None:
    for attempt, requests in enumerate([("same", "same"), ("one", "two")]):
        case = _open(stage)
        barrier = Barrier(2)

        def send(request: str, case: int = case, barrier: Barrier = barrier, attempt: int = attempt) -> object:
            barrier.wait()
            try:
                return _take(stage, case, "a_withdraw", by="karen", request=f"{request}{attempt}")
            except errors.Conflict as refusal:
                return type(refusal)

        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(send, requests))
        taken = [one for one in answers if isinstance(one, int)]
        assert len(set(taken)) == 1
        assert set(answers) - set(taken) <= {errors.ActionGone, errors.ChangedMeanwhile}
        assert len(_entries(stage, case, Action.CASE_ACTION)) == 1
        assert [task.element for task in stage.open_tasks(case)] == ["t_withdraw"]
