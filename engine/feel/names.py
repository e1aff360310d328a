"""Which variables and functions an expression needs from outside."""

from collections.abc import Iterator

from engine.feel.evaluation import Expression, UnaryTests
from engine.feel.syntax import (
    Binding,
    ContextLiteral,
    Filter,
    FunctionDefinition,
    Invocation,
    Iteration,
    Node,
    Quantified,
)
from engine.feel.syntax import Name as NameNode

Bound = frozenset[str]


def names_used(expression: Expression | UnaryTests) -> frozenset[str]:
    """The root variables an expression reads.

    Names bound inside (loops, parameters, earlier entries) and called functions are left out. A name in a filter
    counts, though the items filtered may turn out to have an entry of that name.
    """
    return frozenset(name for called, name in free_names(expression.node) if not called and name != "?")


def functions_used(expression: Expression | UnaryTests) -> frozenset[str]:
    """The names an expression calls, built-in functions included."""
    return frozenset(name for called, name in free_names(expression.node) if called)


def free_names(node: Node) -> Iterator[tuple[bool, str]]:
    """Pairs of (is called, name) that a part of a text does not bind itself; `?` is among them."""
    yield from _free(node, frozenset())


def _free(node: Node, bound: Bound) -> Iterator[tuple[bool, str]]:
    match node:
        case NameNode(name=name):
            if name not in bound:
                yield False, name
        case Invocation(function=NameNode(name=name)):
            if name not in bound:
                yield True, name
            for child in list(node.children())[1:]:
                yield from _free(child, bound)
        case ContextLiteral(entries=entries):
            for key, value in entries:
                yield from _free(value, bound)
                bound |= {key}
        case FunctionDefinition(parameters=parameters, body=body):
            yield from _free(body, bound | {parameter.name for parameter in parameters})
        case Filter(source=source, condition=condition):
            yield from _free(source, bound)
            yield from _free(condition, bound | {"item"})
        case Iteration(bindings=bindings, body=body):
            yield from _free_in_loop(bindings, body, bound | {"partial"})
        case Quantified(bindings=bindings, condition=condition):
            yield from _free_in_loop(bindings, condition, bound)
        case _:
            for child in node.children():
                yield from _free(child, bound)


def _free_in_loop(bindings: tuple[Binding, ...], body: Node, bound: Bound) -> Iterator[tuple[bool, str]]:
    for binding in bindings:
        for child in binding.children():
            yield from _free(child, bound)
        bound |= {binding.name}
    yield from _free(body, bound)
