"""The trail searched: by words, kinds, bounds and order, every entry once, on both databases."""

import pytest

from engine.casework import permissions
from engine.insight import trail
from engine.insight.trail import Filter, Order, Words
from engine.ledger import audit
from engine.ledger.audit import Action, Actor, Entry
from tests.integration.processes import NOTE
from tests.stage import Stage


def _found(stage: Stage, name: str, **wanted: object) -> list[str]:
    with stage.reading() as session:
        by = permissions.asker(stage.people.get(session, name))
        return [entry.action for entry in trail.page(session, by, Filter(**wanted)).entries]  # type: ignore[arg-type]


def _titled(stage: Stage, title: str) -> int:
    stage.publish(NOTE)
    case = stage.open_case("note", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    stage.complete(task, {"title": title}, by="karen")
    return case


@pytest.mark.parametrize("text", ["østre å", "ØSTRE Å", "Østre Å"])
def test_words_find_the_entries_of_a_case_by_its_title_whatever_their_case(stage: Stage, text: str) -> None:
    _titled(stage, "Broen over Østre Å")
    _titled(stage, "Noget andet")

    found = _found(stage, "sara", words=Words(text=text))

    assert sorted(found) == [Action.CASE_OPENED, Action.ROLE_GIVEN, Action.TASK_COMPLETED]


def test_words_of_a_title_find_nothing_for_who_may_not_see_the_case(stage: Stage) -> None:
    _titled(stage, "Broen over Østre Å")

    assert _found(stage, "lone", words=Words(text="østre å")) == []


@pytest.mark.parametrize(("text", "finds"), [("ærlig", 1), ("ÆRLIG 100 %", 1), ("1_0", 0), ("%", 1), ("tables", 0)])
def test_words_find_a_reason_and_take_wildcards_literally(stage: Stage, text: str, finds: int) -> None:
    with stage.writing() as session:
        details = {"reason": "Ærlig 100 % sikker", "task": 9, "tables": [{"id": "x"}]}
        audit.record(session, Entry(action=Action.TASK_CLAIMED, actor=Actor.SYSTEM, details=details))

    assert len(_found(stage, "malin", words=Words(text=text))) == finds


def test_words_find_what_is_called_so_in_the_language_of_the_asker(stage: Stage) -> None:
    case = _titled(stage, "Å")
    version = stage.open_tasks(case)[0].version_id

    by_kind = Words(text="åbnet", actions=(Action.CASE_OPENED.value,))
    by_role = Words(text="behovsejer", codes=("need_owner",))
    by_task = Words(text="notat", elements=((version, "t_note"),))

    assert _found(stage, "malin", words=by_kind) == [Action.CASE_OPENED]
    assert _found(stage, "malin", words=by_role) == [Action.ROLE_GIVEN]
    assert _found(stage, "malin", words=by_task) == [Action.TASK_COMPLETED]
    assert _found(stage, "malin", words=Words(text="x", codes=("need",))) == []


@pytest.mark.parametrize("order", list(Order))
def test_pages_of_entries_of_one_moment_show_each_entry_once_in_both_orders(stage: Stage, order: Order) -> None:
    for _ in range(3):
        _titled(stage, "Å")
    with stage.reading() as session:
        by, after, seen = permissions.asker(stage.people.get(session, "malin")), None, []
        while True:
            page = trail.page(session, by, Filter(order=order, after=after, size=2))
            seen += [(entry.at, entry.chain, entry.seq) for entry in page.entries]
            after = page.following
            if after is None:
                break
        whole = trail.page(session, by, Filter(size=100)).entries

    assert seen == sorted(seen, reverse=order is Order.NEWEST)
    assert len(set(seen)) == len(seen) == len(whole)


def test_what_is_written_after_the_heads_were_read_stays_out(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail, "BATCH", 2)
    _titled(stage, "Å")
    with stage.reading() as session:
        heads = trail.heads(session)
    _titled(stage, "Ø")
    with stage.reading() as session:
        by = permissions.asker(stage.people.get(session, "malin"))
        read = [entry for page in trail.batches(session, by, Filter(heads=heads)) for entry in page.entries]

    assert len(read) == sum(heads.values())
    assert {entry.chain: entry.seq for entry in reversed(read)} == heads


def test_an_entry_of_a_case_says_which_release_the_case_followed(stage: Stage) -> None:
    case = _titled(stage, "Å")
    with stage.reading() as session:
        by = permissions.asker(stage.people.get(session, "malin"))
        entries = trail.page(session, by, Filter(case=case)).entries

    assert {entry.facts["release"] for entry in entries} == {stage.case(case).release_id}
