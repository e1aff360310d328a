"""Reminder ladders as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model import ladders
from engine.model.ladders import LadderRejected, Rung, Unit

RUNGS = st.builds(
    Rung,
    st.integers(-200, 200).filter(bool),
    st.sampled_from([Unit.WORKING_DAYS, Unit.DAYS, Unit.HOURS]),
    st.sampled_from(["", "escalate", "tf_coord"]),
)


def test_a_ladder_is_read_rung_by_rung() -> None:
    assert ladders.parse(" -3w,0 , +2w:escalate,-12h") == (
        Rung(-3, Unit.WORKING_DAYS),
        Rung(0),
        Rung(2, Unit.WORKING_DAYS, "escalate"),
        Rung(-12, Unit.HOURS),
    )


@given(st.lists(RUNGS, min_size=1, max_size=12, unique=True))
def test_what_is_written_reads_the_same(rungs: list[Rung]) -> None:
    assert ladders.parse(ladders.write(tuple(rungs))) == tuple(rungs)


def test_a_minus_from_a_text_program_is_a_minus() -> None:
    assert ladders.parse("−3w") == (Rung(-3, Unit.WORKING_DAYS),)


@pytest.mark.parametrize(
    ("text", "code", "rung"),
    [
        ("", "empty", ""),
        (" ", "empty", ""),
        ("-3w,", "unreadable", ""),
        ("three days", "unreadable", "three days"),
        ("-3x", "unreadable", "-3x"),
        ("-3w:", "unreadable", "-3w:"),
        ("-3w:Tove Ravn", "unreadable", "-3w:Tove Ravn"),
        ("-3", "no_unit", "-3"),
        ("3w", "no_sign", "3w"),
        ("-261w", "too_far", "-261w"),
        ("-3w, 0, -3w", "twice", "-3w"),
        ("0, +0w", "twice", "+0w"),
        (", ".join(f"-{n}d" for n in range(1, 14)), "too_many", ""),
        ("-" + "9" * 5000 + "w", "unreadable", "-" + "9" * 5000 + "w"),
        ("-٣w", "unreadable", "-٣w"),
    ],
)
def test_what_is_no_ladder_is_refused_with_the_rung_at_fault(text: str, code: str, rung: str) -> None:
    with pytest.raises(LadderRejected) as refused:
        ladders.parse(text)
    assert (refused.value.facts["code"], refused.value.facts["rung"]) == (code, rung)


@pytest.mark.parametrize(
    ("remind", "key"), [("", "standard"), ("ladder:gate", "gate"), ("-3w, 0", None), ("ladder: gate ", "gate")]
)
def test_a_task_names_a_ladder_or_lists_its_own(remind: str, key: str | None) -> None:
    assert ladders.reference(remind) == key
