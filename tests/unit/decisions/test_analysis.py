"""Overlaps and gaps of tables: exact where cells are constants and intervals, else said to be undecided."""

from collections.abc import Mapping, Sequence

import pytest

from engine.decisions import analysis
from engine.errors import Problem, Severity
from tests.unit.decisions.dmn_texts import compiled, decision, knowledge, literal, table

TWO = {"a": "", "b": ""}


def overlaps(rules: Sequence[str], inputs: Mapping[str, str] | None = None, policy: str = "UNIQUE") -> list[Problem]:
    return list(analysis.overlaps(compiled(decision("d", table(rules, inputs=inputs, policy=policy)))))


def gaps(
    rules: Sequence[str], inputs: Mapping[str, str] | None = None, policy: str = "UNIQUE", default: str = ""
) -> list[Problem]:
    written = table(rules, inputs=inputs, policy=policy, default=default)
    return list(analysis.gaps(compiled(decision("d", written))))


def uncovered(found: Sequence[Problem]) -> list[object]:
    return [each.facts["inputs"] for each in found if each.code == "gap"]


def codes(found: Sequence[Problem]) -> list[str]:
    return [each.code for each in found]


def test_two_rules_that_hold_together_are_named_with_the_values_they_share() -> None:
    (found,) = overlaps(["[1..5] => 1", "[4..9] => 2", "> 9 => 3"])

    assert (found.code, found.element, found.severity, found.file) == ("overlap", "d", Severity.ERROR, "test.dmn")
    assert found.facts == {"table": "table", "rules": ("r1", "r2"), "inputs": {"a": "4, ]4..5[, 5"}}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("< 5", ">= 5", False),
        ("<= 5", ">= 5", True),
        ("[1..5[", "[5..9]", False),
        ("]1..5]", "[5..9]", True),
        ('"x"', '"y"', False),
        ('"x", "y"', '"y", "z"', True),
        ('not("x")', '"x"', False),
        ('not("x")', '"y"', True),
        ("true", "false", False),
        ("true", "-", True),
        ("null", "> 1", False),
        ("null", "-", True),
        ("-5", "< 0", True),
        ('< date("2026-01-01")', '>= date("2026-01-01")', False),
        ('[date("2026-01-01")..date("2026-02-01")]', '> date("2026-01-31")', True),
        ('@"2026-01-01"', 'date("2026-01-01")', True),
        ("1, 2", "3", False),
        ("0.1 ", "> 0.09", True),
    ],
)
def test_whether_two_cells_overlap_is_decided_exactly(one: str, other: str, expected: bool) -> None:
    assert codes(overlaps([f"{one} => 1", f"{other} => 2"])) == (["overlap"] if expected else [])


def test_rules_apart_in_one_column_never_overlap_even_beside_a_cell_that_cannot_be_analysed() -> None:
    rules = ["1 ; ? > limit => 1", "2 ; ? > limit => 2"]

    assert overlaps(rules, TWO) == []


def test_cells_that_cannot_be_analysed_leave_an_overlap_undecided() -> None:
    (found,) = overlaps(["- ; ? > limit => 1", "1 ; - => 2"], TWO)

    assert (found.code, found.severity, found.facts["rules"]) == (
        "overlap_undecided",
        Severity.WARNING,
        ("r1", "r2"),
    )


def test_values_that_are_not_allowed_do_not_count() -> None:
    assert overlaps(["> 1 => 1", "< 3 => 2"], {"a": "0, 1, 4, 5"}) == []


def test_rules_of_any_may_overlap_when_they_answer_alike() -> None:
    assert overlaps(["> 1 => 1", "> 2 => 1"], policy="ANY") == []
    assert codes(overlaps(["> 1 => 1", "> 2 => 2"], policy="ANY")) == ["rules_disagree"]


@pytest.mark.parametrize("policy", ["FIRST", "COLLECT", "RULE ORDER"])
def test_policies_made_for_several_rules_have_no_overlaps(policy: str) -> None:
    assert overlaps(["> 1 => 1", "> 2 => 2"], policy=policy) == []


def test_a_gap_names_the_combination_that_no_rule_covers() -> None:
    (found,) = gaps(["true ; < 5 => 1", "true ; > 5 => 2", "false ; - => 3"], TWO)

    assert (found.code, found.element, found.severity) == ("gap", "d", Severity.WARNING)
    assert found.facts == {"table": "table", "inputs": {"a": "true", "b": "5"}}


def test_whole_columns_that_nothing_covers_are_written_as_open() -> None:
    assert uncovered(gaps(["1 ; - => 1"], {"a": "1, 2", "b": ""})) == [{"a": "2", "b": "-"}]


