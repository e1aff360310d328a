"""List functions (clause 10.3.4.4). Positions count from 1, or from the end with negative numbers."""

from collections.abc import Sequence
from decimal import Decimal
from functools import cmp_to_key

from engine.feel import far
from engine.feel.calls import call
from engine.feel.comparison import same
from engine.feel.fuel import Invalid, Run
from engine.feel.functions.registry import builtin
from engine.feel.values import Function, Value, kind_of


def position(index: Decimal, count: int) -> int:
    """The place of a position in a Python list; raises Invalid when there is none."""
    whole = int(index) if index.adjusted() < 9 else 0
    if not 1 <= abs(whole) <= count:
        raise Invalid("no_such_item", index=str(index)[:40], count=count)
    return whole - 1 if whole > 0 else count + whole


def distinct(run: Run, items: Sequence[Value]) -> list[Value]:
    """The items without later equals of earlier ones."""
    kept: list[Value] = []
    seen: set[tuple[str, Value]] = set()
    for item in items:
        if isinstance(item, str | Decimal | bool) or item is None:
            key = (kind_of(item), item)
            if key not in seen:
                seen.add(key)
                kept.append(item)
        elif not _holds(run, kept, item):
            kept.append(item)
    return kept


def _holds(run: Run, items: Sequence[Value], wanted: Value) -> bool:
    run.spend(2 * len(items))
    return any(same(run, item, wanted) for item in items)


@builtin("list contains", "list: list, element: any", each=1)
def list_contains(run: Run, values: list[Value], element: Value) -> bool:
    return _holds(run, values, element)


@builtin("sublist", "list: list, start position: number, length?: number")
def sublist(run: Run, values: list[Value], start: Decimal, length: Decimal | None = None) -> list[Value]:
    first = position(start, len(values))
    if length is None:
        return values[first:]
    if length < 1 or first + length > len(values):
        raise Invalid("no_such_item", index=str(first + length)[:40], count=len(values))
    return values[first : first + int(length)]


@builtin("append", "list: list, *item: any")
def append(run: Run, values: list[Value], *items: Value) -> list[Value]:
    run.grow(len(values) + len(items))
    return [*values, *items]


@builtin("concatenate", "*list: list")
def concatenate(run: Run, *lists: list[Value]) -> list[Value]:
    run.grow(sum(len(each) for each in lists))
    return [item for each in lists for item in each]


@builtin("union", "*list: list", each=2)
def union(run: Run, *lists: list[Value]) -> list[Value]:
    return distinct(run, concatenate(run, *lists))


@builtin("distinct values", "list: list", each=2)
def distinct_values(run: Run, values: list[Value]) -> list[Value]:
    return distinct(run, values)


@builtin("duplicate values", "list: list")
def duplicate_values(run: Run, values: list[Value]) -> list[Value]:
    run.spend(len(values) ** 2)
    return [item for item in distinct(run, values) if sum(same(run, item, each) for each in values) > 1]


@builtin("insert before", "list: list, position: number, newItem: any")
def insert_before(run: Run, values: list[Value], at: Decimal, new: Value) -> list[Value]:
    place = position(at, len(values))
    run.grow(len(values) + 1)
    return [*values[:place], new, *values[place:]]


@builtin("remove", "list: list, position: number")
def remove(run: Run, values: list[Value], at: Decimal) -> list[Value]:
    place = position(at, len(values))
    run.grow(len(values))
    return values[:place] + values[place + 1 :]


@builtin("list replace", "list: list, position: number, newItem: any", "list: list, match: function, newItem: any")
def list_replace(run: Run, values: list[Value], at: Decimal | Function, new: Value) -> list[Value]:
    """The list with another item at one place, or at every place whose item and the new one match."""
    run.grow(len(values))
    if isinstance(at, Function):
        return [new if _decided(run, at, item, new) else item for item in values]
    place = position(at, len(values))
    return [*values[:place], new, *values[place + 1 :]]


@builtin("reverse", "list: list")
def reverse(run: Run, values: list[Value]) -> list[Value]:
    run.grow(len(values))
    return values[::-1]


@builtin("index of", "list: list, match: any", each=1)
def index_of(run: Run, values: list[Value], match: Value) -> list[Value]:
    return [Decimal(at) for at, item in enumerate(values, 1) if same(run, item, match)]


@builtin("flatten", "list: list")
def flatten(run: Run, values: list[Value]) -> list[Value]:
    flat: list[Value] = []
    stack = [iter(values)]
    while stack:
        item = next(stack[-1], stack)
        if item is stack:
            stack.pop()
            continue
        run.grow(1)
        run.spend(1)
        if isinstance(item, list):
            stack.append(iter(item))
        else:
            flat.append(item)
    return flat


@builtin("sort", "list: list, precedes: function", "list: list")
def sort(run: Run, values: list[Value], precedes: Function | None = None) -> list[Value]:
    """Stable; `precedes(a, b)` says whether a must stand before b. Without it the natural order."""
    run.grow(len(values))
    if precedes is None:
        return _sorted_naturally(values)
    order = precedes

    def rank(left: Value, right: Value) -> int:
        return -1 if _decided(run, order, left, right) else 0  # Python only asks whether one is less

    return sorted(values, key=cmp_to_key(rank))


@builtin("partition", "list: list, size: number", each=2)
def partition(run: Run, values: list[Value], size: Decimal) -> list[Value]:
    if size < 1 or size != size.to_integral_value():
        raise Invalid("out_of_range", size=str(size)[:40])
    run.grow(len(values))
    step = int(min(size, Decimal(len(values) + 1)))
    return [values[at : at + step] for at in range(0, len(values), step)]


def _decided(run: Run, function: Function, left: Value, right: Value) -> bool:
    answer = call(run, function, [left, right])
    if not isinstance(answer, bool):
        raise Invalid("no_boolean", kind=kind_of(answer))
    return answer


def _sorted_naturally(values: list[Value]) -> list[Value]:
    kinds = {kind_of(item) for item in values}
    if len(kinds) > 1 or not kinds <= {"number", "string", "date"}:
        raise Invalid("incomparable", kinds=sorted(kinds))
    return sorted(values, key=far.ordinal) if kinds == {"date"} else sorted(values)
