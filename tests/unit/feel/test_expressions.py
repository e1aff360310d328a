"""Operators, logic, paths, filters and loops."""

from decimal import Decimal

import pytest

from engine import feel
from tests.unit.feel.values import codes_of, numbers, value_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 4 - 3", 3),
        ("2 ** 3 ** 2", 64),
        ("-2 ** 2", 4),
        ("7 / 2", Decimal("3.5")),
        ("0.1 + 0.2", Decimal("0.3")),
        (".5 + 1e2", Decimal("100.5")),
        ('"case " + "17"', "case 17"),
        ("1 / 3", Decimal("0.3333333333333333333333333333333333")),
    ],
)
def test_arithmetic_is_exact_and_goes_from_left_to_right(text: str, expected: object) -> None:
    assert value_of(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1 / 0", "division_by_zero"),
        ('1 + "1"', "invalid_operand"),
        ("null + 1", "invalid_operand"),
        ('"a" - "b"', "invalid_operand"),
        ("-true", "invalid_operand"),
        ("9 ** (9 ** 9)", "no_number"),
        ("missing", "unknown_name"),
        ("{a: 1}.b", "unknown_entry"),
        ('"text".length', "unknown_property"),
        ("nothing(1)", "unknown_function"),
        ("[1, 2][3]", "no_such_item"),
        ('1 < "1"', "incomparable"),
        ("true and 3", "no_boolean"),
        ("abs()", "wrong_arguments"),
        ('abs("1")', "invalid_argument"),
        ('@"nonsense"', "invalid_literal"),
        ('[1.."a"]', "invalid_range"),
        ("{a: 1, a: 2}", "duplicate_key"),
        ("1 instance of nothing", "unknown_type"),
        ("for i in null return i", "nothing_to_iterate"),
        ('function(a) external {java: {class: "java.lang.Runtime"}}', "external_function"),
    ],
)
def test_what_cannot_be_answered_is_null_and_says_why(text: str, code: str) -> None:
    assert value_of(text) is None
    assert code in codes_of(text)


def test_a_problem_says_where_it_arose() -> None:
    problem = feel.evaluate("1 + missing", {}).problems[0]

    assert (problem.code, problem.position, problem.facts) == ("unknown_name", 4, {"name": "missing"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("true and null", None),
        ("false and null", False),
        ("null and false", False),
        ("true or null", True),
        ("null or false", None),
        ("false or false or true", True),
        ("true and true and true", True),
        ("not(true)", False),
        ("not(null)", None),
        ("null = null", True),
        ("null = 1", False),
        ("null < 1", None),
        ("1 != 2", True),
        ("[1, 2] = [1, 2]", True),
        ("{a: 1, b: 2} = {b: 2, a: 1}", True),
        ("1 < 2 and 2 < 3", True),
        ("5 between 1 and 5 and true", True),
        ("null between 1 and 5", None),
    ],
)
def test_logic_has_three_values(text: str, expected: object) -> None:
    assert value_of(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x in (1, 2, 3)", True),
        ("x in [1, 3]", False),
        ("x in [1..3]", True),
        ("x in (2..3]", False),
        ("x in ]2..3]", False),
        ("x in [1..2[", False),
        ("x in [1..2[ or true", True),
        ("x in > 1", True),
        ("x in (< 1, >= 2)", True),
        ("x in 2", True),
        ("null in [1, null]", True),
    ],
)
def test_membership_takes_values_lists_ranges_and_tests(text: str, expected: bool) -> None:
    assert value_of(text, {"x": 2}) is expected


def test_paths_reach_into_contexts_and_through_lists() -> None:
    team = {"lead": {"name": "Ida"}, "members": [{"name": "Bo"}, {"name": "Åsa"}], "none": None}

    assert value_of("team.lead.name", {"team": team}) == "Ida"
    assert value_of("team.members.name", {"team": team}) == ["Bo", "Åsa"]
    assert value_of("team.none.name", {"team": team}) is None
    assert codes_of("team.none.name", {"team": team}) == []


def test_paths_do_not_reach_into_python() -> None:
    for name in ("__class__", "__dict__", "keys", "items"):
        assert value_of(f"x.{name}", {"x": {"a": 1}}) is None
        assert value_of(f'get value(x, "{name}")', {"x": {"a": 1}}) is None
    assert value_of("x.real", {"x": 1}) is None


def test_filters_see_the_item_its_entries_and_the_outer_names() -> None:
    votes = [{"org": "a", "yes": True}, {"org": "b", "yes": False}, {"org": "c", "yes": True}]
    variables = {"votes": votes, "own": "c"}

    assert value_of("count(votes[yes])", variables) == 2
    assert value_of("votes[item.yes = true][org = own].org", variables) == ["c"]
    assert value_of("votes[-1].org", variables) == "c"
    assert value_of("votes[1].org", variables) == "a"
    assert value_of("count([true, null, false, true][item = true]) >= 2") is True
    assert value_of("[1, 2, 3, 4][item > 2]") == numbers(3, 4)


def test_an_item_with_an_entry_called_item_shows_that_entry() -> None:
    assert value_of("[{item: 1}, {item: 2}][item >= 2]") == [{"item": Decimal(2)}]


