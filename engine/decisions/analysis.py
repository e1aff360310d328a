"""Do rules overlap, and does every combination of allowed inputs find a rule? Exact, or said to be undecided.

Exact for columns whose tests and allowed values are constants, comparisons with constants and intervals over
numbers, texts, booleans and dates; a column without a type has that of its constants. Other cells may hold
anywhere: what could then be either way is reported as `overlap_undecided` or `gaps_undecided`, a warning.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, islice

from engine import errors, feel
from engine.decisions import columns, walk
from engine.decisions.boxes import HitPolicy, Rule, Table
from engine.decisions.columns import Column
from engine.decisions.graph import DecisionNode, Decisions, Knowledge, Ref
from engine.errors import Severity

MAX_WORK = 2_000_000
MAX_REPORTED = 20
_ONE_RESULT = (HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST, HitPolicy.PRIORITY)


def overlaps(decisions: Decisions) -> tuple[errors.Problem, ...]:
    """Pairs of rules that hold together where the hit policy does not allow it.

    `overlap` (error): two rules of a UNIQUE table; `rules_disagree` (warning): two rules of an ANY table with
    outputs that are not written alike; `overlap_undecided` (warning). Facts: `rules` (two ids), `inputs` (label →
    tests that hold exactly in the overlap), `table`. At most 20 for each table.
    """
    return tuple(
        problem
        for ref, table in columns.tables(decisions)
        if table.policy in (HitPolicy.UNIQUE, HitPolicy.ANY)
        for problem in islice(_overlaps(ref, table, columns.of_table(decisions, ref, table)), MAX_REPORTED)
    )


def gaps(decisions: Decisions) -> tuple[errors.Problem, ...]:
    """Combinations of allowed inputs for which a table with one result and without defaults has no rule.

    `gap` (warning), facts: `inputs` (input → tests; `-` for any value), `table`; `gaps_undecided` (warning) when
    that depends on cells that cannot be analysed or takes too long. Null counts only where it is named.
    """
    return tuple(
        problem
        for ref, table in columns.tables(decisions)
        if table.policy in _ONE_RESULT and all(each.default is None for each in table.outputs)
        for problem in _gaps(ref, table, columns.of_table(decisions, ref, table))
    )


def unknown_functions(decisions: Decisions, known: Collection[str] = ()) -> tuple[errors.Problem, ...]:
    """Calls of what is neither built in, nor `known`, nor defined by the model: `unknown_function` (error).

    Element: the cell or box; facts: `function`.
    """
    everywhere = feel.BUILTINS.keys() | set(known)
    return tuple(
        errors.Problem(code="unknown_function", element=element, facts={"function": name}, file=ref.file)
        for ref, node in decisions.nodes.items()
        if isinstance(node, DecisionNode | Knowledge)
        for there in [everywhere | _callable(node)]
        for element, text in walk.texts(node.logic)
        for name in sorted(feel.functions_used(text) - there)
    )


def constant_faults(decisions: Decisions) -> tuple[errors.Problem, ...]:
    """Texts of which a part has no value whatever the input is: `expression_null` (warning).

    Element: the cell or box; facts: `text`, `reason` (the code of the evaluation's problem).
    """
    return tuple(
        errors.Problem(
            code="expression_null",
            element=element,
            severity=Severity.WARNING,
            facts={"text": text.text, "reason": fault.code},
            file=ref.file,
        )
        for ref, node in decisions.nodes.items()
        if isinstance(node, DecisionNode | Knowledge)
        for element, text in walk.texts(node.logic)
        for fault in feel.constant_faults(text)
    )


def _callable(node: DecisionNode | Knowledge) -> frozenset[str]:
    """Names that may stand for functions in the logic of a node, wherever in it they are defined."""
    required = {word for each in node.requires for word in (each.name, each.prefix)}
    return frozenset({node.name, *required, *walk.defined(node.logic)})


def _overlaps(ref: Ref, table: Table, found: tuple[Column, ...]) -> Iterator[errors.Problem]:
    for (first, one), (second, other) in combinations(enumerate(table.rules), 2):
        shared = [column.most[first] & column.most[second] for column in found]
        if not all(shared) or (table.policy is HitPolicy.ANY and _answer(one) == _answer(other)):
            continue
        sure = all(column.least[first] & column.least[second] for column in found)
        code = "overlap" if table.policy is HitPolicy.UNIQUE else "rules_disagree"
        inputs = {column.name: column.written(part) for column, part in zip(found, shared, strict=True)}
        yield errors.Problem(
            code=code if sure else "overlap_undecided",
            element=ref.id,
            severity=Severity.ERROR if sure and table.policy is HitPolicy.UNIQUE else Severity.WARNING,
            facts={"table": table.id, "rules": (one.id, other.id), "inputs": inputs},
            file=ref.file,
        )


def _answer(rule: Rule) -> tuple[str, ...]:
    return tuple(literal.text for literal in rule.outputs)


def _gaps(ref: Ref, table: Table, found: tuple[Column, ...]) -> Iterator[errors.Problem]:
    try:
        rules = frozenset(range(len(table.rules)))
        certain = list(_Search(found, [column.most for column in found]).uncovered(rules))
        possible = certain or list(_Search(found, [column.least for column in found]).uncovered(rules))
    except _TooLong:
        certain, possible = [], [{}]
    if possible and not certain:
        facts = {"table": table.id, "inputs": possible[0]}
        yield _warning("gaps_undecided", ref, facts)
    for inputs in certain[:MAX_REPORTED]:
        yield _warning("gap", ref, {"table": table.id, "inputs": inputs})


def _warning(code: str, ref: Ref, facts: Mapping[str, object]) -> errors.Problem:
    return errors.Problem(code=code, element=ref.id, severity=Severity.WARNING, facts=facts, file=ref.file)


class _TooLong(Exception):
    """The search for gaps has compared enough."""


@dataclass
class _Search:
    """Column by column, the rules that can still hold; where none is left there is a gap."""

    columns: tuple[Column, ...]
    holding: list[tuple[frozenset[int], ...]]
    covered: set[tuple[int, frozenset[int]]] = field(default_factory=set)
    work: int = 0

    def uncovered(self, rules: frozenset[int]) -> Iterator[dict[str, str]]:
        """The gaps that these rules leave, each as input → tests."""
        for path in self._from(0, rules):
            texts = {column.name: "-" for column in self.columns}
            yield texts | {self.columns[at].name: self.columns[at].written(part) for at, part in enumerate(path)}

    def _from(self, at: int, rules: frozenset[int]) -> Iterator[tuple[frozenset[int], ...]]:
        """Paths from this column on that end without a rule."""
        self.work += 1 if at == len(self.columns) else len(self.columns[at].domain) * (1 + len(rules))
        if self.work > MAX_WORK:
            raise _TooLong
        if not rules:
            yield ()
            return
        if at == len(self.columns) or (at, rules) in self.covered:
            return
        found = False
        for left, part in self._parts(at, rules).items():
            for path in self._from(at + 1, left):
                found = True
                yield (part, *path)
        if not found:
            self.covered.add((at, rules))

    def _parts(self, at: int, rules: frozenset[int]) -> dict[frozenset[int], frozenset[int]]:
        """The regions of a column, put together where the same rules go on."""
        parts: dict[frozenset[int], frozenset[int]] = {}
        for region in sorted(self.columns[at].domain):
            left = frozenset(rule for rule in rules if region in self.holding[at][rule])
            parts[left] = parts.get(left, frozenset()) | {region}
        return parts
