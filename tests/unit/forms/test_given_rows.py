"""Rows that a form gives beforehand, and rows for reading only."""

import json
from decimal import Decimal

import pytest

from forms import drawing

ITEM = {
    "type": "textfield", "id": "item", "key": "item", "label": "Requirement", "readonly": True,
    "properties": {"label:da": "Krav", "label:sv": "Krav"},
}  # fmt: skip
MET = {
    "type": "radio", "id": "met", "key": "met", "label": "Met", "validate": {"required": True},
    "values": [{"value": "met", "label": "Met"}, {"value": "not_met", "label": "Not met"}],
    "properties": {
        "label:da": "Opfyldt", "label:sv": "Uppfyllt", "value:met:da": "Opfyldt", "value:met:sv": "Uppfyllt",
        "value:not_met:da": "Ikke opfyldt", "value:not_met:sv": "Ej uppfyllt",
    },
}  # fmt: skip
WHY = {
    "type": "textarea", "id": "why", "key": "why", "label": "Explanation", "validate": {"required": True},
    "conditional": {"hide": "=met != not_met"},
    "properties": {"label:da": "Forklaring", "label:sv": "Förklaring"},
}  # fmt: skip
CHECKS = [{"item": "Data agreement"}, {"item": "Risk assessment"}]


def checklist(*columns, **more):
    properties = {"prefill": "=checks", "label:da": "Tjekliste", "label:sv": "Checklista"}
    return {
        "type": "dynamiclist", "id": "list", "path": "list", "label": "Checklist", "allowAddRemove": False,
        "components": list(columns or (ITEM, MET, WHY)), "properties": properties, **more,
    }  # fmt: skip


@pytest.fixture
def bind(bench):
    bench.formulas |= {
        "checks": lambda scope: scope.get("checks", CHECKS),
        "met != not_met": lambda scope: scope["met"] != "not_met",
    }

    def bind_checklist(posted=None, listed=None, **more):
        return bench.bind(listed or checklist(), posted=posted, **more)

    return bind_checklist


def post(*answers: str, **more):
    posted = {f"list-{row}-met": answer for row, answer in enumerate(answers)}
    return posted | {f"list-{row}-_row": str(row) for row in range(len(answers))} | {"_rows": "list"} | more


def test_there_is_a_row_for_each_given_and_no_button(bind) -> None:
    (part,) = bind().parts()
    assert [row.parts[0].typed for row in part.rows] == ["Data agreement", "Risk assessment"]
    assert [row.marker for row in part.rows] == [("list-0-_row", "0"), ("list-1-_row", "1")]
    assert (part.add, [row.remove for row in part.rows], part.optional) == ("", ["", ""], False)


def test_what_is_given_is_stored_and_never_taken_from_the_browser(bind) -> None:
    form = bind(post("met", "met", **{"list-0-item": "forged"}))
    assert form.validate()
    assert form.answers() == {
        "list": [{"item": "Data agreement", "met": "met"}, {"item": "Risk assessment", "met": "met"}]
    }


def test_a_row_given_is_checked_although_nobody_has_answered_it(bind) -> None:
    form = bind(post("met", ""))
    assert not form.validate()
    assert form.problems() == [("list-1-met", "Checklist 2, Met", "Choose an answer.")]


def test_a_row_that_was_not_sent_is_there_all_the_same(bind) -> None:
    assert len(bind(post("met")).answers()["list"]) == 2
    assert not bind({}).validate()


def test_fixed_rows_cannot_be_added_or_removed(bind) -> None:
    for pressed in ({"_remove": "list-0"}, {"_add": "list"}):
        assert len(bind(post("met", "met", **pressed)).answers()["list"]) == 2


def test_rows_are_hidden_by_their_own_answers(bind) -> None:
    form = bind(post("met", "not_met"))
    assert not form.validate()
    assert [field for field, _, _ in form.problems()] == ["list-1-why"]


def test_a_draft_finds_the_row_that_it_belongs_to(bind) -> None:
    draft = json.loads(json.dumps(bind(post("", "not_met", **{"list-1-why": "Soon"})).typed()))
    assert draft["list"] == [{"_row": "0", "met": ""}, {"_row": "1", "met": "not_met", "why": "Soon"}]
    again = bind(data={**draft, "list": draft["list"][1:]})
    assert [field.typed for field in again.fields()] == ["Data agreement", "", "Risk assessment", "not_met", "Soon"]


def test_answers_given_before_find_their_rows_by_their_order(bind) -> None:
    answers = bind(post("met", "met")).answers()
    assert bind(data=answers).answers() == answers


def test_rows_given_can_be_changed_where_rows_may_come_and_go(bind) -> None:
    listed = checklist(allowAddRemove=True)
    removed = bind({**post("met", "met"), "_remove": "list-0"}, listed)
    assert removed.answers() == {"list": [{"item": "Risk assessment", "met": "met"}]}
    assert [row.marker for row in removed.parts()[0].rows] == [("list-0-_row", "1")]
    added = bind({**post("met", "met"), "_add": "list"}, listed)
    assert [field.typed for field in added.fields()][-2:] == ["", ""]
    assert bind(data=removed.typed(), listed=listed).answers() == removed.answers()


def test_a_row_given_is_claimed_once_and_a_wrong_mark_claims_none(bind) -> None:
    listed = checklist(allowAddRemove=True)
    marks = {"list-0-_row": "1", "list-1-_row": "1", "list-2-_row": "7", "list-3-_row": "²", "list-4-_row": "-1"}
    form = bind({f"list-{row}-met": "met" for row in range(5)} | marks, listed)
    assert [row["item"] for row in form.answers()["list"]] == ["Risk assessment", None, None, None, None]


