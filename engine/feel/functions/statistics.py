"""Functions that make one value of many: sums, extremes, averages, all and any (clause 10.3.4.4)."""

from collections.abc import Sequence
from decimal import Decimal

from engine.feel.arithmetic import apply, finite
from engine.feel.comparison import ORDERED, compare
from engine.feel.fuel import Invalid, Run
from engine.feel.functions.registry import builtin
from engine.feel.values import ARITHMETIC, Value, kind_of


def _items(arguments: Sequence[Value]) -> Sequence[Value]:
    """Functions of many values take one list or the values themselves."""
    return arguments[0] if len(arguments) == 1 and isinstance(arguments[0], list) else arguments


def _numbers(arguments: Sequence[Value]) -> Sequence[Decimal]:
    items = _items(arguments)
    if not all(isinstance(item, Decimal) for item in items):
        raise Invalid("invalid_argument", kinds=sorted({kind_of(item) for item in items}))
    return items


def _extreme(name: str, operator: str) -> None:
    @builtin(name, "list: list", "c: any, *more: any", each=1)
    def extreme(run: Run, *arguments: Value) -> Value:
        items = _items(arguments)
        if not items:
            return None
        best = items[0]
        for item in items:
            if kind_of(item) not in ORDERED:
                raise Invalid("invalid_argument", kinds=[kind_of(item)])
            best = item if compare(run, operator, item, best) else best
        return best


_extreme("min", "<")
_extreme("max", ">")


@builtin("count", "list: list")
def count(run: Run, values: list[Value]) -> Decimal:
    return Decimal(len(values))


@builtin("sum", "list: list", "n: any, *more: any", each=1)
def sum_(run: Run, *arguments: Value) -> Value:
    """The sum of numbers, or of durations of one kind; null for nothing."""
    items = _items(arguments)
    if not items:
        return None
    total = items[0]
    if kind_of(total) not in ("number", "days and time duration", "years and months duration"):
        raise Invalid("invalid_argument", kinds=[kind_of(total)])
    for item in items[1:]:
        if kind_of(item) != kind_of(total):
            raise Invalid("invalid_argument", kinds=[kind_of(item)])
        total = apply(run, "+", total, item)
    return total


@builtin("product", "list: list", "n: any, *more: any", each=1)
def product(run: Run, *arguments: Value) -> Decimal | None:
    numbers = _numbers(arguments)
    total = Decimal(1)
    for number in numbers:
        total = finite(ARITHMETIC.multiply(total, number), "product")
    return total if numbers else None


@builtin("mean", "list: list", "n: any, *more: any", each=1)
def mean(run: Run, *arguments: Value) -> Value:
    items = _items(arguments)
    return apply(run, "/", sum_(run, *arguments), Decimal(len(items))) if items else None


@builtin("median", "list: list", "n: any, *more: any", each=1)
def median(run: Run, *arguments: Value) -> Decimal | None:
    numbers = sorted(_numbers(arguments))
    if not numbers:
        return None
    middle = len(numbers) // 2
    if len(numbers) % 2:
        return numbers[middle]
    return ARITHMETIC.divide(ARITHMETIC.add(numbers[middle - 1], numbers[middle]), Decimal(2))


@builtin("stddev", "list: list", "n: any, *more: any", each=1)
def stddev(run: Run, *arguments: Value) -> Decimal | None:
    """The deviation of a sample: divided by one less than the count."""
    numbers = _numbers(arguments)
    if len(numbers) < 2:
        raise Invalid("too_few_items", count=len(numbers))
    average = ARITHMETIC.divide(_total(numbers), Decimal(len(numbers)))
    squares = [ARITHMETIC.power(ARITHMETIC.subtract(number, average), 2) for number in numbers]
    return finite(ARITHMETIC.sqrt(ARITHMETIC.divide(_total(squares), Decimal(len(numbers) - 1))), "stddev")


@builtin("mode", "list: list", "n: any, *more: any", each=1)
def mode(run: Run, *arguments: Value) -> list[Decimal]:
    """The most frequent numbers, in ascending order."""
    counts: dict[Decimal, int] = {}
    for number in _numbers(arguments):
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(number for number, times in counts.items() if times == most)


def _total(numbers: Sequence[Decimal]) -> Decimal:
    total = Decimal(0)
    for number in numbers:
        total = ARITHMETIC.add(total, number)
    return total


def _quantifier(name: str, *, decisive: bool) -> None:
    @builtin(name, "list: list", "b: any, *more: any", each=1)
    def quantifier(run: Run, *arguments: Value) -> bool | None:
        """Three-valued: an item that is no boolean leaves the answer open, unless another decides it."""
        items = _items(arguments)
        if any(item is decisive for item in items):
            return decisive
        if any(item is not None and not isinstance(item, bool) for item in items):
            raise Invalid("invalid_argument", kinds=sorted({kind_of(item) for item in items}))
        return None if any(item is None for item in items) else not decisive


_quantifier("all", decisive=False)
_quantifier("any", decisive=True)
