from datetime import date

import pytest

from forms import dates


@pytest.mark.parametrize("language", ["da", "sv", "en"])
@pytest.mark.parametrize(
    "text",
    [
        "05.03.2027", "05-03-2027", "05/03/2027", "5.3.2027", "5. 3. 2027", "2027-03-05", " 2027-3-5 ", "5/3-2027",
        "5/3 2027", "5. 3 2027", "5 3 2027", "05-03/2027", "5 . 3 . 2027", "5.\u00a03.\u00a02027", "2027/03/05",
        "5-3-27", "05.03.27", "5/3-27", "5/3 27",
    ],
)  # fmt: skip
def test_a_date_is_read_day_first_or_as_iso_with_any_usual_sign(text: str, language: str) -> None:
    assert dates.read(text, language) == date(2027, 3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tomorrow",
        "2027-13-01",
        "12/25/2027",
        "00-03-2027",
        "05-03-0000",
        "20270305",
        "05-03-027",
        "5..3.2027",
        "5/3",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(dates.NotADate) as refusal:
        dates.read(text)
    assert refusal.type is dates.NotADate


@pytest.mark.parametrize(
    ("text", "name", "in_other_years"),
    [("31.2.2027", "31. februar", False), ("2027-04-31", "31. april", False), ("29/2-27", "29. februar", True)],
)
def test_a_day_that_the_calendar_does_not_have_is_named(text: str, name: str, in_other_years: bool) -> None:
    with pytest.raises(dates.NoSuchDay) as refusal:
        dates.read(text)
    assert (refusal.value.name("da"), refusal.value.in_other_years) == (name, in_other_years)


@pytest.mark.parametrize("text", ["27-12-01", "01-12-27"])
def test_where_a_year_may_stand_first_six_digits_are_not_guessed_at(text: str) -> None:
    with pytest.raises(dates.ShortYear):
        dates.read(text, "sv")
    assert dates.read("01-12-27", "da") == dates.read("01-12-27", "en") == date(2027, 12, 1)


@pytest.mark.parametrize(
    ("language", "typed", "hint", "shown"),
    [
        ("da", "05-03-2027", "dd-mm-åååå", "5. marts 2027"),
        ("sv", "2027-03-05", "åååå-mm-dd", "5 mars 2027"),
        ("en", "05/03/2027", "dd/mm/yyyy", "5 March 2027"),
    ],
)
def test_a_date_is_written_as_the_hint_asks(language: str, typed: str, hint: str, shown: str) -> None:
    day = date(2027, 3, 5)
    assert (dates.write(day, language), dates.hint(language), dates.show(day, language)) == (typed, hint, shown)
    assert dates.read(dates.write(day, language)) == day
