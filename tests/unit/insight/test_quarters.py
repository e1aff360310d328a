"""Quarters begin at midnight of both countries."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from engine.insight import quarters
from engine.insight.quarters import Quarter


@pytest.mark.parametrize(
    ("moment", "quarter"),
    [
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), "2026-Q4"),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "2027-Q1"),
        (datetime(2027, 6, 30, 21, 59, tzinfo=UTC), "2027-Q2"),
        (datetime(2027, 6, 30, 22, 0, tzinfo=UTC), "2027-Q3"),
    ],
)
def test_a_moment_falls_into_the_quarter_that_people_live_in(moment: datetime, quarter: str) -> None:
    assert str(quarters.of(moment)) == quarter


def test_quarters_follow_each_other_over_the_end_of_a_year() -> None:
    last = quarters.last(datetime(2027, 5, 3, tzinfo=UTC), 6)

    assert [str(one) for one in last] == ["2027-Q2", "2027-Q1", "2026-Q4", "2026-Q3", "2026-Q2", "2026-Q1"]
    for later, earlier in pairwise(last):
        assert (later.before, earlier.after) == (earlier, later)
    assert Quarter(2027, 2).first == datetime(2027, 3, 31, 22, 0, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "2027", "2027-Q5", "2027-Q0", "0000-Q1", "27-Q1", "2027-Q1 ", "2027-q1"])
def test_what_is_no_quarter_is_none(text: str) -> None:
    assert quarters.read(text) is None
    assert quarters.read("2027-Q1") == Quarter(2027, 1)
