"""Any value as text: what `string()` gives, and how values look inside of lists and contexts."""

from collections.abc import Iterator
from decimal import Context, Decimal

from engine.feel import temporal
from engine.feel.fuel import Run
from engine.feel.values import Function, Range, Value

_PLAIN_DIGITS = 60
_WIDE = Context(prec=40, traps=[])


def write(run: Run, value: Value) -> str:
    """The text of a value; strings are themselves, inside of others they are quoted."""
    if isinstance(value, str):
        return value
    parts: list[str] = []
    for part in _parts(run, value):
        run.grow(len(part))
        parts.append(part)
    return "".join(parts)


def written(value: Value) -> str:
    """A value as it stands in a FEEL text as far as there is such a form: strings are quoted."""
    return write(Run(), [value])[1:-1]


def write_number(number: Decimal) -> str:
    """Without exponent and needless zeros, unless the number is so large or small that nobody could read it."""
    if not number:
        return "0"
    trimmed = number.normalize(_WIDE) if int(number.as_tuple().exponent) < 0 else number
    if abs(trimmed.adjusted()) > _PLAIN_DIGITS:
        return format(trimmed.normalize(_WIDE), "E")
    return format(trimmed, "f")


def _parts(run: Run, value: Value) -> Iterator[str]:
    run.spend(6)
    if isinstance(value, bool):
        yield "true" if value else "false"
    elif isinstance(value, Decimal):
        yield write_number(value)
    elif value is None:
        yield "null"
    elif isinstance(value, str):
        yield '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    elif isinstance(value, list | dict | Range):
        run.enter(1)
        yield from _compound(run, value)
        run.leave(1)
    elif isinstance(value, Function):
        yield f"function {value.name}".strip()
    else:
        yield temporal.write(value)


def _compound(run: Run, value: Value) -> Iterator[str]:
    if isinstance(value, Range):
        yield "[" if value.start_included else "("
        yield from _parts(run, value.start)
        yield ".."
        yield from _parts(run, value.end)
        yield "]" if value.end_included else ")"
        return
    opening, closing = "[]" if isinstance(value, list) else "{}"
    yield opening
    for at, key in enumerate(value):
        yield ", " if at else ""
        if isinstance(value, dict):
            yield f"{key}: "
        yield from _parts(run, value[key] if isinstance(value, dict) else key)
    yield closing
