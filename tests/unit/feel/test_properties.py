"""Laws that hold for all numbers, texts and times."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import feel
from tests.unit.feel.values import value_of

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=3)
DAYS = st.dates(date(1900, 1, 1), date(2200, 1, 1))
QUIET = settings(max_examples=60, database=None, deadline=None)


@given(NUMBERS, NUMBERS, NUMBERS)
@QUIET
def test_sums_and_products_are_exact(a: Decimal, b: Decimal, c: Decimal) -> None:
    names = {"a": a, "b": b, "c": c}

    assert value_of("a + b = b + a and (a + b) + c = a + (b + c)", names) is True
    assert value_of("a * b = b * a and a - b + b = a and a * (b + c) = a * b + a * c", names) is True
    assert value_of("-(-a) = a and abs(a) >= 0", names) is True


@given(NUMBERS, NUMBERS)
@QUIET
def test_order_is_total_and_agrees_with_ranges(a: Decimal, b: Decimal) -> None:
    names = {"a": a, "b": b}

    assert [value_of(f"a {sign} b", names) for sign in ("<", "=", ">")].count(True) == 1
    assert value_of("a <= b", names) is value_of("a in (<= b)", names) is value_of("not(a > b)", names)
    assert value_of("a between min(a, b) and max(a, b) and a in [min(a, b)..max(a, b)]", names) is True


@given(NUMBERS, NUMBERS.filter(bool))
@QUIET
def test_modulo_is_the_rest_of_floor_division(a: Decimal, b: Decimal) -> None:
    assert value_of("a - b * floor(a / b) = modulo(a, b)", {"a": a, "b": b}) in (True, None) or abs(a / b) > 10**20


@given(NUMBERS)
@QUIET
def test_numbers_survive_their_text(a: Decimal) -> None:
    assert value_of("number(string(a)) = a", {"a": a}) is True


@given(DAYS, DAYS, st.integers(-1000, 1000))
@QUIET
def test_dates_and_durations_undo_each_other(a: date, b: date, n: int) -> None:
    names = {"a": a, "b": b, "n": feel.YearMonthDuration(n)}

    assert value_of("a + (b - a) = b and date(string(a)) = a", names) is True
    assert value_of('duration(string(n)) = n and n - n = duration("P0M")', names) is True
    assert value_of('(a < b) = (b - a > duration("PT0S"))', names) is True


@given(st.lists(NUMBERS, max_size=8))
@QUIET
def test_lists_keep_their_items(items: list[Decimal]) -> None:
    names = {"items": items}

    assert value_of("reverse(reverse(items)) = items and count(sort(items)) = count(items)", names) is True
    assert value_of("for i in items return i", names) == items
    assert value_of("items[true]", names) == items


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
@QUIET
def test_texts_survive_being_written_as_literals(text: str) -> None:
    quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    assert value_of(quoted) == text
    assert value_of("string length(t)", {"t": text}) == len(text)
    assert value_of('substring before(t + "|", "|") + substring after("|" + t, "|")', {"t": text.replace("|", "")}) == (
        text.replace("|", "") * 2
    )
