"""Regular expressions of the language, compared with Python's where the two agree."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel.fuel import Invalid, Run
from engine.feel.patterns import compiled

_ATOM = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", "(a|b)", "(ab)", "(?:ba)", "\\d"])
_PIECE = st.builds(
    str.__add__, _ATOM, st.sampled_from(["", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{0,2}", "{1,}"])
)
_BODY = st.lists(_PIECE, min_size=1, max_size=5).map("".join)
_PATTERN = st.builds("{}{}{}".format, st.sampled_from(["", "^"]), _BODY, st.sampled_from(["", "$"]))


@given(_PATTERN, st.text("ab1\n", max_size=8))
@settings(max_examples=300, database=None, deadline=None)
def test_matches_are_those_of_a_backtracking_engine(pattern: str, text: str) -> None:
    found = compiled(Run(), pattern, "").search(Run(), text)
    expected = re.search(pattern.replace("$", r"\Z").replace(".", "[^\\n\\r]"), text)

    assert (found and (found.start, found.end)) == (expected and expected.span())


@pytest.mark.parametrize(
    ("pattern", "flags", "text", "expected"),
    [
        ("^b.*d$", "", "abcd\nbd", False),
        ("^b.*d$", "m", "abcd\nbd", True),
        ("a.b", "", "a\nb", False),
        ("a.b", "s", "a\nb", True),
        ("ÅR", "i", "år", True),
        ("[a-c]+$", "i", "ABC", True),
        ("hello world", "x", "helloworld", True),
        ("hello[ ]world", "x", "helloworld", False),
        ("a.b", "q", "a.b", True),
        ("a.b", "q", "axb", False),
        (r"""(['"]).*?\1""", "", 'say "so"', True),
        (r"^[\p{L}-[aeiou]]+$", "", "brd", True),
        (r"^[\p{L}-[aeiou]]+$", "", "bird", False),
        (r"^\p{Lu}\P{Lu}+$", "", "Åse", True),
        (r"^\p{IsBasicLatin}+$", "", "Åse", False),
        (r"^\i\c*$", "", "a-1", True),
        (r"^[^-a]$", "", "b", True),
        (r"[a-]", "", "-", True),
        ("", "", "anything", True),
    ],
)
def test_patterns_follow_xpath(pattern: str, flags: str, text: str, expected: bool) -> None:
    assert (compiled(Run(), pattern, flags).search(Run(), text) is not None) is expected


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        ")",
        "a**",
        "+",
        "[",
        "[b-a]",
        "a{2,1}",
        "a{",
        "a{9999}",
        r"\q",
        r"\1",
        r"(a\1)",
        "(?=a)",
        r"\p{Xx}",
        "[]",
        "\\",
        "]",
    ],
)
def test_wrong_patterns_are_refused(pattern: str) -> None:
    with pytest.raises(Invalid):
        compiled(Run(), pattern, "")
