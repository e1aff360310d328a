"""Working days of both countries, against dates read off printed calendars."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.people import calendars

FIVE_DAYS_LATER = [
    ("2027-03-22", "2027-04-01", "2027-03-31", "2027-04-01"),
    ("2026-12-21", "2026-12-30", "2026-12-30", "2026-12-30"),
    ("2027-05-03", "2027-05-11", "2027-05-11", "2027-05-11"),
    ("2027-06-21", "2027-06-28", "2027-06-29", "2027-06-29"),
    ("2027-05-12", "2027-05-20", "2027-05-19", "2027-05-20"),
    ("2026-06-01", "2026-06-09", "2026-06-08", "2026-06-09"),
    ("2028-06-01", "2028-06-09", "2028-06-09", "2028-06-12"),
    ("2027-01-04", "2027-01-11", "2027-01-12", "2027-01-12"),
    ("2026-04-29", "2026-05-06", "2026-05-07", "2026-05-07"),
    ("2027-12-22", "2027-12-30", "2027-12-30", "2027-12-30"),
]
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
CALENDARS = st.sampled_from(calendars.CALENDARS)


@pytest.mark.parametrize(("start", "denmark", "sweden", "both"), FIVE_DAYS_LATER)
def test_five_working_days_fall_on_the_printed_date(start: str, denmark: str, sweden: str, both: str) -> None:
    first = date.fromisoformat(start)
    found = [calendars.add_working_days(first, 5, calendar).isoformat() for calendar in calendars.CALENDARS]
    assert found == [denmark, sweden, both]


def test_ten_working_days_over_easter_differ_between_the_countries() -> None:
    first = date(2026, 3, 30)
    assert calendars.add_working_days(first, 10, "DK") == date(2026, 4, 16)
    assert calendars.add_working_days(first, 10, "SE") == date(2026, 4, 15)


def test_an_office_that_is_closed_moves_only_its_own_deadlines() -> None:
    friday_after_ascension = date(2027, 5, 7)
    assert calendars.add_working_days(date(2027, 5, 5), 1, "DK") == friday_after_ascension
    assert calendars.add_working_days(date(2027, 5, 5), 1, "DK", {friday_after_ascension}) == date(2027, 5, 10)


def test_ascension_on_the_first_of_may_is_still_a_holiday_in_denmark() -> None:
    assert not calendars.is_working_day(date(2008, 5, 1), "DK")
    assert calendars.is_working_day(date(2026, 5, 1), "DK")


@given(DAYS, st.integers(1, 60), CALENDARS)
def test_counting_forward_then_back_returns_to_the_same_working_day(start: date, days: int, calendar: str) -> None:
    day = calendars.add_working_days(start, 0, calendar)
    there = calendars.add_working_days(day, days, calendar)
    assert calendars.add_working_days(there, -days, calendar) == day


@given(DAYS, st.integers(1, 40), CALENDARS)
def test_the_answer_is_a_working_day_with_exactly_as_many_between(start: date, days: int, calendar: str) -> None:
    there = calendars.add_working_days(start, days, calendar)
    between = (start + timedelta(days=n + 1) for n in range((there - start).days))
    assert calendars.is_working_day(there, calendar)
    assert sum(calendars.is_working_day(day, calendar) for day in between) == days


@given(DAYS, st.integers(0, 40))
def test_a_deadline_of_both_countries_is_never_before_either(start: date, days: int) -> None:
    both = calendars.add_working_days(start, days, "BOTH")
    assert both >= max(calendars.add_working_days(start, days, country) for country in ("DK", "SE"))


def test_the_calendar_of_a_case_is_the_country_or_both() -> None:
    assert calendars.union({"DK"}) == "DK"
    assert calendars.union({"SE"}) == "SE"
    assert calendars.union({"DK", "SE"}) == "BOTH"


def test_the_days_that_do_not_count_are_known_with_their_reasons() -> None:
    closed = {date(2026, 6, 2): "Moving house", date(2026, 6, 6): "a Saturday anyway"}
    found = calendars.skipped(date(2026, 6, 1), date(2026, 6, 9), "DK", closed)
    assert [(one.day.day, dict(one.holidays), one.closed) for one in found] == [
        (2, {}, "Moving house"),
        (5, {"DK": "Constitution Day"}, None),
    ]


def test_a_holiday_of_one_country_is_told_apart_from_one_of_both() -> None:
    assert calendars.holidays_on(date(2028, 6, 6), "BOTH") == {"SE": "National Day"}
    assert calendars.holidays_on(date(2027, 5, 6), "BOTH") == {"DK": "Ascension Day", "SE": "Ascension Day"}
    assert calendars.holidays_on(date(2008, 5, 1), "SE") == {"SE": "Ascension Day; May Day"}
    assert calendars.holidays_on(date(2027, 5, 5), "BOTH") == {}


@given(DAYS, st.integers(1, 60), CALENDARS, st.sets(DAYS, max_size=40))
def test_every_weekday_in_between_either_counts_or_has_its_reason(
    start: date, days: int, calendar: str, closed: set[date]
) -> None:
    there = calendars.add_working_days(start, days, calendar, closed)
    left_out = calendars.skipped(start, there, calendar, dict.fromkeys(closed, ""))
    weekdays = [start + timedelta(days=n + 1) for n in range((there - start).days)]
    assert sum(day.weekday() < calendars.SATURDAY for day in weekdays) == days + len(left_out)
    assert calendars.count_working_days(start, there, calendar, closed) == days


@given(DAYS, st.integers(0, 40), CALENDARS, st.sets(DAYS, max_size=40))
def test_closing_days_never_bring_a_deadline_forward(start: date, days: int, calendar: str, closed: set[date]) -> None:
    assert calendars.add_working_days(start, days, calendar, closed) >= calendars.add_working_days(
        start, days, calendar
    )


@given(DAYS, st.integers(1, 40), st.integers(0, 40), CALENDARS)
def test_counting_on_from_a_deadline_is_counting_in_one_go(start: date, days: int, more: int, calendar: str) -> None:
    halfway = calendars.add_working_days(start, days, calendar)
    assert calendars.add_working_days(halfway, more, calendar) == calendars.add_working_days(
        start, days + more, calendar
    )


@given(DAYS, DAYS, st.integers(0, 40), CALENDARS)
def test_who_begins_later_is_never_due_earlier(one: date, other: date, days: int, calendar: str) -> None:
    first, second = sorted((one, other))
    assert calendars.add_working_days(first, days, calendar) <= calendars.add_working_days(second, days, calendar)


def test_a_calendar_that_nobody_has_is_refused() -> None:
    with pytest.raises(ValueError, match="no such calendar: NO"):
        calendars.is_working_day(date(2027, 5, 5), "NO")
