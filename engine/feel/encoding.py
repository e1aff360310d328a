"""FEEL values as JSON and back, without loss.

Null, booleans, strings, lists and whole numbers of moderate size stand for themselves, contexts are objects.
Everything else is an object with the key `@`, which says what it is; a context that has such a key itself is
wrapped, so that nobody's data can be taken for a mark.
"""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from engine.feel import temporal
from engine.feel.far import FarMoment
from engine.feel.functions import BUILTINS
from engine.feel.values import MAX_DEPTH, DayTimeDuration, Function, Range, Value, YearMonthDuration, kind_of, to_feel

MARK = "@"
_SAFE = 2**53


def encode(value: object) -> object:
    """The JSON-safe form (dict, list, str, int, bool, None) of any FEEL value.

    Raises TypeError for what is no FEEL value, for functions other than built-in ones (they hold on to the scope
    they were made in), and for nesting over 200 levels.
    """
    return _encoded(to_feel(value), 0)


def decode(form: object) -> Value:
    """The value that `encode` gave this form; raises ValueError for any other."""
    return _decoded(form, 0)


def _encoded(value: Value, depth: int) -> object:
    if value is None or isinstance(value, bool | str):
        return value
    if depth > MAX_DEPTH:
        raise TypeError(f"nested deeper than {MAX_DEPTH}")
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, list):
        return [_encoded(item, depth + 1) for item in value]
    if isinstance(value, dict):
        entries = {key: _encoded(item, depth + 1) for key, item in value.items()}
        return {MARK: "context", "v": entries} if MARK in entries else entries
    if isinstance(value, Range):
        ends = [_encoded(value.start, depth + 1), _encoded(value.end, depth + 1)]
        return {MARK: "range", "v": [*ends, value.start_included, value.end_included]}
    return _atom(value)


def _number(value: Decimal) -> object:
    sign, _, exponent = value.as_tuple()
    if exponent == 0 and abs(value) <= _SAFE and not (sign and not value):
        return int(value)
    return {MARK: "number", "v": str(value)}


def _atom(value: Value) -> object:
    if isinstance(value, Function):
        if BUILTINS.get(value.name) is not value:
            raise TypeError("only built-in functions can be encoded")
        return {MARK: "function", "v": value.name}
    kind = kind_of(value)
    if isinstance(value, (date, time, FarMoment)):
        temporal.require_plain_zone(value)
    form: dict[str, object] = {MARK: kind, "v": temporal.write(value)}
    if isinstance(value, datetime | time) and value.fold:
        form["fold"] = 1
    return form


def _decoded(form: object, depth: int) -> Value:
    if depth > 2 * MAX_DEPTH:
        raise ValueError("nested too deep")
    if form is None or isinstance(form, bool | str):
        return form
    if isinstance(form, int):
        return Decimal(form)
    if isinstance(form, list):
        return [_decoded(item, depth + 1) for item in form]
    if isinstance(form, dict):
        return _marked(form, depth) if MARK in form else _entries(form, depth)
    raise ValueError(f"no encoded value: {type(form).__name__}")


def _entries(form: object, depth: int) -> Value:
    if not isinstance(form, dict) or not all(isinstance(key, str) for key in form):
        raise ValueError("entries of a context")
    return {key: _decoded(item, depth + 1) for key, item in form.items()}


def _marked(form: dict[object, object], depth: int) -> Value:
    kind, content = form[MARK], form.get("v")
    if kind == "context":
        return _entries(content, depth)
    if kind == "range":
        return _range(content, depth)
    read = _READERS.get(kind) if isinstance(kind, str) else None
    value = read(content) if read is not None and isinstance(content, str) else None
    if value is None:
        raise ValueError(f"no encoded value: {str(kind)[:40]}")
    return value.replace(fold=1) if form.get("fold") == 1 and isinstance(value, datetime | time) else value


def _range(content: object, depth: int) -> Range:
    if not isinstance(content, list) or len(content) != 4 or not all(isinstance(flag, bool) for flag in content[2:]):
        raise ValueError("no encoded range")
    start, end = (_decoded(part, depth + 1) for part in content[:2])
    return Range(start, end, content[2], content[3])


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _duration(kind: type) -> Callable[[str], Value]:
    def read(text: str) -> DayTimeDuration | YearMonthDuration | None:
        value = temporal.read_duration(text)
        return value if isinstance(value, kind) else None

    return read


_READERS: dict[str, Callable[[str], Value]] = {
    "number": _decimal,
    "date": temporal.read_date,
    "time": temporal.read_time,
    "date and time": temporal.read_date_time,
    "days and time duration": _duration(DayTimeDuration),
    "years and months duration": _duration(YearMonthDuration),
    "function": BUILTINS.get,
}
