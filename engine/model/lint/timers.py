"""Timers: exactly one rule each, FEEL or an ISO 8601 literal, never a zero period."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from engine import errors
from engine.model import vocabulary
from engine.model.lint.subject import Subject, drawn_owner, problem

SHORTEST_PERIOD = timedelta(minutes=1)
_RULES = ("timeDate", "timeDuration", "timeCycle")
_DURATION = re.compile(
    r"(?P<sign>[-+])?P(?=\d|T\d)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)
_CYCLE = re.compile(r"R(?P<times>\d*)/(?:(?P<start>[^/P][^/]*)/)?(?P<period>P[^/]*)")


def rules(subject: Subject) -> Iterator[errors.Problem]:
    """Each timer has one rule; literals are well formed (clause 10.5.5, ISO 8601)."""
    for node in subject.nodes("timerEventDefinition"):
        element = drawn_owner(node)
        written = [child for child in node if vocabulary.local(child) in _RULES]
        if len(written) != 1:
            yield problem("timer_rule_count", element, count=len(written))
            continue
        text = "".join(str(part) for part in written[0].itertext()).strip()
        if text.startswith("="):
            continue
        code = _literal_problem(vocabulary.local(written[0]), text)
        if code:
            yield problem(code, element, text=text)


def short_periods(subject: Subject) -> Iterator[errors.Problem]:
    """House rule: a cycle does not turn more often than once a minute."""
    for node in subject.nodes("timeCycle"):
        matched = _CYCLE.fullmatch((node.text or "").strip())
        length = duration(matched["period"]) if matched else None
        if length is not None and timedelta(0) < length < SHORTEST_PERIOD:
            yield problem("timer_period_short", drawn_owner(node), text=(node.text or "").strip())


def duration(text: str) -> timedelta | None:
    """The length of an ISO 8601 duration (months as 30 days, years as 365, for comparing only); None if malformed."""
    matched = _DURATION.fullmatch(text)
    if matched is None or not any(matched[part] for part in matched.groupdict() if part != "sign"):
        return None
    part = {name: float(matched[name] or 0) for name in matched.groupdict() if name != "sign"}
    days = part["years"] * 365 + part["months"] * 30 + part["weeks"] * 7 + part["days"]
    try:
        length = timedelta(days=days, hours=part["hours"], minutes=part["minutes"], seconds=part["seconds"])
    except OverflowError:
        return None
    return -length if matched["sign"] == "-" else length


def _literal_problem(rule: str, text: str) -> str:
    if rule == "timeDate":
        return _date_problem(text)
    if rule == "timeDuration":
        return _duration_problem(text, zero_allowed=True)
    matched = _CYCLE.fullmatch(text)
    if matched is None or (matched["start"] and _date_problem(matched["start"])):
        return "timer_malformed"
    if matched["times"] and int(matched["times"]) == 0:
        return "timer_zero_period"
    return _duration_problem(matched["period"], zero_allowed=False)


def _date_problem(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return "timer_malformed"
    return "timer_without_zone" if moment.tzinfo is None else ""


def _duration_problem(text: str, *, zero_allowed: bool) -> str:
    length = duration(text)
    if length is None or length < timedelta(0):
        return "timer_malformed"
    return "timer_zero_period" if not length and not zero_allowed else ""
