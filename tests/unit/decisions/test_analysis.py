"""Overlaps and gaps of tables: exact where cells are constants and intervals, else said to be undecided."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import decisions
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
    assert found.facts == {"table": "table", "rows": (1, 2), "rules": ("r1", "r2"), "inputs": {"a": "[4..5]"}}


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
        ("!= 5", "5", False),
        ("not(< 5)", "[5..6]", True),
        ("not(> 5, 5)", ">= 5", False),
        ("? > 5 and ? <= 9", "> 9", False),
        ("? > 5 and ? <= 9", "9", True),
        ("not(? in [1..3]) or ? = 2", "2", True),
        ("? between 1 and 3", "> 3", False),
        ("[1, 2]", "2", True),
        ('< "m"', '>= "m"', False),
        ('["a".."m"]', '"b"', True),
        ('<= date and time("2026-01-01T10:00:00")', '> date and time("2026-01-01T10:00:00")', False),
        ('@"2026-01-01T10:00:00Z"', '@"2026-01-01T12:00:00+02:00"', True),
        ('< time("12:00:00")', '[time("11:00:00")..time("13:00:00")]', True),
        ('<= duration("P1D")', '> duration("PT24H")', False),
        ('duration("P1Y")', 'duration("P12M")', True),
        ('< duration("P1Y")', '>= duration("P12M")', False),
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
    assert uncovered(gaps(["[0..5] => 1", "]6..10] => 2"], {"a": "[0..10]"})) == [{"a": "]5..6]"}]


def test_texts_without_allowed_values_leave_all_others_uncovered() -> None:
    assert uncovered(gaps(['"x" => 1'])) == [{"a": 'not("x")'}]
    assert gaps(['"x" => 1', 'not("x") => 2']) == []
    assert gaps(['"x" => 1', '"y" => 2'], {"a": '"x", "y"'}) == []


def test_between_two_days_in_a_row_there_is_no_gap() -> None:
    assert gaps(['<= date("2026-01-31") => 1', '>= date("2026-02-01") => 2']) == []
    assert uncovered(gaps(['<= date("2026-01-30") => 1', '>= date("2026-02-01") => 2'])) == [
        {"a": ']date("2026-01-30")..date("2026-02-01")['}
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('< time("12:00:00")', '>= time("12:00:00")'),
        ('<= duration("P11M")', '>= duration("P1Y")'),
        ('< "m"', '>= "m"'),
        ("? > 5 or ? < 3", "[3..5]"),
        ("not(> 5)", "> 5"),
    ],
)
def test_two_halves_leave_no_gap(one: str, other: str) -> None:
    assert gaps([f"{one} => 1", f"{other} => 2"]) == []


def test_a_column_of_whole_numbers_has_nothing_between_two_in_a_row() -> None:
    written = table(["<= 3 => 1", "[4..6] => 2", ">= 8 => 3"]).replace(
        "<inputExpression>", '<inputExpression typeRef="integer">'
    )

    assert uncovered(analysis.gaps(compiled(decision("d", written)))) == [{"a": "]6..8["}]


def test_inputs_are_named_by_their_labels() -> None:
    written = table(["1 => 1"]).replace("<input>", '<input label="Score of the need">')

    assert uncovered(analysis.gaps(compiled(decision("d", written)))) == [{"Score of the need": "< 1, > 1"}]


def test_a_large_table_is_analysed_as_a_whole() -> None:
    rules = [f'[{n}..{n + 1}[ ; "x" => {n}' for n in range(150)] + [
        f'[{n}..{n + 1}[ ; not("x") => {n}' for n in range(400)
    ]

    assert overlaps(rules, {"a": "[0..150[", "b": ""}) == []
    assert gaps(rules, {"a": "[0..150[", "b": ""}) == []
    assert uncovered(gaps([*rules[:7], *rules[8:]], {"a": "[0..150[", "b": ""})) == [{"a": "[7..8[", "b": '"x"'}]


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
    rules += [" ; ".join(["-"] * 7 + [half]) + " => 1" for half in ("< 0", ">= 0")]

    assert codes(gaps(rules, inputs, policy="FIRST")) == ["gaps_undecided"]


def unused(rules: Sequence[str], inputs: Mapping[str, str] | None = None, policy: str = "FIRST") -> list[Problem]:
    return list(analysis.unused(compiled(decision("d", table(rules, inputs=inputs, policy=policy)))))


def test_a_rule_below_others_that_take_everything_it_fits_is_never_used() -> None:
    found = unused(["< 5 ; - => 1", ">= 3 ; true => 2", "[4..9] ; true => 3", "4 ; - => 4", "- ; - => 5"], TWO)

    assert [(each.code, each.severity, each.facts["rows"]) for each in found] == [
        ("rule_never_used", Severity.WARNING, (3,)),
        ("rule_never_used", Severity.WARNING, (4,)),
    ]
    assert unused(["< 5 => 1", "4 => 2"], policy="COLLECT") == []
    assert unused(["> limit => 1", "4 => 2"]) == []


def test_a_rule_whose_cell_fits_no_allowed_value_never_holds() -> None:
    (found,) = unused(['"x" => 1', '"z" => 2'], {"a": '"x", "y"'}, policy="COLLECT")

    assert (found.code, found.facts["rows"], found.facts["inputs"]) == ("rule_never_holds", (2,), {"a": '"z"'})


NUMBERS = st.integers(0, 4).map(str)
DATES = st.integers(1, 5).map(lambda day: f'date("2026-01-0{day}")')
TEXTS = st.sampled_from(['"a"', '"b"', '"c"'])


def _cells(constants: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Cells over a few constants, so that they often meet."""
    compared = st.tuples(st.sampled_from(["<", "<=", ">", ">=", "!=", "="]), constants).map(" ".join)
    intervals = st.tuples(st.sampled_from("[]"), constants, constants, st.sampled_from("[]")).map(
        lambda parts: f"{parts[0]}{parts[1]}..{parts[2]}{parts[3]}"
    )
    asked = st.tuples(constants, constants).map(lambda pair: f"? > {pair[0]} and not(? = {pair[1]})")
    single = st.one_of(constants, compared, intervals, asked)
    several = st.lists(single, min_size=1, max_size=2).map(", ".join)
    negated = st.lists(st.one_of(constants, compared, intervals), min_size=1, max_size=2).map(
        lambda tests: f"not({', '.join(tests)})"
    )
    return st.one_of(several, negated, st.just("-"))


@given(st.sampled_from([NUMBERS, DATES, TEXTS]).flatmap(lambda each: st.lists(_cells(each), min_size=2, max_size=4)))
@settings(max_examples=100, database=None, deadline=None)
def test_what_is_found_is_what_happens(cells: list[str]) -> None:
    model = compiled(decision("d", table([f"{cell} => {at}" for at, cell in enumerate(cells)])))
    values: Sequence[object] = [Decimal(number) / 2 for number in range(-1, 10)]
    if '"' in "".join(cells):
        values = ["", "a", "aa", "b", "bb", "c", "cc"]
    if "date" in "".join(cells):
        values = [date(2026, 1, 1) + timedelta(days=day) for day in range(-1, 7)]

    came = {each.code for value in values for each in decisions.decide(model, "d", {"a": value}).problems}

    assert ("several_rules_hold" in came) == ("overlap" in codes(analysis.overlaps(model)))
    assert ("no_rule_holds" in came) == ("gap" in codes(analysis.gaps(model)))
