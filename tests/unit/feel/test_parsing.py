"""Reading text: names with spaces, ambiguous brackets, comments, refusals."""

import pytest

from engine import feel
from tests.unit.feel.values import value_of


def test_names_with_spaces_and_operators_are_taken_longest_first() -> None:
    variables = {"first": 1, "first name": 2, "a-b": 3, "a": 10, "b": 4, "in case of": 5, "Applicant. Age": 6}

    assert value_of("first name + first", variables) == 3
    assert value_of("a-b", variables) == 3
    assert value_of("b-a", variables) == -6
    assert value_of("in  case\n of", variables) == 5
    assert value_of("Applicant. Age > 5", variables) is True


def test_names_must_be_known_to_hold_spaces() -> None:
    with pytest.raises(feel.SyntaxProblem):
        feel.parse("first name")

    assert feel.parse("first name", ["first name"]).text == "first name"


def test_names_behind_a_dot_may_hold_spaces_unknown() -> None:
    assert feel.names_used(feel.parse("person.first name and x")) == {"person", "x"}


def test_words_of_the_language_may_be_keys() -> None:
    assert value_of("{in: 1, return: 2, r: 3}.r") == 3


def test_names_of_every_script_are_names() -> None:
    assert value_of("beløb * år + 🐎", {"beløb": 2, "år": 3, "🐎": 1}) == 7


def test_comments_and_any_space_are_skipped() -> None:
    assert value_of("1 /* one */ +\u00a0// plus\n 2") == 3


def test_strings_know_escapes_and_count_code_points() -> None:
    assert value_of(r'"a\n\"b\"\\ \u00e6 \U01F40E"') == 'a\n"b"\\ æ 🐎'
    assert value_of(r'string length("\uD83D\uDC0E")') == 1
    assert value_of('string length("🐎")') == 1


@pytest.mark.parametrize(
    "text",
    ["", "1 +", "(1", "[1, ]", "if a then b", "for x in y", "{a 1}", "x y", "1 2", "@", '"open', "a = = b", "x.", "#"],
)
def test_what_is_not_feel_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(feel.SyntaxProblem) as caught:
        feel.parse(text)

    assert caught.value.facts["code"] == "unexpected"
    assert isinstance(caught.value.facts["position"], int)


def test_a_refusal_says_what_was_found_and_expected() -> None:
    with pytest.raises(feel.SyntaxProblem) as caught:
        feel.parse("if a els b")

    assert caught.value.facts["position"] == 5
    assert caught.value.facts["found"] == "els"
    assert "then" in caught.value.facts["expected"]


def test_texts_too_long_or_too_deep_are_refused() -> None:
    for text, code in (
        ("1+" * 4000 + "1", "too_long"),
        ("(" * 101 + "1" + ")" * 101, "too_deep"),
        ("-" * 200 + "1", "too_deep"),
    ):
        with pytest.raises(feel.SyntaxProblem) as caught:
            feel.parse(text)
        assert caught.value.facts["code"] == code


def test_long_sums_and_logic_are_not_deep() -> None:
    assert value_of("+".join(["1"] * 3900)) == 3900
    assert value_of(" and ".join(["true"] * 800)) is True


def test_parsing_the_same_text_twice_gives_the_same_expression() -> None:
    assert feel.parse("a + 1") is feel.parse("a + 1")


@pytest.mark.parametrize(
    ("text", "variables", "functions"),
    [
        ("a + b.c", {"a", "b"}, set()),
        ("for x in xs return x + y", {"xs", "y"}, set()),
        ("some x in xs, y in x satisfies y = z", {"xs", "z"}, set()),
        ("{a: 1, b: a + c}", {"c"}, set()),
        ("function(a) a + b", {"b"}, set()),
        ("votes[item.yes][n > 1]", {"votes", "n"}, set()),
        ("count(votes) + workdays(n)", {"votes", "n"}, {"count", "workdays"}),
        ('date and time("x") = today()', set(), {"date and time", "today"}),
        ("{f: function(x) x, r: f(1)}", set(), set()),
    ],
)
def test_the_names_an_expression_needs_are_known(text: str, variables: set[str], functions: set[str]) -> None:
    assert feel.names_used(feel.parse(text)) == variables
    assert feel.functions_used(feel.parse(text)) == functions
