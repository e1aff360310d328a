"""Rules of working days, as processes write them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from engine.casework import rules

FIVE = Decimal(5)


@pytest.mark.parametrize(
    ("start", "first"),
    [
        (None, None),
        (date(2027, 5, 3), date(2027, 5, 3)),
        (datetime(2027, 5, 3, 21, 59, tzinfo=UTC), date(2027, 5, 3)),
        (datetime(2027, 5, 3, 22, 0, tzinfo=UTC), date(2027, 5, 4)),
        (datetime(2027, 5, 3, 23, 59), date(2027, 5, 3)),  # noqa: DTZ001 - a local time of a form
    ],
)
def test_the_first_day_is_that_of_the_people_not_that_of_utc(start: object, first: date | None) -> None:
    assert rules.workdays(FIVE, "BOTH", start) == {"rule": "workdays", "days": FIVE, "calendar": "BOTH", "from": first}


@pytest.mark.parametrize(
    ("days", "calendar", "start"),
    [
        ("5", None, None),
        (Decimal("1.5"), None, None),
        (Decimal(5_001), None, None),
        (FIVE, "NO", None),
        (FIVE, "DK", 3),
    ],
)
def test_what_is_no_rule_of_working_days_is_null(days: object, calendar: object, start: object) -> None:
    assert rules.workdays(days, calendar, start) is None
