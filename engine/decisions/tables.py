"""Evaluating a decision table: inputs, rules, outputs, hit policy (DMN 1.5, clause 8.3)."""

from collections.abc import Mapping

from engine.decisions import hits
from engine.decisions.boxes import HitPolicy, Input, Output, Rule, Table
from engine.decisions.run import Scope, TableOutcome


def value(table: Table, scope: Scope) -> object:
    """The result of a table; the rules behind it are left in the run.

    Null with a problem: no rule of a table with one result holds (`no_rule_holds`), more than one of UNIQUE
    (`several_rules_hold`), unequal outputs of ANY (`rules_disagree`), an input that is not allowed.
    """
    asked = {each.name: _asked(each, scope) for each in table.inputs}
    refused = [each for each in table.inputs if not _allowed(each, asked[each.name], scope)]
    for each in refused:
        scope.run.problem("input_not_allowed", each.id, input=each.name, value=asked[each.name])
    result = hits.Result(value=None, rules=()) if refused else _result(table, asked, scope)
    outcome = TableOutcome(decision_id=scope.owner, rules=result.rules, inputs=asked, table=table.id)
    scope.run.tables.append(outcome)
    if result.problem is not None:
        scope.run.problem(result.problem, table.id, rules=result.rules, inputs=asked)
    return scope.fitted(table.type, result.value, table.id)


def _asked(column: Input, scope: Scope) -> object:
    expression = column.expression.expression
    found = None if expression is None else scope.evaluate(expression, column.id)
    return scope.fitted(column.type, found, column.id)


def _allowed(column: Input, found: object, scope: Scope) -> bool:
    """A missing value is not refused here: rules may well hold without it."""
    return column.allowed is None or found is None or scope.passes(column.allowed, found, column.id)


def _result(table: Table, asked: Mapping[str, object], scope: Scope) -> hits.Result:
    values = list(asked.values())
    found: list[hits.Hit] = []
    for rule in table.rules:
        if _holds(rule, values, scope):
            found.append(_hit(table, rule, scope))
            if table.policy is HitPolicy.FIRST:
                break
    return hits.resolve(table.policy, table.aggregation, found) if found else _without_hit(table, scope)


def _holds(rule: Rule, values: list[object], scope: Scope) -> bool:
    """From left to right, ending at the first test that fails."""
    return all(
        cell.tests is None or scope.passes(cell.tests, value, cell.id)
        for cell, value in zip(rule.cells, values, strict=True)
    )


def _hit(table: Table, rule: Rule, scope: Scope) -> hits.Hit:
    outputs = []
    for column, literal in zip(table.outputs, rule.outputs, strict=True):
        found = None if literal.expression is None else scope.evaluate(literal.expression, literal.id)
        outputs.append(_permitted(column, scope.fitted(column.type, found, literal.id), literal.id, scope))
    rank: tuple[int, ...] = ()
    if table.policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER):
        rank = tuple(_rank(column, found, scope) for column, found in zip(table.outputs, outputs, strict=True))
    return hits.Hit(rule=rule.id, output=_assembled(table, outputs), rank=rank)


def _permitted(column: Output, found: object, element: str, scope: Scope) -> object:
    if column.allowed is None or found is None or scope.passes(column.allowed, found, element):
        return found
    scope.run.problem("output_not_allowed", element, output=column.name, value=found)
    return None


def _rank(column: Output, found: object, scope: Scope) -> int:
    """The place among the output values; without any, or outside of them, the last."""
    order = column.order
    if order is None:
        definition = scope.run.types_of(scope.file).definition(column.type)
        order = None if definition is None else definition.order
    values = [] if order is None else scope.evaluate(order, column.id)
    return values.index(found) if isinstance(values, list) and found in values else 1_000_000


def _assembled(table: Table, outputs: list[object]) -> object:
    """The value itself for one column, a context by the names of the columns for several."""
    if len(table.outputs) == 1:
        return outputs[0]
    return {column.name: found for column, found in zip(table.outputs, outputs, strict=True)}


def _without_hit(table: Table, scope: Scope) -> hits.Result:
    """What a table says when no rule holds: its defaults, an empty list, or null with a problem."""
    if any(column.default is not None for column in table.outputs):
        outputs = [_default(column, scope) for column in table.outputs]
        found = _assembled(table, outputs)
        listed = hits.is_list(table.policy) and table.aggregation is None
        return hits.Result(value=[found] if listed else found, rules=())
    if table.aggregation is not None:
        return hits.resolve(table.policy, table.aggregation, ())
    if hits.is_list(table.policy):
        return hits.Result(value=[], rules=())
    return hits.Result(value=None, rules=(), problem="no_rule_holds")


def _default(column: Output, scope: Scope) -> object:
    literal = column.default
    if literal is None or literal.expression is None:
        return None
    return scope.fitted(column.type, scope.evaluate(literal.expression, literal.id), literal.id)
