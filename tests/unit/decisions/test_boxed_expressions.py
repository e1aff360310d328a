"""Boxed expressions and item definitions."""

from decimal import Decimal

import pytest

from engine import decisions
from tests.unit.decisions.dmn_texts import compiled, decided, decision, literal, table


def entry(name: str, logic: str) -> str:
    return f"<contextEntry>{f'<variable name={chr(34)}{name}{chr(34)}/>' if name else ''}{logic}</contextEntry>"


def within(name: str, logic: str) -> str:
    return f"<{name}>{logic}</{name}>"


def function(parameters: str, logic: str) -> str:
    formal = "".join(f'<formalParameter name="{each}"/>' for each in parameters.split())
    return within("functionDefinition", formal + logic)


def test_entries_of_a_context_see_those_above() -> None:
    box = within("context", entry("net sum", literal("10")) + entry("gross", literal("net sum * 1.25")))

    assert decided(box).value == {"net sum": Decimal(10), "gross": Decimal("12.50")}


def test_the_unnamed_entry_is_the_value_of_a_context() -> None:
    box = within("context", entry("x", literal("10")) + entry("", literal("x + 1")))

    assert decided(box).value == 11


def test_a_table_inside_of_a_context_is_recorded_too() -> None:
    found = decided(within("context", entry("level", table(['> 1 => "high"']))), a=2)

    assert (found.value, found.tables[0].rules) == ({"level": "high"}, ("r1",))


def test_a_list_and_a_relation_give_lists() -> None:
    columns = '<column name="name"/><column name="size"/>'
    rows = within("row", literal('"a"') + literal("1")) + within("row", literal('"b"') + literal("2"))

    assert decided(within("list", literal("1") + literal('"x"'))).value == [1, "x"]
    assert decided(within("relation", columns + rows)).value == [{"name": "a", "size": 1}, {"name": "b", "size": 2}]


def test_a_function_of_a_context_is_called_by_its_neighbours() -> None:
    box = within("context", entry("add", function("x y", literal("x + y"))) + entry("", literal("add(a, 2)")))

    assert decided(box, a=1).value == 3


def test_an_invocation_binds_arguments_by_name() -> None:
    binding = '<binding><parameter name="y"/>{}</binding><binding><parameter name="x"/>{}</binding>'
    call = within("invocation", literal("sub") + binding.format(literal("1"), literal("10")))
    box = within("context", entry("sub", function("x y", literal("x - y"))) + entry("", call))

    assert decided(box).value == 9


def test_an_invocation_with_an_unknown_parameter_is_null_with_a_problem() -> None:
    call = within("invocation", literal("f") + f'<binding><parameter name="z"/>{literal("1")}</binding>')
    found = decided(within("context", entry("f", function("x", literal("x"))) + entry("", call)))

    assert (found.value, [each.code for each in found.problems]) == (None, ["wrong_arguments"])


def test_a_conditional_evaluates_one_branch_only() -> None:
    parts = within("if", literal("a > 1")) + within("then", literal('"yes"')) + within("else", literal("missing"))
    found = decided(within("conditional", parts), a=2)

    assert (found.value, found.problems) == ("yes", ())


def test_a_filter_sees_items_and_their_fields() -> None:
    source = within("in", literal("[{n: 1}, {n: 5}, {n: 9}]"))

    assert decided(within("filter", source + within("match", literal("n > limit"))), limit=3).value == [
        {"n": 5},
        {"n": 9},
    ]
    assert decided(within("filter", source + within("match", literal("item.n = 1")))).value == [{"n": 1}]


def test_a_filter_whose_match_is_no_truth_is_null_with_a_problem() -> None:
    found = decided(within("filter", within("in", literal("[1, 2]")) + within("match", literal('"x"'))))

    assert (found.value, [each.code for each in found.problems]) == (None, ["no_condition"])


def test_a_loop_sees_what_it_has_made_so_far() -> None:
    body = within("in", literal("[1..4]")) + within("return", literal("n + sum([0, sum(partial)][item != null])"))

    assert decided(f'<for iteratorVariable="n">{body}</for>').value == [1, 3, 7, 15]


@pytest.mark.parametrize(("kind", "limit", "expected"), [("some", 2, True), ("some", 9, False), ("every", 0, True)])
def test_some_and_every_ask_all_items(kind: str, limit: int, expected: bool) -> None:
    body = within("in", literal("[1, 2, 3]")) + within("satisfies", literal("n > limit"))

    assert decided(f'<{kind} iteratorVariable="n">{body}</{kind}>', limit=limit).value is expected


def item(name: str, content: str, collection: bool = False) -> str:
    mark = ' isCollection="true"' if collection else ""
    return f'<itemDefinition name="{name}"{mark}>{content}</itemDefinition>'


TYPES = (
    item("level", '<typeRef>string</typeRef><allowedValues><text>"low", "high"</text></allowedValues>'),
    item("levels", "<typeRef>level</typeRef>", collection=True),
    item("row", '<itemComponent name="l"><typeRef>level</typeRef></itemComponent>'),
)


@pytest.mark.parametrize(
    ("type_ref", "text", "expected"),
    [
        ("level", '"low"', "low"),
        ("level", '["low"]', "low"),
        ("level", '"other"', None),
        ("level", "1", None),
        ("levels", '["low", "high"]', ["low", "high"]),
        ("levels", '["low", "other"]', None),
        ("row", '{l: "low", more: 1}', {"l": "low", "more": Decimal(1)}),
        ("row", "{m: 1}", None),
        ("row", '{l: "other"}', None),
        ("number", "1", Decimal(1)),
        ("number", '"1"', None),
        ("feel:string", '"x"', "x"),
        ("integer", "1", Decimal(1)),
    ],
)
def test_a_result_must_be_of_the_type_of_its_decision(type_ref: str, text: str, expected: object) -> None:
    found = decisions.decide(compiled(*TYPES, decision("d", literal(text), type_ref=type_ref)), "d", {})

    assert found.value == expected
    assert bool(found.problems) is (expected is None)


def test_priority_may_take_its_order_from_the_type_of_the_output() -> None:
    written = table(['- => "low"', '- => "high"'], policy="PRIORITY").replace("<output ", '<output typeRef="ranked" ')
    ranked = item("ranked", '<typeRef>string</typeRef><allowedValues><text>"high", "low"</text></allowedValues>')
    model = compiled(ranked, decision("d", written))

    assert decisions.decide(model, "d", {"a": 1}).value == "high"
