"""Which values a decision reads, found by walking its requirements and its logic."""

from collections.abc import Iterator, Mapping

from engine import feel
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
            yield from _of_table(box)
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
            for part in _parts(box):
                yield from free_names(part)


def _parts(box: Box) -> Iterator[Box | None]:
    match box:
        case List():
            yield from box.items
        case Invocation():
            yield box.function
            yield from (each.box for each in box.bindings)
        case Conditional():
            yield from (box.condition, box.then, box.otherwise)


def _of_context(box: Context) -> Iterator[str]:
    defined: set[str] = set()
    for entry in box.entries:
        yield from set(free_names(entry.box)) - defined
        defined |= {entry.name} if entry.name else set()


def _of_table(table: Table) -> Iterator[str]:
    for column in table.inputs:
        yield from free_names(column.expression)
    for rule in table.rules:
        for cell in rule.cells:
            yield from [] if cell.tests is None else feel.names_used(cell.tests)
        for output in rule.outputs:
            yield from free_names(output)
