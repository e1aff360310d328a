"""When reminders fall: counted in the calendar of the deadline, held while nobody works."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from engine.casework import schedule
from engine.casework.schedule import Surroundings
from engine.model import ladders

HOME = ZoneInfo("Europe/Copenhagen")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
QUIET = {"DK": (28, 30), "SE": (28, 31)}


def _falls(text: str, at: datetime, kind: str = "working", calendar: str = "DK", **more: object) -> list[str]:
    facts = {"at": at, "kind": kind, "calendar": calendar, "zone": HOME.key, "began": LONG_AGO, "quiet": QUIET, **more}
    found = schedule.moments(ladders.parse(text), Surroundings(**facts))  # type: ignore[arg-type]
    return [f"{moment.astimezone(HOME):%m-%d %H:%M}" for _, moment in found]


def _end(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 23, 59, 59, tzinfo=HOME)


def test_the_gate_ladder_of_a_vote_across_the_border() -> None:
    text = "-3w, 0, +2w:tf_coord, +5w:chair"
    assert _falls(text, _end(2027, 5, 19), calendar="BOTH") == [
        "05-13 07:00",
        "05-19 07:00",
        "05-21 07:00",
        "05-26 07:00",
    ]


def test_working_days_count_in_the_calendar_of_the_deadline() -> None:
    whit_monday = [_falls("-3w", _end(2027, 5, 19), calendar=calendar) for calendar in ("DK", "SE")]
    assert whit_monday == [["05-13 07:00"], ["05-14 07:00"]]


def test_clocks_in_hours_keep_the_time_of_day_whatever_day_it_is() -> None:
    due = datetime(2027, 5, 5, 16, 0, tzinfo=HOME)
    text = "-48h, -24h, -6h:manager, 0:manager"
    assert _falls(text, due, "hours") == ["05-03 16:00", "05-04 16:00", "05-05 10:00", "05-05 16:00"]
    quiet_sunday = datetime(2027, 7, 18, 16, 0, tzinfo=HOME)
    assert _falls("-1h", quiet_sunday, "hours") == ["07-18 15:00"]
    assert _falls("-1d, -1w", datetime(2027, 5, 10, 16, 0, tzinfo=HOME), "hours") == ["05-07 16:00", "05-09 16:00"]


def test_calendar_days_are_not_held() -> None:
    assert _falls("-7d, -1d, 0, +1d", _end(2027, 7, 18), "calendar") == [
        "07-11 07:00",
        "07-17 07:00",
        "07-18 07:00",
        "07-19 07:00",
    ]


@pytest.mark.parametrize(("calendar", "until"), [("DK", "08-02 07:00"), ("SE", "08-09 07:00"), ("BOTH", "08-09 07:00")])
def test_reminders_of_working_deadlines_wait_until_the_quiet_weeks_are_over(calendar: str, until: str) -> None:
    assert _falls("0", _end(2027, 7, 15), calendar=calendar) == [until]


def test_reminders_wait_for_a_day_on_which_people_work() -> None:
    assert _falls("-2d", _end(2027, 5, 10)) == ["05-10 07:00"]
    assert _falls("-72h", _end(2027, 5, 11)) == ["05-10 07:00"]
    assert _falls("-2w", _end(2027, 5, 20), closed=frozenset({date(2027, 5, 18)})) == ["05-14 07:00"]


def test_closing_days_hold_but_do_not_move_a_deadline_that_names_its_calendar() -> None:
    closed = frozenset({date(2027, 5, 18)})
    assert _falls("-2w", _end(2027, 5, 20), calendar="BOTH", closed=closed, closed_count=False) == ["05-19 07:00"]


def test_a_rung_from_before_the_task_began_is_left_out() -> None:
    began = datetime(2027, 5, 14, 9, 0, tzinfo=HOME)
    assert _falls("-5w, -3w, 0", _end(2027, 5, 20), began=began) == ["05-20 07:00"]


def test_a_rung_held_from_before_the_task_began_is_left_out_too() -> None:
    began = datetime(2027, 7, 20, 9, 0, tzinfo=HOME)
    assert _falls("-3w, 0", _end(2027, 7, 22), began=began) == ["08-02 07:00"]


def test_nights_in_which_the_clocks_change_move_no_reminder() -> None:
    assert _falls("-1d, 0", _end(2027, 3, 28), "calendar") == ["03-27 07:00", "03-28 07:00"]
    assert _falls("-24h", datetime(2027, 3, 28, 16, 0, tzinfo=HOME), "hours") == ["03-27 15:00"]
    assert _falls("-1d", datetime(2027, 3, 29, 2, 30, tzinfo=HOME), "hours") == ["03-28 03:30"]