def test_values_given_for_open_columns_can_be_overwritten(bind, bench) -> None:
    money = {
        "type": "group", "id": "sum", "path": "sum", "label": "Sum", "properties": {"store": "money"},
        "components": [
            {"type": "number", "id": "a", "key": "amount", "label": "Amount"},
            {"type": "select", "id": "c", "key": "currency", "label": "Currency", "values": ["DKK", "SEK"]},
        ],
    }  # fmt: skip
    context = {"checks": [{"sum": {"amount": Decimal(5), "currency": "SEK"}}]}
    listed = checklist(money)
    fresh = bind(listed=listed, context=context)
    assert fresh.answers() == {"list": context["checks"]}
    changed = bind(
        {"list-0-sum-amount": "7", "list-0-sum-currency": "SEK", "list-0-_row": "0"}, listed, context=context
    )
    assert changed.answers()["list"][0]["sum"]["amount"] == Decimal(7)
    draft = changed.typed()
    assert bind(listed=listed, data=draft, context=context).answers() == changed.answers()


def test_expressions_in_a_row_know_what_was_given_for_it(bind, bench) -> None:
    bench.formulas["item.rule"] = lambda scope: scope["item"]["rule"]
    rule = {"type": "expression", "id": "r", "key": "rule", "label": "Rule", "expression": "=item.rule"}
    listed = checklist(rule, MET)
    form = bind(listed=listed, context={"checks": [{"item": {"rule": "§ 5"}}]})
    assert [field.shown for field in form.fields()] == ["§ 5", ""]


def test_a_prefill_that_gives_nothing_leaves_the_list_as_usual(bind) -> None:
    form = bind(listed=checklist(allowAddRemove=True), context={"checks": None})
    assert len(form.parts()[0].rows) == 1


def test_rows_that_nobody_can_change_are_drawn_as_a_table(bind) -> None:
    score = {"type": "number", "id": "s", "key": "score", "label": "Score", "readonly": True}
    context = {"checks": [{"item": "Plan", "score": Decimal("1.5")}, {"item": "Map"}]}
    form = bind({"list-0-item": "forged"}, checklist(ITEM, score), language="da", context=context)
    assert form.validate()
    (part,) = form.parts()
    assert (part.part, part.id, part.line.label) == ("listing", "list", "Tjekliste")
    assert part.line.table == drawing.Table(columns=("Krav", "Score"), rows=(("Plan", "1,5"), ("Map", "")))
    assert form.answers() == {"list": [{"item": "Plan", "score": Decimal("1.5")}, {"item": "Map", "score": None}]}


@pytest.mark.parametrize(
    ("language", "label", "columns", "cells"),
    [
        ("en", "Checklist", ("Requirement", "Met", "Explanation"), ("Risk assessment", "Not met", "Next week")),
        ("da", "Tjekliste", ("Krav", "Opfyldt", "Forklaring"), ("Risk assessment", "Ikke opfyldt", "Next week")),
        ("sv", "Checklista", ("Krav", "Uppfyllt", "Förklaring"), ("Risk assessment", "Ej uppfyllt", "Next week")),
    ],
)
def test_answers_are_read_as_a_table(bind, bench, language: str, label: str, columns, cells) -> None:
    answers = bind(post("met", "not_met", **{"list-1-why": "Next week"})).answers()
    (line,) = bench.describe(checklist(), answers=answers, language=language)
    assert (line.label, line.kind, line.value) == (label, drawing.Kind.ROWS, answers["list"])
    assert line.table.columns == columns
    assert line.table.rows == (("Data agreement", line.table.rows[0][1], ""), cells)
    assert ", ".join(cells) in line.text


def test_columns_stand_in_the_order_of_the_form_whatever_the_first_row_shows(bench) -> None:
    listed = checklist(WHY, MET, allowAddRemove=True)
    answers = {"list": [{"met": "met"}, {"why": "Soon", "met": "not_met"}]}
    bench.formulas["checks"] = lambda scope: []
    (line,) = bench.describe(listed, answers=answers, language="en")
    assert line.table.columns == ("Explanation", "Met")
    assert line.table.rows == (("", "Met"), ("Soon", "Not met"))


def test_money_and_groups_are_columns_too(bench) -> None:
    inner = {"type": "number", "id": "n", "key": "n", "label": "Number"}
    plain = {"type": "group", "id": "p", "components": [{**inner, "id": "m", "key": "m", "label": "More"}]}
    deep = {"type": "group", "id": "d", "path": "d", "label": "Deep", "components": [inner]}
    money = {
        "type": "group", "id": "sum", "path": "sum", "label": "Sum", "properties": {"store": "money"},
        "components": [
            {"type": "number", "id": "a", "key": "amount", "label": "Amount"},
            {"type": "select", "id": "c", "key": "currency", "label": "Currency", "values": ["DKK"]},
        ],
    }  # fmt: skip
    listed = {**checklist(plain, deep, money), "properties": {}}
    row = {"m": Decimal(1), "d": {"n": Decimal(2)}, "sum": {"amount": Decimal(1000), "currency": "DKK"}}
    (line,) = bench.describe(listed, answers={"list": [row]}, language="da")
    assert line.table == drawing.Table(columns=("More", "Number", "Sum"), rows=(("1", "2", "1.000 DKK"),))


def test_no_rows_are_read_as_nothing(bench) -> None:
    listed = {**checklist(), "properties": {}}
    (line,) = bench.describe(listed, answers={"list": []}, language="en")
    assert (line.text, line.table.rows) == ("", ())
    assert bench.describe(listed, answers={}, language="en") == []
