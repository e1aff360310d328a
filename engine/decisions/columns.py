"""The columns of tables prepared for analysis: their regions, and where each rule may and must hold."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from engine import feel
from engine.decisions import walk
from engine.decisions.boxes import Cell, Input, Table
from engine.decisions.graph import DecisionNode, Decisions, Knowledge, Ref
from engine.decisions.itemtypes import simple
from engine.decisions.regions import Regions, regions
from engine.decisions.scales import Undecidable

_WHOLE = frozenset({"integer", "long", "int"})


@dataclass(frozen=True, kw_only=True)
class Column:
    """One input: its regions, those that are allowed, and per rule where it holds at most and at least.

    `least` is nowhere for cells that cannot be analysed. Sets of regions are bits of a number.
    """

    name: str
    regions: Regions
    domain: int
    most: tuple[int, ...]
    least: tuple[int, ...]

    def written(self, part: int) -> str:
        """Some regions as unary tests; `-` for the whole domain."""
        return "-" if part == self.domain else self.regions.written(part)


def tables(decisions: Decisions) -> Iterator[tuple[Ref, Table]]:
    """All decision tables with the node they stand in, nested ones too."""
    for ref, node in decisions.nodes.items():
        if isinstance(node, DecisionNode | Knowledge):
            yield from ((ref, box) for box in walk.boxes(node.logic) if isinstance(box, Table))


def of_table(decisions: Decisions, ref: Ref, table: Table) -> tuple[Column, ...]:
    """The columns of a table in their order, under their labels as far as those are different."""
    labels = Counter(each.label for each in table.inputs)
    names = [each.label if each.label and labels[each.label] == 1 else each.name for each in table.inputs]
    return tuple(_column(decisions, ref, table, at, name) for at, name in enumerate(names))


def _column(decisions: Decisions, ref: Ref, table: Table, at: int, name: str) -> Column:
    kind, whole, allowed = _domain(decisions, ref, table.inputs[at])
    written = [rule.cells[at] for rule in table.rules]
    tests = {cell.text: cell.tests for cell in written if _decidable(cell.tests)}
    try:
        found = regions([each for each in (*tests.values(), allowed) if each is not None], kind, whole=whole)
        domain = found.holding(allowed)
    except Undecidable:
        return _unknown(name, written)
    tried = {text: _holding(found, each) for text, each in tests.items()}
    holding = {text: part & domain for text, part in tried.items() if part is not None}
    return Column(
        name=name,
        regions=found,
        domain=domain,
        most=tuple(holding.get(cell.text, domain) for cell in written),
        least=tuple(holding.get(cell.text, 0) for cell in written),
    )


def _holding(found: Regions, tests: feel.UnaryTests | None) -> int | None:
    try:
        return found.holding(tests)
    except Undecidable:
        return None


def _decidable(tests: feel.UnaryTests | None) -> bool:
    try:
        return tests is None or regions([tests], None) is not None
    except Undecidable:
        return False


def _unknown(name: str, written: list[Cell]) -> Column:
    """A column about which nothing is known but where its cells are open to all values."""
    return Column(
        name=name,
        regions=regions([], None),
        domain=1,
        most=tuple(1 for _ in written),
        least=tuple(int(cell.tests is None) for cell in written),
    )


def _domain(decisions: Decisions, ref: Ref, asked: Input) -> tuple[str | None, bool, feel.UnaryTests | None]:
    """The built-in type behind a column, whether it holds whole numbers, and the values it allows.

    Those are its own, else those of its type.
    """
    kind, allowed = asked.type, asked.allowed
    known = decisions.types.get(ref.file, {})
    for _ in range(20):
        if kind is None or kind not in known or known[kind].collection:
            break
        allowed = known[kind].allowed if allowed is None else allowed
        kind = known[kind].base
    whole = kind is not None and kind.removeprefix("feel:").lower() in _WHOLE
    return (None if kind is None else simple(kind)), whole, allowed
