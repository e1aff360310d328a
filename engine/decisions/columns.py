"""The columns of tables prepared for analysis: their regions, and where each rule may and must hold."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine import feel
from engine.decisions import regions, walk
from engine.decisions.boxes import Input, Table
from engine.decisions.graph import DecisionNode, Decisions, Knowledge, Ref
from engine.decisions.itemtypes import simple
from engine.decisions.regions import Region, Undecidable

MAX_TESTS = 20_000


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
            yield from ((ref, box) for box in walk.boxes(node.logic) if isinstance(box, Table))


def of_table(decisions: Decisions, ref: Ref, table: Table) -> tuple[Column, ...]:
    """The columns of a table in their order."""
    return tuple(_column(decisions, ref, table, at) for at in range(len(table.inputs)))


def _column(decisions: Decisions, ref: Ref, table: Table, at: int) -> Column:
    asked = table.inputs[at]
    kind, allowed = _domain(decisions, ref, asked)
    cells = [rule.cells[at] for rule in table.rules]
    sure = {cell.text: regions.decidable(cell) for cell in cells}
    tests = {cell.text: cell.tests for cell in cells if sure[cell.text]}
    try:
        found = regions.regions([each for each in (*tests.values(), allowed) if each is not None], kind)
    except Undecidable:
        return _unknown(asked, [cell.tests is None for cell in cells])
    if len(found) * len(tests) > MAX_TESTS:
        return _unknown(asked, [cell.tests is None for cell in cells])
    domain = regions.holding(allowed, found)
    holding = {text: regions.holding(each, found) & domain for text, each in tests.items()}
    return Column(
        name=asked.name,
        regions=found,
        domain=domain,
        most=tuple(holding.get(cell.text, domain) for cell in cells),
        least=tuple(holding.get(cell.text, frozenset()) for cell in cells),
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
