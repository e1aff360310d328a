"""Do rules overlap, and does every combination of allowed inputs find a rule? Exact, or said to be undecided.

Exact for columns whose tests and allowed values are constants, comparisons with constants, intervals, and `and`,
`or`, `not` over them, for numbers, texts, booleans, dates, times and durations; a column without a type has that
of its constants. Other cells may hold anywhere: what could then be either way is reported as `overlap_undecided`
or `gaps_undecided`, a warning.
"""

from collections.abc import Collection, Iterator, Mapping
from itertools import combinations, islice

from engine import errors, feel
from engine.decisions import columns, walk
from engine.decisions.boxes import HitPolicy, Rule, Table
from engine.decisions.columns import Column
from engine.decisions.graph import DecisionNode, Decisions, Knowledge, Ref
from engine.decisions.searching import MAX_WORK, Search, TooLong
from engine.errors import Severity

MAX_REPORTED = 20
_ONE_RESULT = (HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST, HitPolicy.PRIORITY)


def overlaps(decisions: Decisions) -> tuple[errors.Problem, ...]:
    """Pairs of rules that hold together where the hit policy does not allow it.

    `overlap` (error): two rules of a UNIQUE table; `rules_disagree` (warning): two rules of an ANY table with
    outputs that are not written alike; `overlap_undecided` (warning). Facts: `rows` and `rules` (two numbers, two
    ids), `inputs` (label → tests that hold exactly in the overlap), `table`. At most 20 for each table.
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


def unused(decisions: Decisions) -> tuple[errors.Problem, ...]:
    """Rules that say nothing.

    `rule_never_holds` (warning): a cell fits none of the allowed values; facts: `rows`, `rules`, `inputs`, `table`.
    `rule_never_used` (warning): in a FIRST table earlier rules fit everything the rule fits. At most 20 a table.
    """
    return tuple(
        problem
        for ref, table in columns.tables(decisions)
        for problem in islice(_unused(ref, table, columns.of_table(decisions, ref, table)), MAX_REPORTED)
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
    for first, second in islice(combinations(range(len(table.rules)), 2), MAX_WORK):
        if not all(column.most[first] & column.most[second] for column in found):
            continue
        one, other = table.rules[first], table.rules[second]
        if table.policy is HitPolicy.ANY and _answer(one) == _answer(other):
            continue
        sure = all(column.least[first] & column.least[second] for column in found)
        code = "overlap" if table.policy is HitPolicy.UNIQUE else "rules_disagree"
        yield errors.Problem(
            code=code if sure else "overlap_undecided",
            element=ref.id,
            severity=Severity.ERROR if sure and table.policy is HitPolicy.UNIQUE else Severity.WARNING,
            facts={
                **_rules(table, first, second),
                "inputs": {column.name: column.written(column.most[first] & column.most[second]) for column in found},
            },
            file=ref.file,
        )


def _rules(table: Table, *places: int) -> dict[str, object]:
    """Rules by their rows as people count them, and by their ids."""
    rows, ids = tuple(at + 1 for at in places), tuple(table.rules[at].id for at in places)
    return {"table": table.id, "rows": rows, "rules": ids}


def _answer(rule: Rule) -> tuple[str, ...]:
    return tuple(literal.text for literal in rule.outputs)


def _gaps(ref: Ref, table: Table, found: tuple[Column, ...]) -> Iterator[errors.Problem]:
    rules = (1 << len(table.rules)) - 1
    certain, complete = _first_of(Search(found, [column.most for column in found]).gaps(rules))
    for inputs in certain:
        yield _warning("gap", ref, {"table": table.id, "inputs": inputs})
    if certain:
        return
    possible: list[dict[str, str]] = []
    if complete:
        possible, complete = _first_of(Search(found, [column.least for column in found]).gaps(rules))
    if possible or not complete:
        yield _warning("gaps_undecided", ref, {"table": table.id, "inputs": possible[0] if possible else {}})


def _first_of(gaps: Iterator[dict[str, str]]) -> tuple[list[dict[str, str]], bool]:
    """The gaps that are reported, and whether the search came to its end."""
    found: list[dict[str, str]] = []
    try:
        found.extend(islice(gaps, MAX_REPORTED))
    except TooLong:
        return found, False
    return found, True


def _unused(ref: Ref, table: Table, found: tuple[Column, ...]) -> Iterator[errors.Problem]:
    search = Search(found, [column.least for column in found]) if table.policy is HitPolicy.FIRST else None
    for at, rule in enumerate(table.rules):
        domains = [column.most[at] for column in found]
        if not all(domains):
            unfit = {each.name: rule.cells[place].text for place, each in enumerate(found) if not domains[place]}
            yield _warning("rule_never_holds", ref, {**_rules(table, at), "inputs": unfit})
        elif search is not None and _is_covered(search, at, domains):
            yield _warning("rule_never_used", ref, _rules(table, at))


def _is_covered(search: Search, at: int, domains: list[int]) -> bool:
    """Whether earlier rules take everything that a rule could take."""
    try:
        return next(search.gaps((1 << at) - 1, domains), None) is None
    except TooLong:
        return False


def _warning(code: str, ref: Ref, facts: Mapping[str, object]) -> errors.Problem:
    return errors.Problem(code=code, element=ref.id, severity=Severity.WARNING, facts=facts, file=ref.file)
