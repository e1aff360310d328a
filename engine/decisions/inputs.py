"""Which values a decision reads, found by walking its requirements and its logic."""

from collections.abc import Iterator, Mapping

from engine import feel
from engine.decisions import walk
from engine.decisions.boxes import (
    Box,
    Context,
    Filter,
    FunctionDefinition,
    Iteration,
    Literal,
    Table,
)
from engine.decisions.graph import DecisionNode, InputData, Node, Ref, Service


def required(nodes: Mapping[Ref, Node], ref: Ref) -> frozenset[str]:
    """Names of input data needed directly or by required decisions, and free names of their logic."""
    found: set[str] = set()
    waiting, seen = [ref], {ref}
    while waiting:
        node = nodes[waiting.pop()]
        if isinstance(node, InputData):
            found.add(node.name)
        elif isinstance(node, Service):
            return frozenset(nodes[each].name for each in node.parameters)
        elif isinstance(node, DecisionNode):
            known = {word for each in node.requires for word in (each.name, each.prefix)}
            found |= set(free_names(node.logic)) - known
            waiting += [each.ref for each in node.requires if each.ref not in seen]
            seen |= {each.ref for each in node.requires}
    return frozenset(found)


def free_names(box: Box | None) -> Iterator[str]:
    """Names that a box uses and does not itself define."""
    match box:
        case None:
            return
        case Literal():
            yield from [] if box.expression is None else feel.names_used(box.expression)
        case Table():
            yield from (name for _, text in walk.texts(box) for name in feel.names_used(text))
        case Context():
            yield from _of_context(box)
        case FunctionDefinition():
            yield from set(free_names(box.body)) - {each.name for each in box.parameters}
        case Iteration():
            yield from free_names(box.source)
            yield from set(free_names(box.body)) - {box.variable, "partial"}
        case Filter():
            yield from free_names(box.source)
            yield from set(free_names(box.match)) - {"item"}
        case _:
            for part in walk.parts(box):
                yield from free_names(part)


def _of_context(box: Context) -> Iterator[str]:
    defined: set[str] = set()
    for entry in box.entries:
        yield from set(free_names(entry.box)) - defined
        defined |= {entry.name} if entry.name else set()
