"""Evaluating boxed expressions (DMN 1.5, clause 10.2)."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from engine import feel
from engine.decisions import tables
from engine.decisions.boxes import (
    Box,
    Conditional,
    Context,
    Filter,
    FunctionDefinition,
    Invocation,
    Iteration,
    List,
    Literal,
    Loop,
    Table,
)
from engine.decisions.run import Scope
from engine.feel import calls, fuel
from engine.feel.values import Argument, Function, kind_of

_EACH = feel.parse("for each in source return each")
Body: TypeAlias = Callable[[Any, Sequence[Any]], Any]


def value(box: Box | None, scope: Scope) -> object:
    """The value of a box in a scope, fitted to the type the box states."""
    if box is None:
        return None
    scope.run.spend()
    return scope.fitted(box.type, _value(box, scope), box.id)


def function(definition: FunctionDefinition, name: str, scope: Scope, result: str | None = None) -> Function:
    """A FEEL function for a definition; arguments that do not fit are a problem and make the result null."""

    def called(_: object, arguments: Sequence[object]) -> object:
        problems = len(scope.run.problems)
        given = {
            each.name: scope.fitted(each.type, argument, definition.id)
            for each, argument in zip(definition.parameters, arguments, strict=True)
        }
        if len(scope.run.problems) > problems:
            return None
        with scope.run.deeper():
            return scope.fitted(result, value(definition.body, scope.plus(given)), definition.id)

    return made_function(name, [each.name for each in definition.parameters], called)


def made_function(name: str, parameters: Iterable[str], body: Body) -> Function:
    """A FEEL function over a Python body that is given the arguments in order."""
    return Function(name, (tuple(Argument(each) for each in parameters),), body)


def _value(box: Box, scope: Scope) -> object:
    match box:
        case Literal():
            return None if box.expression is None else scope.evaluate(box.expression, box.id)
        case Table():
            return tables.value(box, scope)
        case Context():
            return _context(box, scope)
        case List():
            return [value(item, scope) for item in box.items]
        case Invocation():
            return _invocation(box, scope)
        case FunctionDefinition():
            return function(box, "", scope)
        case Conditional():
            return value(box.then if value(box.condition, scope) is True else box.otherwise, scope)
        case Filter():
            return _filter(box, scope)
        case Iteration():
            return _for(box, scope) if box.kind is Loop.FOR else _quantified(box, scope)


def _context(box: Context, scope: Scope) -> object:
    result: dict[str, object] = {}
    for entry in box.entries:
        found = scope.fitted(entry.type, value(entry.box, scope), box.id)
        if entry.name is None:
            return found
        result[entry.name] = found
        scope = scope.plus({entry.name: found})
    return result


def _invocation(box: Invocation, scope: Scope) -> object:
    """A call with arguments by name; one that is no parameter, or a missing one, makes it null."""
    called = value(box.function, scope)
    if not isinstance(called, Function):
        scope.run.problem("no_function", box.id)
        return None
    given = {entry.name or "": value(entry.box, scope) for entry in box.bindings}
    run = fuel.Run(now=scope.run.now, functions=scope.run.functions, types=scope.types)
    result = calls.call_named(run, called, given)
    for each in run.problems:
        scope.run.problem(each.code, box.id, **each.facts)
    return result


def _filter(box: Filter, scope: Scope) -> object:
    """Null with a problem as soon as the match of one item is neither true, false nor null."""
    found = []
    for item in _items(box.source, scope):
        fields = item if isinstance(item, dict) else {}
        matches = value(box.match, scope.plus({**fields, "item": item}))
        if matches is not None and not isinstance(matches, bool):
            scope.run.problem("no_condition", box.id, kind=kind_of(matches))
            return None
        found += [item] if matches else []
    return found


def _for(box: Iteration, scope: Scope) -> object:
    results: list[object] = []
    for item in _items(box.source, scope):
        results.append(value(box.body, scope.plus({box.variable: item, "partial": list(results)})))
    return results


def _quantified(box: Iteration, scope: Scope) -> object:
    """As FEEL joins truths: with "or" for some, with "and" for every."""
    outcomes = [value(box.body, scope.plus({box.variable: item})) for item in _items(box.source, scope)]
    wrong = [each for each in outcomes if each is not None and not isinstance(each, bool)]
    if wrong:
        scope.run.problem("no_condition", box.id, kind=kind_of(wrong[0]))
        return None
    deciding = box.kind is Loop.SOME
    if deciding in outcomes:
        return deciding
    return None if None in outcomes else not deciding


def _items(source: Box, scope: Scope) -> list[object]:
    """What to run over: a list, the whole numbers of a range, or a single value as a list of one."""
    found = value(source, scope)
    if found is None:
        scope.run.problem("no_list", source.id)
        return []
    if isinstance(found, list):
        return found
    listed = scope.plus({"source": found}).evaluate(_EACH, source.id)
    return listed if isinstance(listed, list) else []
