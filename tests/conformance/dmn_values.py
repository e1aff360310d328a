"""Values of the decision test suite: from its XML to values of our language, and when two count as equal."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from lxml import etree

from engine import feel
from engine.feel import temporal

NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
TOLERANCE = Decimal("1e-8")


def read(node: etree._Element | None) -> Any:
    """The value that an input, an `expected`, an item or a component holds; without content it is null."""
    if node is None or node.get(NIL) == "true":
        return None
    components = list(_children(node, "component"))
    if components:
        return {each.get("name", ""): read(each) for each in components}
    for each in _children(node, "list"):
        return None if each.get(NIL) == "true" else [read(item) for item in _children(each, "item")]
    return next((_simple(each) for each in _children(node, "value")), None)


def same(expected: Any, got: Any) -> bool:
    """Whether a result is the one expected; no kind of value ever equals one of another kind."""
    if isinstance(expected, list):
        return isinstance(got, list) and len(got) == len(expected) and all(map(same, expected, got))
    if isinstance(expected, dict):
        return (
            isinstance(got, dict) and got.keys() == expected.keys() and all(same(expected[k], got[k]) for k in expected)
        )
    if type(expected) is not type(got):
        return False
    compare = _COMPARISONS.get(type(expected), lambda left, right: left == right)
    return bool(compare(expected, got))


def _children(node: etree._Element, name: str) -> Iterator[etree._Element]:
    return (each for each in node.iterchildren(etree.Element) if etree.QName(each).localname == name)


def _simple(node: etree._Element) -> Any:
    if node.get(NIL) == "true":
        return None
    kind, text = (node.get(TYPE) or "xsd:string").rpartition(":")[2], node.text or ""
    value = _READERS[kind](text if kind == "string" else text.strip())
    if value is None:
        raise ValueError(f"not a {kind}: {text}")
    return value


def _numbers(expected: Decimal, got: Decimal) -> bool:
    gap = abs(expected - got)
    return gap <= TOLERANCE or gap <= TOLERANCE * abs(expected)


def _moments(expected: datetime, got: datetime) -> bool:
    return expected.replace(tzinfo=None) == got.replace(tzinfo=None) and _zone(expected) == _zone(got)


def _times(expected: time, got: time) -> bool:
    return expected.replace(tzinfo=None) == got.replace(tzinfo=None) and _zone(expected) == _zone(got)


def _zone(value: datetime | time) -> tuple[str | None, timedelta | None]:
    """A named zone by its name, any other by how far it is from UTC."""
    zone: tzinfo | None = value.tzinfo
    name = None if zone is UTC else temporal.zone_name(zone)
    return (name, None) if name is not None else (None, value.utcoffset())


def _boolean(text: str) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}[text]


_READERS: dict[str, Callable[[str], Any]] = {
    "string": str,
    "decimal": Decimal,
    "double": Decimal,
    "integer": Decimal,
    "boolean": _boolean,
    "date": temporal.read_date,
    "time": temporal.read_time,
    "dateTime": temporal.read_date_time,
    "duration": temporal.read_duration,
}
_COMPARISONS: dict[type, Callable[[Any, Any], bool]] = {
    Decimal: _numbers,
    datetime: _moments,
    time: _times,
    date: date.__eq__,
    feel.DayTimeDuration: feel.DayTimeDuration.__eq__,
    feel.YearMonthDuration: feel.YearMonthDuration.__eq__,
}
