"""Times of day, and days with a time."""

import json
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

import forms
from forms import drawing, times
from tests.unit.forms.conftest import form as document

KNOWN = {
    "type": "datetime", "subtype": "datetime", "id": "known", "key": "known", "dateLabel": "Known since",
    "validate": {"required": True}, "properties": {"dateLabel:da": "Kendt siden", "dateLabel:sv": "Känt sedan"},
}  # fmt: skip
START = {"type": "datetime", "subtype": "time", "id": "start", "key": "start", "timeLabel": "Start"}
SUMMER = datetime(2027, 7, 1, 12, 30, tzinfo=UTC)


def at(day: str, clock: str) -> dict[str, str]:
    return {"known": day, "known-time": clock}


@pytest.mark.parametrize(
    ("language", "day", "clock"),
    [("da", "01-07-2027", "14.30"), ("sv", "2027-07-01", "14:30"), ("en", "01/07/2027", "14:30")],
)
def test_a_moment_is_kept_in_utc_and_written_as_the_reader_writes_it(bench, language, day, clock) -> None:
    form = bench.bind(KNOWN, language=language, posted=at(day, clock))
    assert form.validate()
    assert form.answers() == {"known": SUMMER}
    again = bench.bind(KNOWN, language=language, data=form.answers())
    assert next(again.fields()).typed == [day, clock]
    assert again.answers() == form.answers()


@pytest.mark.parametrize(
    ("language", "shown"),
    [("da", "1. juli 2027 kl. 14.30"), ("sv", "1 juli 2027 kl. 14:30"), ("en", "1 July 2027 at 14:30")],
)
def test_a_moment_is_read_on_the_readers_clock(bench, language: str, shown: str) -> None:
    (line,) = bench.describe(KNOWN, answers={"known": SUMMER}, language=language)
    assert (line.text, line.kind, line.value) == (shown, drawing.Kind.MOMENT, SUMMER)


def test_another_zone_can_be_given(bench) -> None:
    reading = {**bench.reading("en"), "zone": ZoneInfo("Europe/Helsinki")}
    (line,) = forms.describe(document(KNOWN), {"known": SUMMER}, **reading)
    assert line.text == "1 July 2027 at 15:30"
    assert bench.bind(KNOWN, posted=at("2027-01-01", "14:30")).answers() == {
        "known": datetime(2027, 1, 1, 13, 30, tzinfo=UTC)
    }


@pytest.mark.parametrize(
    ("language", "day", "clock", "legend"),
    [
        ("da", "Dato", "Klokkeslæt", "Kendt siden"),
        ("sv", "Datum", "Klockslag", "Känt sedan"),
        ("en", "Date", "Time", "Known since"),
    ],
)
def test_a_moment_has_two_inputs(bench, language: str, day: str, clock: str, legend: str) -> None:
    (field,) = bench.bind(KNOWN, language=language).fields()
    assert (field.label, field.kind) == (legend, drawing.Kind.MOMENT)
    assert [(half.id, half.name, half.label) for half in field.halves] == [
        ("known", "known", day),
        ("known-time", "known-time", clock),
    ]
    assert [half.format_hint for half in field.halves] == {
        "da": ["dd-mm-åååå", "tt.mm"], "sv": ["åååå-mm-dd", "tt:mm"], "en": ["dd/mm/yyyy", "hh:mm"],
    }[language]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "clock", "language", "sentence"),
    [
        ("", "", "en", "This field is required."),
        ("", "14:30", "en", "Write the date as well."),
        ("", "14.30", "da", "Skriv også datoen."),
        ("", "14:30", "sv", "Skriv även datumet."),
        ("01/07/2027", "", "en", "Write the time as well."),
        ("01-07-2027", "", "da", "Skriv også klokkeslættet."),
        ("2027-07-01", "", "sv", "Skriv även klockslaget."),
        ("01-07-2027", "25.00", "da", "Skriv klokkeslættet som tt.mm, for eksempel 14.30."),
        ("2027-07-01", "halv tre", "sv", "Skriv klockslaget som tt:mm, till exempel 14:30."),
        ("2027-07-01", "9", "en", "Write a time as hh:mm, for example 14:30."),
        ("in March", "14:30", "en", "Write a date as dd/mm/yyyy, for example 25/03/2027."),
        ("31/02/2027", "14:30", "en", "31 February does not exist. Write another date."),
        ("28-03-2027", "02.30", "da",
         "Uret blev stillet frem den nat, så klokken var aldrig 02.30. Skriv et andet klokkeslæt."),
    ],
)  # fmt: skip
def test_what_is_no_moment_is_told_in_words(bench, day: str, clock: str, language: str, sentence: str) -> None:
    form = bench.bind(KNOWN, language=language, posted=at(day, clock))
    assert not form.validate()
    assert [(field, message) for field, _, message in form.problems()] == [("known", sentence)]


