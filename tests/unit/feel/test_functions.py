"""Built-in functions, one line each."""

from decimal import Decimal

import pytest

from engine import feel
from tests.unit.feel.values import codes_of, value_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('substring("foobar", 3)', '"obar"'),
        ('substring("foobar", -2, 1)', '"a"'),
        ('string length("blåbær")', "6"),
        ('upper case("blåbær")', '"BLÅBÆR"'),
        ('lower case("ÅR")', '"år"'),
        ('substring before("foobar", "bar")', '"foo"'),
        ('substring after("foobar", "ob")', '"ar"'),
        ('substring before("foobar", "x")', '""'),
        ('contains("foobar", "oba")', "true"),
        ('starts with("foobar", "fo")', "true"),
        ('ends with("foobar", "r")', "true"),
        ('split("John Doe", "\\\\s")', '["John", "Doe"]'),
        ('split("a;b;;", ";")', '["a", "b", "", ""]'),
        ('string join(["a", null, "b"], ", ")', '"a, b"'),
        ('string join(["a"], ",", "[", "]")', '"[a]"'),
        ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', '"[1=ab][2=]cd"'),
        ('matches("Bridge 17", "^b\\\\w+ \\\\d{2}$", "i")', "true"),
        ('extract("a1b22", "[0-9]+")', '["1", "22"]'),
        ('trim("  a ")', '"a"'),
        ('is blank(" ")', "true"),
    ],
)
def test_strings(text: str, expected: str) -> None:
    assert value_of(text) == value_of(expected) != None  # noqa: E711


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("decimal(1/3, 2)", "0.33"),
        ("decimal(2.5, 0)", "2"),
        ("floor(-1.5)", "-2"),
        ("ceiling(1.56, 1)", "1.6"),
        ("round up(-5.5, 0)", "-6"),
        ("round down(5.59, 1)", "5.5"),
        ("round half up(5.5, 0)", "6"),
        ("round half down(5.5, 0)", "5"),
        ("round half up(1250, -2)", "1300"),
        ("abs(-3)", "3"),
        ('abs(duration("-P1D"))', 'duration("P1D")'),
        ("modulo(-12, 5)", "3"),
        ("modulo(12, -5)", "-3"),
        ("modulo(10.1, 4.5)", "1.1"),
        ("sqrt(16)", "4"),
        ("round half up(exp(log(10)), 20)", "10"),
        ("odd(-3) and even(0) and not(odd(2.5))", "true"),
        ('number("1 000,5", " ", ",")', "1000.5"),
        ('number("1,000.5", ",", ".")', "1000.5"),
        ("string(1.50) + string(true) + string(10 ** 3)", '"1.5true1000"'),
        ('string([1, "a", {b: null}])', '"[1, \\"a\\", {b: null}]"'),
        ('string(date("2026-01-02")) + string(duration("PT90M"))', '"2026-01-02PT1H30M"'),
    ],
)
def test_numbers_and_conversion(text: str, expected: str) -> None:
    assert value_of(text) == value_of(expected) != None  # noqa: E711


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("list contains([1, null], null)", "true"),
        ("count([1, [2, 3]])", "2"),
        ("min(3, 1, 2) + max([3, 1, 2])", "4"),
        ('max(["b", "a"])', '"b"'),
        ("sum([0.1, 0.2])", "0.3"),
        ('sum([duration("P1D"), duration("PT1H")])', 'duration("P1DT1H")'),
        ("mean(1, 2, 3)", "2"),
        ("median([6, 1, 2, 3])", "2.5"),
        ("stddev([2, 4, 7, 5])", "2.081665999466132735282297706979931"),
        ("mode([6, 3, 9, 6, 6, 3, 3])", "[3, 6]"),
        ("product(2, 3, 4)", "24"),
        ("all([true, null, false])", "false"),
        ("any([false, null, true])", "true"),
        ("sublist([4, 5, 6], 1, 2)", "[4, 5]"),
        ("sublist([4, 5, 6], -2)", "[5, 6]"),
        ("append([1], 2, 3)", "[1, 2, 3]"),
        ("concatenate([1], [2], 3)", "[1, 2, 3]"),
        ("insert before([1, 3], 2, 2)", "[1, 2, 3]"),
        ("remove([1, 2, 3], 2)", "[1, 3]"),
        ("list replace([1, 2, 3], 2, 9)", "[1, 9, 3]"),
        ("list replace([1, 2, 3], function(item, newItem) item > 1, 9)", "[1, 9, 9]"),
        ("reverse([1, 2])", "[2, 1]"),
        ("index of([1, 2, 1], 1)", "[1, 3]"),
        ("union([1, 2], [2, 3])", "[1, 2, 3]"),
        ('distinct values([1, "1", 1, [1], [1]])', '[1, "1", [1]]'),
        ("duplicate values([1, 2, 1])", "[1]"),
        ("flatten([[1, [2]], 3])", "[1, 2, 3]"),
        ("sort([2, 3, 1])", "[1, 2, 3]"),
        ("sort(list: [1, 2], precedes: function(a, b) a > b)", "[2, 1]"),
        ("partition([1, 2, 3], 2)", "[[1, 2], [3]]"),
        ("is empty([])", "true"),
    ],
)
def test_lists(text: str, expected: str) -> None:
    assert value_of(text) == value_of(expected) != None  # noqa: E711


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('get value({a: {b: 1}}, "a").b', "1"),
        ('get value({a: {b: 1}}, ["a", "b"])', "1"),
        ("get entries({a: 1})", '[{key: "a", value: 1}]'),
        ('context([{key: "a", value: 1}])', "{a: 1}"),
        ('context put({a: 1}, "b", 2)', "{a: 1, b: 2}"),
        ('context put({a: {b: 1}}, ["a", "c"], 2)', "{a: {b: 1, c: 2}}"),
        ("context merge([{a: 1, b: 1}, {b: 2}])", "{a: 1, b: 2}"),
        ("get or else(null, 3)", "3"),
        ("is defined(missing)", "false"),
        ('is(@"10:00:00Z", @"10:00:00+00:00")', "true"),
        ('is(1, "1")', "false"),
    ],
)
def test_contexts_and_absence(text: str, expected: str) -> None:
    assert value_of(text) == value_of(expected) != None  # noqa: E711


