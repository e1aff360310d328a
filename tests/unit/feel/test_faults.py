"""What is wrong with a text whatever the variables are."""

import pytest

from engine import feel


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ('date("2026-02-30") < due', ["invalid_literal"]),
        ('if urgent then 1 + "a" else 2', ["invalid_operand"]),
        ('for x in list return [x, duration("five days")]', ["no_duration"]),
        ('"a" = 1 or score / 0 > 1', ["incomparable"]),
        ('some x in needs satisfies matches(x, "[")', []),
        ("score / 0 + 1 / 0", ["division_by_zero"]),
        ("[1, 2, 3][5]", ["no_such_item"]),
        ("now() > due and today() = first", []),
        ("function(x) x + 1", []),
        ('mine("x") + 1', []),
        ("for i in 1..1000000 return i", []),
        ("null = score", []),
        ("for one in [1, 2] return one + score", []),
        ("some one in [1 / 0] satisfies one > score", ["division_by_zero"]),
    ],
)
def test_parts_made_of_constants_are_evaluated_beforehand(text: str, codes: list[str]) -> None:
    assert [fault.code for fault in feel.constant_faults(feel.parse(text))] == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("> 5, [1..3]", []),
        ('!= "x"', []),
        ('< date("2026-13-01")', ["invalid_literal"]),
        ("? > 1 / 0", ["division_by_zero"]),
    ],
)
def test_unary_tests_are_looked_through_as_well(text: str, codes: list[str]) -> None:
    assert [fault.code for fault in feel.constant_faults(feel.parse_unary_tests(text))] == codes