def test_one_value_is_filtered_like_a_list_of_one() -> None:
    assert value_of("5[1]") == 5
    assert value_of("5[item > 7]") == []


def test_a_filter_may_compute_the_position() -> None:
    assert value_of("[10, 20, 30][1 + i]", {"i": 1}) == 20
    assert value_of("[][1]") is None
    assert value_of("[][item > 1]") == []


def test_if_takes_only_true_for_true() -> None:
    assert value_of('if 1 < 2 then "yes" else "no"') == "yes"
    assert value_of('if null then "yes" else "no"') == "no"
    assert value_of("if a then 1 else if b then 2 else 3", {"a": False, "b": True}) == 2


def test_for_runs_over_lists_and_ranges_in_every_combination() -> None:
    assert value_of("for i in 1..3 return i * i") == numbers(1, 4, 9)
    assert value_of("for i in 3..1 return i") == numbers(3, 2, 1)
    assert value_of("for i in [1..3) return i") == numbers(1, 2)
    assert value_of("for a in [1, 2], b in [10, 20] return a + b") == numbers(11, 21, 12, 22)
    assert value_of("for a in [[1, 2], [3]], b in a return b") == numbers(1, 2, 3)
    assert value_of('for d in @"2026-02-27"..@"2026-03-01" return d.day') == numbers(27, 28, 1)


def test_for_sees_its_partial_result() -> None:
    assert value_of("for i in 0..4 return if i = 0 then 1 else i * partial[-1]") == numbers(1, 1, 2, 6, 24)


def test_some_and_every() -> None:
    assert value_of("some x in [1, 2] satisfies x > 1") is True
    assert value_of("every x in [1, 2] satisfies x > 1") is False
    assert value_of("every x in [] satisfies x > 1") is True
    assert value_of("some x in [null, 1] satisfies x > 1") is None
    assert value_of("some x in [1, 2], y in [2, 3] satisfies x = y") is True


def test_later_entries_of_a_context_see_earlier_ones() -> None:
    assert value_of('{a: 2, "b c": a * 3, d: b c + a}') == {"a": 2, "b c": 6, "d": 8}


def test_functions_are_values_that_close_over_their_scope() -> None:
    assert value_of("{rate: 3, f: function(n) n * rate, r: f(4)}.r") == 12
    assert value_of("{f: function(n) if n = 0 then 1 else n * f(n - 1), r: f(10)}.r") == 3628800
    assert value_of("(function(first name, b) first name - b)(b: 1, first name: 5)") == 4
    assert value_of("sort([3, 1, 2], function(a, b) a > b)") == numbers(3, 2, 1)


def test_parameters_with_types_refuse_other_values() -> None:
    assert value_of("(function(n: number) n + 1)(2)") == 3
    assert value_of('(function(n: number) 1)("2")') is None


def test_python_functions_take_and_give_feel_values() -> None:
    seen: list[object] = []

    def workdays(days: object, calendar: object = None) -> dict[str, object]:
        seen.append(days)
        return {"rule": "workdays", "days": days, "calendar": calendar, "weight": 1.5}

    given = {"workdays": workdays}
    expected = {"rule": "workdays", "days": 5, "calendar": "SE", "weight": Decimal("1.5")}

    assert value_of('workdays(5, "SE")', functions=given) == expected
    assert value_of('workdays(calendar: "SE", days: 5)', functions=given) == expected
    assert seen == numbers(5, 5)
    assert value_of("workdays()", functions=given) is None


def test_a_failing_python_function_is_null_with_a_problem() -> None:
    def holders(role: str) -> list[object]:
        raise LookupError(role)

    result = feel.evaluate('holders("board")', {}, feel.Surroundings(functions={"holders": holders}))

    assert result.value is None
    assert [problem.code for problem in result.problems] == ["function_failed"]


def test_a_variable_does_not_hide_the_function_of_its_name() -> None:
    assert str(value_of('date("2026-01-02")', {"date": "2025-01-01"})) == "2026-01-02"
    assert value_of("count(count)", {"count": [1, 2]}) == 2


def test_results_share_nothing_with_the_variables() -> None:
    variables: dict[str, object] = {"rows": [{"n": 1}]}

    result = value_of("rows", variables)

    assert isinstance(result, list)
    result[0]["n"] = 99
    assert variables == {"rows": [{"n": 1}]}


def test_python_numbers_are_taken_as_decimals_and_foreign_objects_refused() -> None:
    assert value_of("a + b", {"a": 1, "b": 0.1}) == Decimal("1.1")
    assert value_of("a", {"a": object()}) is None
    assert codes_of("a", {"a": object()}) == ["foreign_value"]
    assert value_of("1 + 1", {"unused": object()}) == 2


@pytest.mark.parametrize(
    "text", ["for a in 1..10000000 return a", "if true then for a in 1..10000000 return a else []"]
)
def test_a_loop_runs_no_further_than_the_items_its_caller_wants(text: str) -> None:
    found = feel.evaluate(feel.parse(text, first=3), {})

    assert found.value == numbers(1, 2, 3)
    assert found.used <= 3 * feel.evaluate(feel.parse("for a in 1..1 return a"), {}).used


def test_a_loop_inside_of_an_expression_runs_to_its_end() -> None:
    assert feel.evaluate(feel.parse("count(for a in 1..50 return a)", first=3), {}).value == 50
