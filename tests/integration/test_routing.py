"""Messages find the one case that waits, or the process they begin; what finds neither is kept, and nothing twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa

from engine import errors, feel
from engine.casework import incoming, messagekeys, routing, undelivered
from engine.casework.cases import Case, CaseState
from engine.casework.events import Arrival
from engine.casework.incoming import Incoming, Order, Outcome, Wanted, Why
from engine.casework.messagekeys import MessageKey
from engine.casework.records import Task
from engine.casework.routing import Letter
from engine.execution import EventKind
from engine.ledger.audit import Action, AuditEntry
from tests.integration import posting
from tests.stage import Stage

NAMES = ("msg_answer", "msg_any", "msg_begin", "sig_news")


def _key(stage: Stage, *, organisation: str = "bolgelev", responsible: str = "karen") -> int:
    stage.publish(posting.WAITS)
    for model in (posting.ANY, posting.HEARS, posting.BEGINS):
        stage.publish(model)
    with stage.writing() as session:
        wanted = messagekeys.Wanted(
            name="Journal", organisation=organisation, responsible=stage.people.ids[responsible], names=NAMES
        )
        return messagekeys.make(session, wanted, stage.people.get(session, "tove"))[0].id


def _send(stage: Stage, key: int, name: str, to: str | None = None, mark: str = "1", **payload: object) -> Incoming:
    kind = EventKind.SIGNAL if name.startswith("sig") else EventKind.MESSAGE
    letter = Letter(id=mark, arrival=Arrival(kind=kind, name=name, key=to, payload=payload))
    with stage.writing() as session:
        found = routing.accept(session, session.get_one(MessageKey, key), letter).id
    return _get(stage, found)


def _get(stage: Stage, incoming_id: int) -> Incoming:
    with stage.reading() as session:
        return incoming.get(session, incoming_id)


def _again(stage: Stage, message: Incoming, *, by: str = "sara", number: str = "") -> Incoming:
    with stage.writing() as session:
        undelivered.again(session, message.id, stage.people.get(session, by), number)
    return _get(stage, message.id)


def _kept(stage: Stage) -> list[Incoming]:
    with stage.reading() as session:
        return list(incoming.page(session, Wanted(), Order.OLDEST, None).messages)


def _number(stage: Stage, case: int) -> str:
    return stage.case(case).number


def _variables(stage: Stage, case: int) -> dict[str, object]:
    with stage.reading() as session:
        found = feel.decode(session.get_one(CaseState, case).variables["root"])
        assert isinstance(found, dict)
        return found


def _open(stage: Stage, process: str, organisation: str = "bolgelev", by: str = "karen") -> int:
    return stage.open_case(process, by=by, organisation=organisation)


def test_a_message_reaches_the_case_whose_key_it_names_once(stage: Stage) -> None:
    key = _key(stage)
    first, second = _open(stage, "waits"), _open(stage, "waits")

    found = _send(stage, key, "msg_answer", _number(stage, second), answer="ja", case_id="360-0000-0000")
    assert (found.outcome, found.case_id, found.payload) == (Outcome.DELIVERED, second, {})
    assert _send(stage, key, "msg_answer", _number(stage, second), answer="ja", case_id="360-0000-0000").id == found.id
    assert [task.element for task in stage.open_tasks(second)] == ["t_answered"]
    assert stage.open_tasks(first) == []
    assert _variables(stage, second)["answer"] == "ja"
    assert _variables(stage, second)["case_id"] == _number(stage, second)
    with pytest.raises(errors.Conflict):
        _send(stage, key, "msg_answer", _number(stage, second), answer="nej")


def test_a_key_sends_what_it_may_and_nothing_else(stage: Stage) -> None:
    with pytest.raises(errors.NotAllowed):
        _send(stage, _key(stage), "msg_other")
    assert _kept(stage) == []


def test_what_nobody_waits_for_is_kept_until_somebody_does(stage: Stage) -> None:
    key = _key(stage)
    found = _send(stage, key, "msg_any", words="hej")
    assert (found.outcome, found.why) == (Outcome.WAITING, Why.NOBODY_WAITS)
    assert _again(stage, found).outcome == Outcome.WAITING

    case = _open(stage, "any")
    found = _again(stage, found)
    assert (found.outcome, found.case_id, found.settled_by_id) == (Outcome.DELIVERED, case, stage.people.sara)
    assert _variables(stage, case)["words"] == "hej"
    with pytest.raises(errors.ChangedMeanwhile):
        _again(stage, found)
    with stage.reading() as session:
        received = sa.select(AuditEntry.actor_id).where(AuditEntry.action == Action.MESSAGE_RECEIVED.value)
        assert list(session.scalars(received)) == [stage.people.sara]


def test_a_message_that_several_cases_wait_for_waits_for_somebody_to_choose(stage: Stage) -> None:
    key = _key(stage)
    cases = [_open(stage, "any"), _open(stage, "any")]

    found = _send(stage, key, "msg_any", words="hej")
    assert (found.outcome, found.why) == (Outcome.UNDELIVERED, Why.SEVERAL_WAIT)
    assert _again(stage, found).why == Why.SEVERAL_WAIT
    assert _again(stage, found, number=_number(stage, cases[1])).case_id == cases[1]
    assert [len(stage.open_tasks(case)) for case in cases] == [0, 1]


def test_a_case_that_does_not_wait_cannot_be_chosen_nor_one_that_may_not_be_seen(stage: Stage) -> None:
    key = _key(stage)
    found = _send(stage, key, "msg_any")
    case = _open(stage, "waits")

    with pytest.raises(errors.Conflict):
        _again(stage, found, number=_number(stage, case))
    for by, number in (("lone", _number(stage, case)), ("sara", "360-1999-0001")):
        with pytest.raises(errors.NotFound):
            _again(stage, found, by=by, number=number)
    assert _get(stage, found.id).outcome == Outcome.WAITING


def test_a_key_reaches_only_cases_in_which_its_organisation_takes_part(stage: Stage) -> None:
    key = _key(stage, organisation="tallakra", responsible="elin")
    case = _open(stage, "waits")
    assert _send(stage, key, "msg_answer", _number(stage, case)).why == Why.NOBODY_WAITS
    hears, own = _open(stage, "hears"), _open(stage, "hears", "tallakra", "elin")

    found = _send(stage, key, "sig_news", mark="2")
    assert (found.outcome, found.reached) == (Outcome.SENT, 1)
    stage.work()
    assert [len(stage.open_tasks(one)) for one in (hears, own)] == [0, 1]
    stage.let_join(case, "tallakra")
    assert _send(stage, key, "msg_answer", _number(stage, case), mark="3").case_id == case


def test_a_message_that_begins_a_process_opens_one_case_with_what_it_brings(stage: Stage) -> None:
    key = _key(stage)

    found = _send(stage, key, "msg_begin", title="Vand på vejen", need_org="drabe", opened_by="999")
    assert found.outcome == Outcome.OPENED
    assert _send(stage, key, "msg_begin", title="Vand på vejen", need_org="drabe", opened_by="999").id == found.id
    with stage.reading() as session:
        [case] = session.scalars(sa.select(Case))
        assert (case.id, case.title, case.organisation.key) == (found.case_id, "Vand på vejen", "bolgelev")
        [task] = session.scalars(sa.select(Task))
        assert (task.element, task.taken_by_id) == ("t_come", stage.people.karen)
    variables = _variables(stage, case.id)
    assert (variables["need_org"], variables["opened_by"]) == ("bolgelev", str(stage.people.karen))


def test_a_case_sends_a_message_to_another_by_its_number(stage: Stage) -> None:
    stage.publish(posting.WAITS)
    waits = _open(stage, "waits")
    stage.publish(posting.says("msg_answer"))
    says = _open(stage, "says")

    stage.complete(stage.open_tasks(says)[0], {"to": _number(stage, waits), "words": "hej"}, by="karen")
    stage.work()
    assert [task.element for task in stage.open_tasks(waits)] == ["t_answered"]
    assert _variables(stage, waits)["title"] == "hej"
    assert _kept(stage) == []


def test_what_a_case_sends_to_nobody_is_kept_with_its_sender(stage: Stage) -> None:
    stage.publish(posting.WAITS)
    stage.publish(posting.says("msg_answer"))
    says = _open(stage, "says")

    stage.complete(stage.open_tasks(says)[0], {"to": "360-1999-0001", "words": "hej"}, by="karen")
    stage.work()
    [kept] = _kept(stage)
    assert (kept.why, kept.sender_id, kept.correlation) == (Why.NOBODY_WAITS, says, "360-1999-0001")
    case = _open(stage, "waits")
    with pytest.raises(errors.Conflict):
        _again(stage, kept, number=_number(stage, case))


def test_what_a_case_no_longer_waits_for_when_it_comes_is_kept(stage: Stage) -> None:
    key = _key(stage)
    waits = _open(stage, "waits")
    stage.publish(posting.says("msg_answer"))
    says = _open(stage, "says")
    stage.complete(stage.open_tasks(says)[0], {"to": _number(stage, waits), "words": "sent"}, by="karen")
    with stage.reading() as session:
        [thrown] = session.scalars(sa.select(routing.OutboxMessage.id))
    with stage.writing() as session:
        assert routing.send_on(session, thrown)

    _send(stage, key, "msg_answer", _number(stage, waits))
    stage.work()
    [kept] = _kept(stage)
    assert (kept.why, kept.sender_id) == (Why.GONE_ON, says)
    assert len(stage.open_tasks(waits)) == 1


def test_a_message_of_a_case_begins_another_in_the_name_of_who_opened_it(stage: Stage) -> None:
    stage.publish(posting.BEGINS)
    stage.publish(posting.says("msg_begin", "t_say.words"))
    says = _open(stage, "says")

    stage.complete(stage.open_tasks(says)[0], {"words": "Nyt behov"}, by="karen")
    stage.work()
    with stage.reading() as session:
        [opened] = session.scalars(sa.select(Case).where(Case.id != says))
        assert (opened.title, opened.opened_by_id) == ("Nyt behov", stage.people.karen)


def test_giving_a_message_up_needs_a_reason_and_is_recorded_without_its_words(stage: Stage) -> None:
    found = _send(stage, _key(stage), "msg_any", words="hej")
    with stage.writing() as session, pytest.raises(errors.Rejected):
        undelivered.discard(session, found.id, "nej", stage.people.get(session, "sara"))

    with stage.writing() as session:
        undelivered.discard(session, found.id, "Sendt to gange ved en fejl", stage.people.get(session, "sara"))
    found = _get(stage, found.id)
    assert (found.outcome, found.payload) == (Outcome.DISCARDED, {})
    with pytest.raises(errors.ChangedMeanwhile):
        _again(stage, found)
    with stage.reading() as session:
        [entry] = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == Action.MESSAGE_DISCARDED.value))
        assert "Sendt to gange" not in entry.body


def test_the_list_is_narrowed_sorted_and_paged(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "PAGE_SIZE", 2)
    key = _key(stage)
    sent = []
    for number in range(3):
        sent.append(_send(stage, key, "msg_any", mark=str(number)).id)
        stage.wait(minutes=1)
    _send(stage, key, "msg_answer", "nobody", mark="other")

    def ids(order: Order = Order.NEWEST, **narrowed: object) -> list[int]:
        with stage.reading() as session:
            return [one.id for one in incoming.page(session, Wanted(**narrowed), order, None).messages]  # type: ignore[arg-type]

    assert ids(name="msg_any") == sent[:0:-1]
    assert ids(Order.OLDEST) == sent[:2]
    assert ids(source="case") == ids(why="gone_on") == ids(organisation=999) == ids(outcome="delivered") == []
    assert len(ids(source="address")) == 2
    with stage.reading() as session:
        first = incoming.page(session, Wanted(), Order.OLDEST, None)
        assert len(incoming.page(session, Wanted(), Order.OLDEST, first.following).messages) == 2
        assert incoming.undelivered(session) == 4


def _together(*acts):  # type: ignore[no-untyped-def]
    barrier = Barrier(len(acts))

    def run(act):  # type: ignore[no-untyped-def]
        barrier.wait()
        try:
            return act()
        except errors.EngineError as refusal:
            return type(refusal)

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_two_messages_at_once_to_one_case_that_waits_one_is_delivered_and_one_kept(stage: Stage) -> None:
    key = _key(stage)
    for attempt in range(3):
        case = _open(stage, "waits")
        number = _number(stage, case)
        acts = [
            lambda m=m, n=number: _send(stage, key, "msg_answer", n, m).outcome for m in (f"a{attempt}", f"b{attempt}")
        ]

        first, second = sorted(_together(*acts))
        assert first == Outcome.DELIVERED
        assert second in incoming.OPEN
        assert len(stage.open_tasks(case)) == 1
    assert {one.why for one in _kept(stage)} <= {Why.GONE_ON, Why.NOBODY_WAITS}


def test_the_same_message_twice_at_once_is_taken_in_once(stage: Stage) -> None:
    key = _key(stage)
    for attempt in range(3):
        acts = [lambda a=attempt: _send(stage, key, "msg_begin", mark=f"same{a}", title="Én").id] * 2
        found = _together(*acts)

        assert set(found) - {errors.ChangedMeanwhile} == {max(one for one in found if isinstance(one, int))}
    with stage.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Case)) == 3