@pytest.mark.parametrize(
    "text",
    [
        "before(1, 2)",
        "before([1..5), 5)",
        "after([6..9], [1..5])",
        "meets([1..5], [5..8])",
        "met by([5..8], [1..5])",
        "overlaps([1..5], [5..8])",
        "not(overlaps([1..5), [5..8]))",
        "overlaps before([1..5], [3..8])",
        "overlaps after([3..8], [1..5])",
        "finishes(5, [1..5])",
        "finished by([1..5], [3..5])",
        "includes([1..5], 3)",
        "during((2..4), [1..5])",
        "starts(1, [1..5])",
        "started by([1..5], [1..3])",
        "coincides([1..5], [1..5])",
        'includes([@"2026-01-01"..@"2026-12-31"], today())',
        'range("[1..3)") = [1..3)',
        "[1..3).end included = false",
        "(< 5).end = 5",
    ],
)
def test_relations_of_ranges_hold(text: str) -> None:
    assert value_of(text) is True


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('substring("a", 0)', "no_such_item"),
        ("sublist([1], 2)", "no_such_item"),
        ("insert before([], 1, 1)", "no_such_item"),
        ('number("1.000,5")', "no_number"),
        ('number("1", " ", " ")', "invalid_separator"),
        ('string join(["a", 1])', "invalid_argument"),
        ('sum([1, "a"])', "invalid_argument"),
        ('max([1, "a"])', "incomparable"),
        ("sort([1, 2], function(a, b) a)", "no_boolean"),
        ('matches("a", "(")', "invalid_pattern"),
        ('matches("a", "a", "z")', "invalid_flags"),
        ('replace("a", "a", "$")', "invalid_replacement"),
        ('replace("a", "a?", "b")', "invalid_pattern"),
        ("sqrt(-1)", "no_number"),
        ("log(0)", "no_number"),
        ("stddev([1])", "too_few_items"),
        ("before([1..5], 2, 3)", "wrong_arguments"),
        ('range("1")', "no_range"),
        ("count(lists: [1])", "wrong_arguments"),
        ("round up(1)", "wrong_arguments"),
        ("decimal(1, 9999)", "out_of_range"),
        ('context put({a: 1}, ["a", "b"], 2)', "invalid_argument"),
    ],
)
def test_functions_answer_null_with_a_reason(text: str, code: str) -> None:
    assert value_of(text) is None
    assert codes_of(text) == [code]


def test_one_value_and_a_list_of_one_stand_for_each_other() -> None:
    assert value_of("count(5)") == 1
    assert value_of('upper case(["a"])') == "A"


def test_every_function_answers_any_arguments_without_an_exception() -> None:
    odd = [None, True, Decimal("-1.5"), Decimal("1E+6000"), "x", [], [None], {}, {"a": 1}, feel.Range(None, Decimal(1))]
    odd += [value_of('@"2026-01-01"'), value_of('@"10:00:00"'), value_of('@"P1D"'), value_of('@"P1M"'), value_of("abs")]
    odd += [value_of('@"9999-12-31T23:59:59Z"'), value_of('@"0001-01-01T00:00:00+14:00"')]

    for name in feel.BUILTINS:
        for first in odd:
            for second in odd:
                for arguments in (["a"], ["a", "b"], ["a", "b", "a"]):
                    text = f"f({', '.join(arguments)})"
                    result = feel.evaluate(text, {"a": first, "b": second, "f": feel.BUILTINS[name]})
                    assert result.value is not None or result.problems or name in ANSWER_NULL


ANSWER_NULL = frozenset(
    ["string", "not", "get or else", "get value", "min", "max", "sum", "mean", "median", "product", "all", "any"]
)
