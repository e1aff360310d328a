"""The values of FEEL, and the door through which Python values become them."""

import decimal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from engine.feel.far import FarDate, FarMoment

if TYPE_CHECKING:
    from engine.feel.fuel import Run
    from engine.feel.syntax import TypeName

Value: TypeAlias = Any
Context: TypeAlias = dict[str, Any]

ARITHMETIC = decimal.Context(
    prec=34, rounding=decimal.ROUND_HALF_EVEN, Emin=-6143, Emax=6144, capitals=1, clamp=0, flags=[], traps=[]
)
MAX_DEPTH = 200


@dataclass(frozen=True, slots=True)
class DayTimeDuration:
    """Days and time: an exact length, negative or positive."""

    length: timedelta

    @property
    def seconds(self) -> Decimal:
        """The whole length in seconds."""
        length = self.length
        return Decimal(length.days * 86_400 + length.seconds) + Decimal(length.microseconds) / 1_000_000


@dataclass(frozen=True, slots=True)
class YearMonthDuration:
    """Years and months, counted in months; how many days that is depends on the calendar."""

    months: int


@dataclass(frozen=True, slots=True)
class Range:
    """Everything between two end points; an end that is None is open to infinity."""

    start: Value
    end: Value
    start_included: bool = True
    end_included: bool = True


@dataclass(frozen=True, slots=True)
class Argument:
    """A parameter of a function: its name, what it takes, whether it may be left out or takes all the rest."""

    name: str
    type: "TypeName | None" = None
    optional: bool = False
    rest: bool = False
    kinds: tuple[str, ...] = ()


CALL_COST = 8


@dataclass(frozen=True, eq=False)
class Function:
    """Something to be called with FEEL values. Two functions are equal only when they are the same one.

    `cost` are the steps of a call, `each` those for every item of its arguments.
    """

    name: str
    signatures: tuple[tuple[Argument, ...], ...]
    body: Callable[["Run", Sequence[Value]], Value] = field(repr=False)
    result: "TypeName | None" = None
    cost: int = CALL_COST
    each: int = 0

    @property
    def parameters(self) -> tuple[Argument, ...]:
        """The parameters of the first signature."""
        return self.signatures[0] if self.signatures else ()


_KINDS: dict[type, str] = {
    bool: "boolean",
    Decimal: "number",
    str: "string",
    list: "list",
    dict: "context",
    datetime: "date and time",
    date: "date",
    FarMoment: "date and time",
    FarDate: "date",
    time: "time",
    DayTimeDuration: "days and time duration",
    YearMonthDuration: "years and months duration",
    Range: "range",
    Function: "function",
    type(None): "null",
}

_AS_THEY_ARE = frozenset(
    {bool, type(None), date, time, datetime, FarDate, FarMoment, DayTimeDuration, YearMonthDuration}
)


def kind_of(value: Value) -> str:
    """The FEEL name of a value's type."""
    return _KINDS.get(type(value)) or _inherited_kind(value)


def _inherited_kind(value: Value) -> str:
    for base, kind in _KINDS.items():
        if isinstance(value, base):
            return kind
    return "foreign"


def to_feel(value: object, depth: int = 0) -> Value:
    """A FEEL value of its own: int and float become Decimal, tuples lists, containers are copied.

    Raises TypeError for anything that is no FEEL value: foreign objects, contexts with keys that are not
    text, numbers that are not finite, lone surrogates, nesting over 200 levels.
    """
    kind = type(value)
    if kind in _AS_THEY_ARE or (kind is str and value.isascii()):  # type: ignore[attr-defined]
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, (int, float, Decimal)):
        return number(value)
    if isinstance(value, (list, tuple, dict)):
        return _container(value, depth + 1)
    if isinstance(value, (Range, Function, date, time)):
        return value
    raise TypeError(f"not a FEEL value: {type(value).__name__}")


def _container(value: Sequence[object] | dict[object, object], depth: int) -> Value:
    if depth > MAX_DEPTH + 1:
        raise TypeError(f"nested deeper than {MAX_DEPTH}")
    if not isinstance(value, dict):
        return [to_feel(item, depth) for item in value]
    for key in value:
        _require_key(key)
    return {str(key): to_feel(item, depth) for key, item in value.items()}


def number(value: int | float | Decimal) -> Decimal:
    """A finite decimal of at most 34 digits; raises TypeError."""
    if isinstance(value, float):
        value = Decimal(repr(value))
    result = ARITHMETIC.create_decimal(value)
    if not result.is_finite():
        raise TypeError(f"not a finite number: {value!r}"[:100])
    return result


def _text(value: str) -> str:
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise TypeError("text with a lone surrogate")
    return str(value)


def _require_key(value: object) -> None:
    if not isinstance(value, str):
        raise TypeError(f"key of a context is not text: {type(value).__name__}")
    if not value.isascii():
        _text(value)
