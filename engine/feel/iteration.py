"""`for`, `some`, `every` and filters: everything that runs a body more than once, and pays for each round."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice

from engine.feel.compilation import Step, builds, choice, step_for
from engine.feel.fuel import Run
from engine.feel.scope import Scope
from engine.feel.syntax import (
    Binding,
    Chain,
    Conditional,
    Filter,
    Iteration,
    Literal,
    Name,
    Negation,
    Node,
    Path,
    Quantified,
)
from engine.feel.values import ARITHMETIC, Range, Value, kind_of

Rounds = Callable[[Scope], Iterator[Scope]]


def beginning(node: Node, first: int) -> Step:
    """The step of a whole expression whose caller wants so many items: a `for` makes no more; others are unchanged."""
    match node:
        case Iteration():
            return _loop(node, first)
        case Conditional():
            return choice(step_for(node.condition), beginning(node.then, first), beginning(node.otherwise, first))
        case _:
            return step_for(node)


@builds(Iteration)
def _iteration(node: Iteration) -> Step:
    return _loop(node, None)


def _loop(node: Iteration, most: int | None) -> Step:
    rounds, body, cost = _rounds(node.bindings), step_for(node.body), node.body.size + len(node.bindings)

    def step(scope: Scope) -> Value:
        results: list[Value] = []
        inner = Scope(scope.run, {"partial": results}, scope)
        try:
            for each in islice(rounds(inner), most):
                scope.run.spend(cost)
                scope.run.grow(1)
                results.append(body(each))
        except _NothingToRunOver:
            return None
        return results

    return step


@builds(Quantified)
def _quantified(node: Quantified) -> Step:
    rounds, condition = _rounds(node.bindings), step_for(node.condition)
    cost = node.condition.size + len(node.bindings)
    decisive = not node.every

    def step(scope: Scope) -> Value:
        result: bool | None = node.every
        try:
            for each in rounds(scope):
                scope.run.spend(cost)
                value = condition(each)
                if value is decisive:
                    return decisive
                if not isinstance(value, bool):
                    result = None
        except _NothingToRunOver:
            return None
        return result

    return step


@builds(Filter)
def _filter(node: Filter) -> Step:
    source, condition, cost = step_for(node.source), step_for(node.condition), node.condition.size
    literal = node.condition.value if isinstance(node.condition, Literal) else None
    nothing = _nothing(node.condition)

    def step(scope: Scope) -> Value:
        value = source(scope)
        items = value if isinstance(value, list) else [value]
        if isinstance(literal, Decimal) and value is not None:
            return _item_at(scope.run, items, literal)
        if value is None or not items:
            return nothing()
        return _selected(scope, items, condition, cost)

    return step


def _nothing(condition: Node) -> Callable[[], Value]:
    """What a filter makes of an empty list: nothing selected, or no item to be had where it asks for a number."""
    asks = isinstance(condition, Literal) and not isinstance(condition.value, bool)
    return (lambda: None) if asks or isinstance(condition, Chain | Negation | Name | Path) else list


def _selected(scope: Scope, items: list[Value], condition: Step, cost: int) -> Value:
    """The items for which the condition is true, or the one item whose number it is."""
    run, kept = scope.run, []
    run.spend(cost * len(items))
    for at, item in enumerate(items):
        around = Scope(run, {"item": item}, scope)
        value = condition(Scope(run, item, around) if isinstance(item, dict) else around)
        if at == 0 and isinstance(value, Decimal):
            return _item_at(scope.run, items, value)
        if value is True:
            kept.append(item)
    scope.run.grow(len(kept))
    return kept


def _item_at(run: Run, items: list[Value], index: Decimal) -> Value:
    """Counted from 1, or from the end with negative numbers."""
    whole = int(index) if index.adjusted() < 9 and index == index.to_integral_value() else 0
    if not 1 <= abs(whole) <= len(items):
        return run.null("no_such_item", index=str(index)[:40], count=len(items))
    return items[whole - 1 if whole > 0 else whole]


class _NothingToRunOver(Exception):
    """A source is no list and no range; the problem is on record."""


def _rounds(bindings: tuple[Binding, ...]) -> Rounds:
    """The scopes of all combinations, the last variable running fastest."""
    first, *others = bindings
    source, name, cost = _source(first), first.name, first.size
    inner = _rounds(tuple(others)) if others else None

    def rounds(scope: Scope) -> Iterator[Scope]:
        for item in source(scope):
            scope.run.spend(cost)
            bound = Scope(scope.run, {name: item}, scope)
            if inner is None:
                yield bound
            else:
                yield from inner(bound)

    return rounds


def _source(binding: Binding) -> Callable[[Scope], Iterator[Value]]:
    source = step_for(binding.source)
    end = step_for(binding.end) if isinstance(binding.end, Node) else None

    def items(scope: Scope) -> Iterator[Value]:
        if end is not None:
            return _span(scope.run, source(scope), end(scope))
        value = source(scope)
        if isinstance(value, list):
            return iter(value)
        if isinstance(value, Range):
            return _range(scope.run, value)
        if value is None:
            scope.run.null("nothing_to_iterate", name=binding.name)
            raise _NothingToRunOver
        return iter([value])

    return items


def _range(run: Run, value: Range) -> Iterator[Value]:
    """The members of a bounded range of whole numbers or dates."""
    for item in _span(run, value.start, value.end):
        if (value.start_included or item != value.start) and (value.end_included or item != value.end):
            yield item


def _span(run: Run, start: Value, end: Value) -> Iterator[Value]:
    """From start to end, up or down, in steps of one."""
    if isinstance(start, Decimal) and isinstance(end, Decimal) and start == start.to_integral_value():
        return _numbers(start, end)
    if type(start) is date and type(end) is date:
        return _days(start, end)
    run.null("nothing_to_iterate", start=kind_of(start), end=kind_of(end))
    raise _NothingToRunOver


def _numbers(start: Decimal, end: Decimal) -> Iterator[Decimal]:
    step, number = Decimal(1 if start <= end else -1), start
    while number <= end if step > 0 else number >= end:
        yield number
        number = ARITHMETIC.add(number, step)


def _days(start: date, end: date) -> Iterator[date]:
    step = 1 if start <= end else -1
    for distance in range(abs((end - start).days) + 1):
        yield start + timedelta(days=step * distance)
