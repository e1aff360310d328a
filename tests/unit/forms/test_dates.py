from datetime import date

import pytest

from forms import dates


@pytest.mark.parametrize(
    "text", ["05.03.2027", "05-03-2027", "05/03/2027", "5.3.2027", "5. 3. 2027", "2027-03-05", " 2027-3-5 "]
)
def test_a_date_is_read_day_first_or_as_iso(text: str) -> None:
    assert dates.read(text) == date(2027, 3, 5)


@pytest.mark.parametrize("text", ["", "tomorrow", "31-02-2027", "05-03-27", "05-03/2027", "2027-13-01", "20270305"])
def test_what_is_no_day_of_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(dates.NotADate):
        dates.read(text)


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
