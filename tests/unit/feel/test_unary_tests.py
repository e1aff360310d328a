"""Cells of decision tables."""

import pytest

from engine import feel


@pytest.mark.parametrize(
    ("tests", "value", "expected"),
    [
        ("-", None, True),
        ('"low", "high"', "high", True),
        ('"low", "high"', "medium", False),
        ('not("low", "high")', "medium", True),
        ("< 5", 4, True),
        (">= 5, < 1", 5, True),
        ("[1..5]", 5, True),
        ("(1..5)", 5, False),
        ("]1..5[", 2, True),
        ("true", True, True),
        ("false", False, True),
        ("true", False, False),
        ("null", None, True),
        ("5", None, False),
        ("< 5", None, None),
        ("limit", 7, True),
        ("> limit - 1", 7, True),
        ("? > 3 and ? < 9", 7, True),
        ("? > 3 and ? < 5", 7, False),
        ("list contains([1, 7], ?)", 7, True),
        ("not(? > 3)", 7, False),
        ("[7, 8]", 7, True),
        ("[7, 8]", [7, 8], True),
        ("limit > 3", 99, True),
        ('date("2026-01-01")', "2026-01-01", None),
        ("not(5)", None, True),
        ('matches(?, "^a.*")', "abc", True),
        ("?.kind", {"kind": True}, True),
    ],
)
def test_a_value_passes_or_not(tests: str, value: object, expected: bool | None) -> None:
    assert feel.test(tests, value, {"limit": 7}).value is expected


def test_tests_are_parsed_once_and_put_to_many_values() -> None:
    tests = feel.parse_unary_tests(">= old age", ["old age"])

    assert [feel.test(tests, age, {"old age": 67}).value for age in (66, 67, 68)] == [False, True, True]
    assert feel.names_used(tests) == {"old age"}


@pytest.mark.parametrize("tests", ["", "<", "5,", "not(", "- 5 -", "= ="])
def test_what_is_no_test_is_refused(tests: str) -> None:
    with pytest.raises(feel.SyntaxProblem):
        feel.parse_unary_tests(tests)
