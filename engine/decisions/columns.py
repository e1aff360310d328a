"""The columns of tables prepared for analysis: their regions, and where each rule may and must hold."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine import feel
from engine.decisions import regions
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
    Table,
)
from engine.decisions.graph import DecisionNode, Decisions, Knowledge, Ref
from engine.decisions.itemtypes import simple
from engine.decisions.regions import Region, Undecidable


@dataclass(frozen=True, kw_only=True)
class Column:
    """One input: its regions by place, those that are allowed, and per rule where it holds at most and at least."""

    name: str
    regions: tuple[Region, ...]
    domain: frozenset[int]
    most: tuple[frozenset[int], ...]
    least: tuple[frozenset[int], ...]

    def written(self, part: frozenset[int]) -> str:
        """Some regions as unary tests; `-` for the whole domain."""
        return "-" if part == self.domain else regions.written([self.regions[at] for at in sorted(part)])


def tables(decisions: Decisions) -> Iterator[tuple[Ref, Table]]:
    """All decision tables with the node they stand in, nested ones too."""
    for ref, node in decisions.nodes.items():
        if isinstance(node, DecisionNode | Knowledge):
            yield from ((ref, table) for table in _tables_in(node.logic))


def of_table(decisions: Decisions, ref: Ref, table: Table) -> tuple[Column, ...]:
    """The columns of a table in their order."""
    return tuple(_column(decisions, ref, table, at) for at in range(len(table.inputs)))


def _column(decisions: Decisions, ref: Ref, table: Table, at: int) -> Column:
    asked = table.inputs[at]
    kind, allowed = _domain(decisions, ref, asked)
    cells = [rule.cells[at] for rule in table.rules]
    sure = [regions.decidable(cell) for cell in cells]
    known = [cell.tests for cell, each in zip(cells, sure, strict=True) if each and cell.tests is not None]
    try:
        found = regions.regions([*known, *([allowed] if allowed is not None else [])], kind)
    except Undecidable:
        return _unknown(asked, [cell.tests is None for cell in cells])
    domain = regions.holding(allowed, found)
    holding = [
        regions.holding(cell.tests, found) & domain if each else domain for cell, each in zip(cells, sure, strict=True)
    ]
    return Column(
        name=asked.name,
        regions=found,
        domain=domain,
        most=tuple(holding),
        least=tuple(held if each else frozenset() for held, each in zip(holding, sure, strict=True)),
    )


def _unknown(asked: Input, open_to_all: list[bool]) -> Column:
    """A column about which nothing is known but where its cells are open to all values."""
    everywhere, nowhere = frozenset({0}), frozenset[int]()
    return Column(
        name=asked.name,
        regions=(Region(None, "-"),),
        domain=everywhere,
        most=tuple(everywhere for _ in open_to_all),
        least=tuple(everywhere if each else nowhere for each in open_to_all),
    )


def _domain(decisions: Decisions, ref: Ref, asked: Input) -> tuple[str | None, feel.UnaryTests | None]:
    """The built-in type behind a column, and the values it allows: its own, else those of its type."""
    kind, allowed = asked.type, asked.allowed
    known = decisions.types.get(ref.file, {})
    for _ in range(20):
        if kind is None or kind not in known or known[kind].collection:
            break
        allowed = known[kind].allowed if allowed is None else allowed
        kind = known[kind].base
    return (None if kind is None else simple(kind)), allowed


def _tables_in(box: Box | None) -> Iterator[Table]:
    if isinstance(box, Table):
        yield box
    for part in _parts(box):
        yield from _tables_in(part)


def _parts(box: Box | None) -> Iterator[Box | None]:
    match box:
        case Context():
            yield from (each.box for each in box.entries)
        case List():
            yield from box.items
        case Invocation():
            yield from (box.function, *(each.box for each in box.bindings))
        case FunctionDefinition() | Iteration():
            yield box.body
        case Conditional():
            yield from (box.condition, box.then, box.otherwise)
        case Filter():
            yield from (box.source, box.match)
