"""Years below 1 and above 9999."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import feel
from engine.feel import far
from tests.unit.feel.values import codes_of, value_of

FIRST, LAST = datetime(1600, 1, 1), datetime(2800, 1, 1)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('date("-2021-02-28")', "-2021-02-28"),
        ('date(12345, 2, 29 - 1) + duration("P1D")', "12345-03-01"),
        ('date("9999-12-31") + duration("P1D")', "10000-01-01"),
        ('date("10000-01-01") - duration("P1D")', "9999-12-31"),
        ('date("0001-01-01") - duration("P1D")', "0000-12-31"),
        ('date("12000-01-31") + duration("P1M")', "12000-02-29"),
        ('date and time("-2021-01-01T10:10:10+11:00") + duration("P1Y2M")', "-2020-03-01T10:10:10+11:00"),
        (
            'date and time("-2021-01-01T10:10:10@Australia/Melbourne") - duration("PT1H")',
            "-2021-01-01T09:10:10@Australia/Melbourne",
        ),
        ('date and time("9999-12-31T24:00:00")', "10000-01-01T00:00:00"),
        ('date and time(date("12345-06-07"), time("08:09:10Z"))', "12345-06-07T08:09:10Z"),
        ('date(date and time("12345-06-07T08:09:10Z"))', "12345-06-07"),
        ('time(date and time("12345-06-07T08:09:10Z"))', "08:09:10Z"),
        ('last day of month(date("12000-02-03"))', "12000-02-29"),
        ('date("12000-01-02") - date("11999-12-31")', "P2D"),
        ('date and time("12000-01-01T00:00:00Z") - date("2000-01-01")', "P3652425D"),
        ('years and months duration(date("-0010-01-01"), date("0010-01-01"))', "P20Y"),
        ('[date("12000-01-01").weekday, date("-0044-03-15").month]', "[6, 3]"),
        ('date and time("12000-01-01T10:11:12.5+01:00").second', "12.5"),
        ('sort([date("12000-01-01"), date("2026-01-01"), date("-0044-03-15")])[1]', "-0044-03-15"),
        ('date("12000-01-01") > date("2026-01-01")', "true"),
        ('@"12000-01-01T00:30:00+01:00" = @"11999-12-31T23:30:00Z"', "true"),
        ('date("12000-01-01") = date("12000-01-01") and date("12000-01-01") instance of date', "true"),
    ],
)
def test_years_that_python_does_not_know_are_reckoned_with(text: str, written: str) -> None:
    assert feel.written(value_of(text)) == written


@pytest.mark.parametrize(
    "text", ['date("999999999-12-31") + duration("P1D")', 'date("-999999999-01-01") - duration("P1D")']
)
def test_there_is_an_end_to_the_years(text: str) -> None:
    assert codes_of(text) == ["out_of_range"]


def test_a_far_date_keeps_its_text_and_comes_back_from_json() -> None:
    for text in ('date("12345-06-07")', 'date and time("-0044-03-15T12:00:00@Europe/Oslo")'):
        value = value_of(text)

        assert feel.decode(feel.encode(value)) == value
        assert str(value).startswith(feel.written(value)[:10])


@given(st.datetimes(FIRST, LAST), st.timedeltas(timedelta(-150_000), timedelta(150_000)))
def test_cycles_of_400_years_change_nothing(moment: datetime, length: timedelta) -> None:
    cycles, twin = far.apart(moment)

    assert far.joined(cycles, twin) == moment
    assert far.shifted(moment, length) == moment + length
    assert far.between(moment + length, moment) == length
    assert far.ordinal(moment) == moment.toordinal()
    assert far.made(moment.year, moment.month, moment.day) == date(moment.year, moment.month, moment.day)
