"""Reminder ladders as text: "-3w, 0, +2w:escalate" is three working days before, on the day, two after to another."""

import re
from dataclasses import dataclass
from enum import StrEnum

from engine import errors

REFERENCE = "ladder:"
STANDARD = "standard"
ESCALATE = "escalate"
MOST_RUNGS = 12
FURTHEST = {"w": 260, "d": 400, "h": 2_400}
_RUNG = re.compile(r"(?P<sign>[+-]?)(?P<count>[0-9]{1,6})(?P<unit>[wdh]?)(?::(?P<who>[a-z][a-z0-9_]{0,59}))?")


class Unit(StrEnum):
    """What a distance is counted in; the moment of the deadline itself has none."""

    WORKING_DAYS = "w"
    DAYS = "d"
    HOURS = "h"
    NONE = ""


@dataclass(frozen=True)
class Rung:
    """So much before (negative) or after a deadline, and to whom: "" is whoever has the task or is offered it."""

    offset: int
    unit: Unit = Unit.NONE
    who: str = ""

    def __str__(self) -> str:
        """The rung as it is written."""
        distance = f"{self.offset:+d}{self.unit}" if self.offset else "0"
        return f"{distance}:{self.who}" if self.who else distance


class LadderRejected(errors.Rejected):
    """A text that is no ladder; facts: `code` and the `rung` as typed."""


def parse(text: str) -> tuple[Rung, ...]:
    """The rungs in the order written; LadderRejected says what is wrong with the first that cannot be read."""
    parts = [part.strip() for part in text.replace("\N{MINUS SIGN}", "-").split(",")]
    if parts == [""]:
        raise LadderRejected(code="empty", rung="")
    if len(parts) > MOST_RUNGS:
        raise LadderRejected(code="too_many", rung="", limit=MOST_RUNGS)
    rungs: list[Rung] = []
    for part in parts:
        rung = _rung(part)
        if rung in rungs:
            raise LadderRejected(code="twice", rung=part)
        rungs.append(rung)
    return tuple(rungs)


def write(rungs: tuple[Rung, ...]) -> str:
    """The text that `parse` reads."""
    return ", ".join(map(str, rungs))


def reference(remind: str) -> str | None:
    """The key of the ladder that a task names, or None when it lists rungs of its own."""
    if not remind:
        return STANDARD
    return remind.removeprefix(REFERENCE).strip() if remind.startswith(REFERENCE) else None


def _rung(part: str) -> Rung:
    found = _RUNG.fullmatch(part)
    if found is None:
        raise LadderRejected(code="unreadable", rung=part)
    count, unit = int(found["count"]), Unit(found["unit"])
    if count and not unit:
        raise LadderRejected(code="no_unit", rung=part)
    if count and not found["sign"]:
        raise LadderRejected(code="no_sign", rung=part)
    if unit and count > FURTHEST[unit]:
        raise LadderRejected(code="too_far", rung=part, limit=FURTHEST[unit])
    who = found["who"] or ""
    return Rung(-count if found["sign"] == "-" else count, unit, who) if count else Rung(0, Unit.NONE, who)
