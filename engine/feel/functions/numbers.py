"""Numeric functions (clause 10.3.4.5). Results have at most 34 digits."""

import decimal
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from engine.feel.arithmetic import finite
from engine.feel.fuel import Invalid, Run
from engine.feel.functions.registry import builtin
from engine.feel.values import ARITHMETIC, DayTimeDuration, Value, YearMonthDuration

MIN_SCALE, MAX_SCALE = -6111, 6176


def rounded(number: Decimal, scale: Decimal, mode: str) -> Decimal:
    """The number with so many decimals; a number with fewer digits than asked for is kept as it is."""
    if not MIN_SCALE <= scale <= MAX_SCALE:
        raise Invalid("out_of_range", scale=str(scale)[:40])
    places = int(scale)  # a scale of 2.5 counts as 2
    if number.as_tuple().exponent >= -places:  # type: ignore[operator]
        return number
    wide = decimal.Context(prec=max(number.adjusted() + places + 2, 1), rounding=mode, traps=[])
    return finite(ARITHMETIC.plus(number.quantize(Decimal(1).scaleb(-places), context=wide)), "round")


def _rounding(name: str, mode: str, signature: str) -> None:
    @builtin(name, signature, cost=20)
    def round_(run: Run, number: Decimal, scale: Decimal | None = Decimal(0)) -> Decimal:
        if scale is None:
            raise Invalid("invalid_argument", kinds=["number", "null"])
        return rounded(number, scale, mode)


_rounding("decimal", decimal.ROUND_HALF_EVEN, "n: number, scale: number")
_rounding("floor", decimal.ROUND_FLOOR, "n: number, scale?: number")
_rounding("ceiling", decimal.ROUND_CEILING, "n: number, scale?: number")
_rounding("round up", decimal.ROUND_UP, "n: number, scale: number")
_rounding("round down", decimal.ROUND_DOWN, "n: number, scale: number")
_rounding("round half up", decimal.ROUND_HALF_UP, "n: number, scale: number")
_rounding("round half down", decimal.ROUND_HALF_DOWN, "n: number, scale: number")


@builtin("abs", "n: number|duration")
def absolute(run: Run, n: Value) -> Value:
    if isinstance(n, DayTimeDuration):
        return DayTimeDuration(max(n.length, timedelta() - n.length))
    return YearMonthDuration(abs(n.months)) if isinstance(n, YearMonthDuration) else n.copy_abs()


@builtin("modulo", "dividend: number, divisor: number")
def modulo(run: Run, dividend: Decimal, divisor: Decimal) -> Decimal:
    """The rest of a division that is rounded down: it has the sign of the divisor."""
    if not divisor:
        raise Invalid("division_by_zero")
    quotient = ARITHMETIC.divide(dividend, divisor)
    if quotient.is_finite() and quotient.adjusted() > 34:
        raise Invalid("out_of_range", operation="modulo")
    rest = finite(ARITHMETIC.remainder(dividend, divisor), "modulo")
    return ARITHMETIC.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


def _calculation(name: str, parameter: str, calculate: Callable[[Decimal], Decimal]) -> None:
    @builtin(name, f"{parameter}: number", cost=60)
    def calculated(run: Run, number: Decimal) -> Decimal:
        return finite(calculate(number), name)


_calculation("sqrt", "number", ARITHMETIC.sqrt)
_calculation("log", "number", ARITHMETIC.ln)
_calculation("exp", "number", ARITHMETIC.exp)


@builtin("odd", "number: number")
def odd(run: Run, number: Decimal) -> bool | None:
    return _parity(number, 1)


@builtin("even", "number: number")
def even(run: Run, number: Decimal) -> bool | None:
    return _parity(number, 0)


def _parity(number: Decimal, wanted: int) -> bool | None:
    if number != number.to_integral_value():
        return None if wanted == 2 else False
    last = number.as_tuple()
    units = last.digits[-1] if last.exponent == 0 else 0 if int(last.exponent) > 0 else int(number) % 2
    return units % 2 == wanted
