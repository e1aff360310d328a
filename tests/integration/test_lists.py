"""Lists and searches: every row once, and found however it is written."""

import pytest

from engine.casework import inbox, permissions
from engine.insight import caselist
from tests.integration.processes import DAYS, NOTE
from tests.stage import Stage


def _titled(stage: Stage, title: str) -> int:
    case = stage.open_case("note", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    stage.complete(task, {"title": title}, by="karen")
    return case


def _found(stage: Stage, text: str) -> set[int]:
    with stage.reading() as session:
        by = permissions.asker(stage.people.get(session, "sara"))
        listed = {case.id for case in caselist.page(session, by, caselist.Filter(text=text)).cases}
        wanted = inbox.Filter(now=stage.now, day_end=stage.now, text=text)
        assert {task.case_id for task in inbox.page(session, by, wanted).tasks} == listed
        return listed


def test_a_search_knows_small_and_capital_nordic_letters_and_takes_wildcards_literally(stage: Stage) -> None:
    stage.publish(NOTE)
    island, percent = _titled(stage, "ØSTRE Ærø Ågård Ängelholm"), _titled(stage, "100 % a_b")
    for text in ("østre", "ærø", "ÅGÅRD", "ÄNGEL"):
        assert _found(stage, text) == {island}
    assert _found(stage, "%") == {percent}
    assert _found(stage, "a_b") == {percent}
    assert _found(stage, "a%b") == _found(stage, "axb") == _found(stage, "\\") == set()
    assert _found(stage, "10\x000 %") == {percent}
    assert _found(stage, stage.case(island).number) == {island}


@pytest.mark.parametrize("order", list(caselist.Order))
def test_pages_of_cases_with_equal_keys_show_each_case_once(stage: Stage, order: caselist.Order, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(caselist, "PAGE_SIZE", 2)
    stage.publish(NOTE)
    expected = {stage.open_case("note", by="karen", organisation="bolgelev") for _ in range(5)}
    seen: list[int] = []
    with stage.reading() as session:
        by, after = permissions.asker(stage.people.get(session, "sara")), None
        while True:
            page = caselist.page(session, by, caselist.Filter(order=order, after=after))
            seen += [case.id for case in page.cases]
            after = page.following
            if after is None:
                break
    assert sorted(seen) == sorted(expected)


@pytest.mark.parametrize("order", list(inbox.Order))
def test_pages_of_tasks_with_equal_keys_show_each_task_once(stage: Stage, order: inbox.Order, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(inbox, "PAGE_SIZE", 2)
    stage.publish(DAYS)
    ids = [stage.open_case("days", by="karen", organisation="bolgelev") for _ in range(5)]
    expected = {task.id for case in ids for task in stage.open_tasks(case)}
    seen: list[int] = []
    with stage.reading() as session:
        by, after = permissions.asker(stage.people.get(session, "sara")), None
        while True:
            wanted = inbox.Filter(now=stage.now, day_end=stage.now, order=order, after=after)
            page = inbox.page(session, by, wanted)
            seen += [task.id for task in page.tasks]
            after = page.following
            if after is None:
                break
    assert sorted(seen) == sorted(expected)
