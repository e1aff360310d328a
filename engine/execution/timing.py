"""When timers are due: computed once, when the wait is armed, from the passed instant."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engine import feel
from engine.execution.limits import Environment, months_later

_CYCLE = re.compile(r"R(\d*)/(?:([^/P][^/]*)/)?([^/]+)")
_DURATION = re.compile(
    r"([-+])?P(?=\d|T\d)(?:(\d{1,9})Y)?(?:(\d{1,9})M)?(?:(\d{1,9})W)?(?:(\d{1,9})D)?"
    r"(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d+)?)S)?)?"
)


@dataclass(frozen=True)
class Due:
    """The next moment of a timer; `left` further firings (None without end), `period` of a cycle as written.

    A cycle is counted from its `anchor`: this is its `turn`-th period, so that neither short months nor hours that a
    night does not have move what comes after.
    """

    at: datetime
    left: int | None = 0
    period: str = ""
    anchor: datetime | None = None
    turn: int = 0


def due(written: str, value: object, kind: str, now: datetime, environment: Environment) -> Due:
    """The due time of a timer. `value` is what its FEEL gave, or None for an ISO 8601 literal.

    Raises ValueError for what is no rule of time, OverflowError past the calendar's end.
    """
    if isinstance(value, str):
        written, value = value, None
    if value is not None:
        return Due(environment.moment(value, now))
    cycle = _CYCLE.fullmatch(written)
    if cycle:
        count, start, period = cycle.groups()
        left = int(count) - 1 if count else None
        if not start:
            return Due(_turn(period, now, 1, environment), left, period, now, 1)
        anchor = environment.moment(_literal(start), now)
        turn = _first_turn(period, anchor, now, environment)
        return Due(_turn(period, anchor, turn, environment), left, period, anchor, turn)
    if kind == "date" or written[:1].isdigit():
        return Due(environment.moment(_literal(written), now))
    return Due(_turn(written, now, 1, environment))


def following(previous: Due, environment: Environment) -> Due | None:
    """The next turn of a cycle, or None after the last, or where the calendar ends."""
    if previous.left is not None and previous.left <= 0:
        return None
    left = None if previous.left is None else previous.left - 1
    anchor, turn = (previous.at, 0) if previous.anchor is None else (previous.anchor, previous.turn)
    try:
        at = _turn(previous.period, anchor, turn + 1, environment)
    except (ValueError, OverflowError):
        return None
    return Due(at, left, previous.period, anchor, turn + 1)


def following_after(previous: Due, now: datetime, environment: Environment) -> Due | None:
    """The first turn of a cycle that lies after an instant; those before it count as turned."""
    anchor = previous.at if previous.anchor is None else previous.anchor
    try:
        turn = max(
            previous.turn + 1, _first_turn(previous.period, anchor, now + timedelta(microseconds=1), environment)
        )
        at = _turn(previous.period, anchor, turn, environment).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    left = None if previous.left is None else previous.left - (turn - previous.turn)
    return None if left is not None and left < 0 else Due(at, left, previous.period, anchor, turn)


def write(found: Due) -> dict[str, Any]:
    """A due time as part of a state."""
    anchor = found.anchor.astimezone(UTC) if found.anchor is not None else None
    moments = {"due": found.at.astimezone(UTC), "anchor": anchor}
    return {**moments, "left": found.left, "period": found.period, "turn": found.turn}


def read(entry: Mapping[str, Any]) -> Due:
    """A due time as it stands in a state; one of an earlier engine has no anchor."""
    left = entry["left"]
    return Due(
        at=entry["due"],
        left=None if left is None else int(left),
        period=entry["period"],
        anchor=entry.get("anchor"),
        turn=int(entry.get("turn", 0)),
    )


def _first_turn(period: str, anchor: datetime, now: datetime, environment: Environment) -> int:
    """The number of the first turn that is not over; found by halves, as a minute may have turned for years."""
    if anchor >= now:
        return 0
    above = 1
    while _turn(period, anchor, above, environment) < now:
        above *= 2
    below = above // 2
    while above - below > 1:
        middle = (above + below) // 2
        below, above = (middle, above) if _turn(period, anchor, middle, environment) < now else (below, middle)
    return above


def _turn(written: str, anchor: datetime, turn: int, environment: Environment) -> datetime:
    """The end of the `turn`-th period after a moment: months and days move the wall clock, hours the elapsed time."""
    months, days, rest = _length(written)
    moment = months_later(environment.local(anchor), months * turn) if months else environment.local(anchor)
    if days:  # 16:00 stays 16:00 when the clocks change; an hour that a night does not have comes an hour later
        moment = (moment.replace(tzinfo=None) + timedelta(days=days * turn)).replace(tzinfo=ZoneInfo(environment.zone))
    return moment.astimezone(UTC) + rest * turn if rest else moment


def _length(written: str) -> tuple[int, int, timedelta]:
    """An ISO 8601 duration as months, days and what is left; ValueError for what is none."""
    matched = _DURATION.fullmatch(written)
    if matched is None or not any(matched.groups()[1:]):
        raise ValueError(written)
    sign = -1 if matched[1] == "-" else 1
    years, months, weeks, days, hours, minutes = (sign * int(part or 0) for part in matched.groups()[1:7])
    seconds = sign * float(matched[8] or 0)
    return years * 12 + months, weeks * 7 + days, timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _literal(written: str) -> object:
    """A date or a date with time; FEEL wants the seconds, ISO 8601 does without."""
    value = feel.evaluate("date and time(text)", {"text": written}).value
    if value is None:
        value = feel.evaluate("date(text)", {"text": written}).value
    return datetime.fromisoformat(written) if value is None else value