def test_of_two_times_of_one_name_the_first_is_meant() -> None:
    found = times.moment(date(2027, 10, 31), time(2, 30), times.ZONE)
    assert found == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_a_moment_before_all_time_is_none() -> None:
    with pytest.raises(times.NoSuchMoment):
        times.moment(date(1, 1, 1), time(0, 0), ZoneInfo("Asia/Tokyo"))


def test_a_draft_keeps_both_halves_as_typed(bench) -> None:
    draft = json.loads(json.dumps(bench.bind(KNOWN, language="da", posted=at("i går", "9.05")).typed()))
    assert draft["known"] == ["i går", "9.05"]
    (field,) = bench.bind(KNOWN, language="sv", data=draft).fields()
    assert field.typed == ["i går", "09:05"]


def test_nothing_typed_is_no_moment(bench) -> None:
    form = bench.bind({**KNOWN, "validate": {}}, posted=at("", " "))
    assert form.validate()
    assert (form.answers(), form.typed()) == ({"known": None}, {"_language": "en", "known": []})


@pytest.mark.parametrize("given", [SUMMER, "2027-07-01T12:30:00Z", SUMMER.replace(hour=14, tzinfo=None)])
def test_a_moment_can_be_prefilled(bench, given: object) -> None:
    bench.formulas["now()"] = lambda scope: given
    form = bench.bind({**KNOWN, "properties": {"prefill": "=now()"}})
    assert form.answers() == {"known": SUMMER}


def test_a_day_alone_asks_for_the_time(bench) -> None:
    bench.formulas["today"] = lambda scope: date(2027, 7, 1)
    (field,) = bench.bind({**KNOWN, "properties": {"prefill": "=today"}}).fields()
    assert [half.typed for half in field.halves] == ["01/07/2027", ""]


def test_a_moment_in_a_row_has_names_of_that_row(bench) -> None:
    listed = {"type": "dynamiclist", "id": "l", "path": "l", "label": "L", "components": [KNOWN]}
    posted = {"l-0-known": "x", "l-1-known": "2027-07-01", "l-1-known-time": "14:30", "_remove": "l-0"}
    assert bench.bind(listed, posted=posted).answers() == {"l": [{"known": SUMMER}]}


@pytest.mark.parametrize(("language", "typed"), [("da", "09.05"), ("sv", "09:05"), ("en", "09:05")])
def test_a_time_of_day_is_kept_as_it_is(bench, language: str, typed: str) -> None:
    form = bench.bind(START, language=language, posted={"start": "9:05"})
    assert form.validate()
    assert form.answers() == {"start": time(9, 5)}
    (field,) = bench.bind(START, language=language, data=form.answers()).fields()
    assert (field.kind, field.typed, field.shown) == (drawing.Kind.TIME, typed, typed)
    (line,) = bench.describe(START, answers=form.answers(), language=language)
    assert line.text == typed


def test_what_is_no_time_of_day_is_kept_as_typed(bench) -> None:
    form = bench.bind(START, posted={"start": "noon"})
    assert not form.validate()
    assert bench.bind(START, data=form.typed()).typed()["start"] == "noon"
