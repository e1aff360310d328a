"""Values as JSON and back."""

import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import feel

_ZONES = [
    None,
    UTC,
    timezone(timedelta(hours=2, minutes=30)),
    ZoneInfo("Europe/Copenhagen"),
    ZoneInfo("Europe/Stockholm"),
]
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_ATOMS = st.one_of(
    st.none(),
    st.booleans(),
    _TEXT,
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**20), max_value=10**20),
    st.integers(-(10**33), 10**33).map(Decimal),
    st.dates(),
    st.builds(lambda moment, zone: moment.replace(tzinfo=zone), st.datetimes(), st.sampled_from(_ZONES)),
    st.builds(lambda clock, zone: clock.replace(tzinfo=zone), st.times(), st.sampled_from(_ZONES)),
    st.timedeltas(timedelta(days=-9999), timedelta(days=9999)).map(feel.DayTimeDuration),
    st.integers(-5000, 5000).map(feel.YearMonthDuration),
    st.builds(feel.Range, st.just(Decimal(1)), st.just(Decimal(5)), st.booleans(), st.booleans()),
)
_KEYS = st.one_of(_TEXT, st.sampled_from(["@", "v", "fold", "typename", "__class__"]))
VALUES = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_KEYS, inner, max_size=3)),
    max_leaves=8,
)


@given(VALUES)
@settings(max_examples=150, database=None, deadline=None)
def test_every_value_survives_json(value: object) -> None:
    assert _identical(feel.decode(json.loads(json.dumps(feel.encode(value)))), feel.to_feel(value))


@given(st.dictionaries(_KEYS, st.one_of(_TEXT, st.dictionaries(_KEYS, _TEXT, max_size=2)), max_size=4))
@settings(max_examples=100, database=None, deadline=None)
def test_no_data_is_taken_for_a_mark(value: dict[str, object]) -> None:
    assert feel.decode(json.loads(json.dumps(feel.encode(value)))) == value


def test_plain_data_stays_readable() -> None:
    assert feel.encode({"title": "Bridge", "year": 2026, "ok": True, "rows": [1, None]}) == {
        "title": "Bridge",
        "year": 2026,
        "ok": True,
        "rows": [1, None],
    }


def test_numbers_keep_their_decimals() -> None:
    assert str(feel.decode(feel.encode(Decimal("1.500")))) == "1.500"


def test_built_in_functions_are_encoded_and_others_refused() -> None:
    assert feel.decode(feel.encode(feel.BUILTINS["count"])) is feel.BUILTINS["count"]
    with pytest.raises(TypeError):
        feel.encode(feel.evaluate("function(a) a", {}).value)


@pytest.mark.parametrize(
    "form",
    [
        {"@": "date", "v": "2026-13-01"},
        {"@": "date"},
        {"@": "unheard of", "v": ""},
        {"@": ["date"], "v": ""},
        {"@": "context", "v": [1]},
        {"@": "range", "v": [1, 2]},
        {"@": "number", "v": "NaN"},
        {"@": "function", "v": "system"},
        1.5,
        {1: 2},
    ],
)
def test_forms_that_encode_never_gives_are_refused(form: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        feel.decode(form)


def _nested(depth: int) -> list[object]:
    value: list[object] = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("value", [object(), {1: 2}, float("nan"), float("inf"), b"x", {1, 2}, _nested(1000), "\ud800"])
def test_what_is_no_feel_value_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        feel.to_feel(value)
    with pytest.raises(TypeError):
        feel.encode(value)


def test_to_feel_makes_values_of_its_own() -> None:
    given_value = {
        "a": (1, 2.5),
        "b": [{"c": date(2026, 1, 1)}],
        "t": time(9, 30),
        "m": datetime(2026, 1, 1, tzinfo=UTC),
    }

    made = feel.to_feel(given_value)

    assert made == {
        "a": [Decimal(1), Decimal("2.5")],
        "b": [{"c": date(2026, 1, 1)}],
        "t": time(9, 30),
        "m": datetime(2026, 1, 1, tzinfo=UTC),
    }
    assert made["b"] is not given_value["b"]
    assert isinstance(feel.to_feel(True), bool)


def _identical(left: object, right: object) -> bool:
    if type(left) is not type(right):
        return False
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_identical, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(_identical(left[key], right[key]) for key in left)
    if isinstance(left, datetime | time) and isinstance(right, datetime | time):
        return (
            left.isoformat() == right.isoformat() and str(left.tzinfo) == str(right.tzinfo) and left.fold == right.fold
        )
    return left == right and str(left) == str(right)