def test_numbers_between_whole_ones_count_unless_the_allowed_values_leave_them_out() -> None:
    rules = ["<= 3 => 1", "[4..6] => 2", ">= 7 => 3"]

    assert uncovered(gaps(rules)) == [{"a": "]3..4[, ]6..7["}]
    assert gaps(rules, {"a": "0, 1, 2, 3, 4, 5, 6, 7, 8, 9"}) == []


def test_an_interval_as_allowed_values_bounds_the_question() -> None:
    assert gaps(["[0..5] => 1", "]5..10] => 2"], {"a": "[0..10]"}) == []
    assert uncovered(gaps(["[0..5] => 1", "]6..10] => 2"], {"a": "[0..10]"})) == [{"a": "]5..6[, 6"}]


def test_texts_without_allowed_values_leave_all_others_uncovered() -> None:
    assert uncovered(gaps(['"x" => 1'])) == [{"a": 'not("x")'}]
    assert gaps(['"x" => 1', 'not("x") => 2']) == []
    assert gaps(['"x" => 1', '"y" => 2'], {"a": '"x", "y"'}) == []


def test_between_two_days_in_a_row_there_is_no_gap() -> None:
    assert gaps(['<= date("2026-01-31") => 1', '>= date("2026-02-01") => 2']) == []
    assert uncovered(gaps(['<= date("2026-01-30") => 1', '>= date("2026-02-01") => 2'])) == [
        {"a": ']date("2026-01-30")..date("2026-02-01")['}
    ]


def test_null_counts_only_where_it_is_named() -> None:
    assert gaps(["true => 1", "false => 2"]) == []
    assert uncovered(gaps(["true => 1", "false => 2"], {"a": "true, false, null"})) == [{"a": "null"}]


def test_a_cell_that_cannot_be_analysed_leaves_gaps_undecided() -> None:
    assert codes(gaps(["> limit => 1", "<= limit => 2"])) == ["gaps_undecided"]
    assert gaps(["> limit => 1", "- => 2"]) == []
    assert codes(gaps(["1 ; > limit => 1"], {"a": "1, 2", "b": ""})) == ["gap"]


def test_defaults_and_lists_of_results_have_no_gaps() -> None:
    assert gaps(["1 => 1"], default="0") == []
    assert gaps(["1 => 1"], policy="COLLECT") == []


def test_a_table_without_inputs_covers_everything_with_one_rule() -> None:
    assert gaps([" => 1"], {}) == []
    assert uncovered(gaps([], {})) == [{}]


def test_allowed_values_of_the_type_count_where_the_column_has_none() -> None:
    item = (
        '<itemDefinition name=\'level\'><typeRef>string</typeRef><allowedValues><text>"x", "y"</text></allowedValues>'
    )
    written = table(['"x" => 1', '"y" => 2']).replace("<inputExpression>", '<inputExpression typeRef="level">')

    assert analysis.gaps(compiled(item + "</itemDefinition>", decision("d", written))) == ()


def test_tables_inside_of_contexts_are_analysed_too() -> None:
    box = f'<context><contextEntry><variable name="x"/>{table(["1 => 1", "1 => 2"])}</contextEntry></context>'

    assert codes(analysis.overlaps(compiled(decision("d", box)))) == ["overlap"]


def test_calls_of_functions_that_nobody_knows_are_found_in_cells_and_texts() -> None:
    context = '<context><contextEntry><variable name="f"/>{}</contextEntry><contextEntry>{}</contextEntry></context>'
    model = compiled(
        decision("cells", table(["? > wrong(1) => sum([1]) + mine(2)"])),
        decision("texts", context.format(literal("function(x) x"), literal("f(1) + k(2)")), ["knowledge:k"]),
        knowledge("k", "n", literal("other(n) + k(n)")),
    )

    found = analysis.unknown_functions(model, known=["mine"])

    assert [(each.code, each.element, each.facts["function"]) for each in found] == [
        ("unknown_function", "r1_0", "wrong"),
        ("unknown_function", "k", "other"),
    ]


def test_rules_too_many_to_compare_leave_gaps_undecided() -> None:
    inputs = {f"i{at}": "" for at in range(8)}
    rules = [" ; ".join("-" if at % 8 == k else f"< {at}" for k in range(8)) + " => 1" for at in range(40)]
    rules += [" ; ".join("-" if at % 8 == k else f">= {40 - at}" for k in range(8)) + " => 1" for at in range(40)]

    assert codes(gaps(rules, inputs, policy="FIRST")) == ["gaps_undecided"]
