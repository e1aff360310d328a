"""Walking decision logic: the boxes inside of a box, the texts in them, and the names they define."""

from collections.abc import Iterator
from itertools import chain

from engine import feel
from engine.decisions.boxes import (
    Box,
    Conditional,
    Context,
    Filter,
    FunctionDefinition,
    Input,
    Invocation,
    Iteration,
    List,
    Literal,
    Output,
    Table,
)


def boxes(box: Box | None) -> Iterator[Box]:
    """A box and all those inside of it, from the outside in."""
    if box is not None:
        yield box
        for part in parts(box):
            yield from boxes(part)


def parts(box: Box) -> Iterator[Box | None]:
    """The boxes directly inside of a box."""
    match box:
        case Context():
            yield from (each.box for each in box.entries)
        case List():
            yield from box.items
        case Invocation():
            yield from (box.function, *(each.box for each in box.bindings))
        case FunctionDefinition():
            yield box.body
        case Conditional():
            yield from (box.condition, box.then, box.otherwise)
        case Filter():
            yield from (box.source, box.match)
        case Iteration():
            yield from (box.source, box.body)
        case Table():
            yield from chain((each.expression for each in box.inputs), (each.default for each in box.outputs))
            yield from chain.from_iterable(rule.outputs for rule in box.rules)


def texts(box: Box | None) -> Iterator[tuple[str, feel.Expression | feel.UnaryTests]]:
    """All FEEL texts of a box and those inside of it, each with the id of its element."""
    for each in boxes(box):
        if isinstance(each, Literal) and each.expression is not None:
            yield each.id, each.expression
        elif isinstance(each, Table):
            cells = chain.from_iterable(rule.cells for rule in each.rules)
            yield from ((cell.id, cell.tests) for cell in cells if cell.tests is not None)
            columns: list[Input | Output] = [*each.inputs, *each.outputs]
            yield from ((column.id, column.allowed) for column in columns if column.allowed is not None)


def defined(box: Box | None) -> Iterator[str]:
    """The names that boxes define for those inside of them or beside them."""
    for each in boxes(box):
        match each:
            case Context():
                yield from (entry.name for entry in each.entries if entry.name)
            case FunctionDefinition():
                yield from (parameter.name for parameter in each.parameters)
            case Iteration():
                yield each.variable
