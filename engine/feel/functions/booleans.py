"""Functions that answer yes or no about any value (clause 10.3.4.2, and the common `is defined`)."""

from engine.feel.arithmetic import offset_of
from engine.feel.comparison import same
from engine.feel.fuel import Run
from engine.feel.functions.registry import builtin
from engine.feel.values import Value, kind_of


@builtin("not", "negand: any")
def negation(run: Run, negand: Value) -> bool | None:
    return not negand if isinstance(negand, bool) else None


@builtin("is defined", "value: any")
def is_defined(run: Run, value: Value) -> bool:
    return value is not None


@builtin("get or else", "value: any, default: any")
def get_or_else(run: Run, value: Value, default: Value) -> Value:
    return default if value is None else value


@builtin("is", "value1: any, value2: any")
def is_(run: Run, value1: Value, value2: Value) -> bool:
    """Whether two values are the same thing: equal, of one type and, for times, with one offset."""
    if kind_of(value1) != kind_of(value2):
        return False
    if kind_of(value1) in ("time", "date and time"):
        plain = value1.replace(tzinfo=None) == value2.replace(tzinfo=None)
        return plain and offset_of(value1) == offset_of(value2) and str(value1.tzinfo) == str(value2.tzinfo)
    return same(run, value1, value2)
