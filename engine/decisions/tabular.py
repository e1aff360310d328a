"""From the XML of a decision table to its rules (DMN 1.5, clause 8)."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias, TypeVar

from lxml import etree

from engine import feel
from engine.decisions import markup
from engine.decisions.boxes import Aggregation, Cell, HitPolicy, Input, Literal, Output, Rule, Table
from engine.decisions.itemtypes import simple
from engine.decisions.problems import Report

MAX_RULES = 1_000
E = TypeVar("E", bound=StrEnum)
ReadLiteral: TypeAlias = Callable[[etree._Element], Literal | None]
_NEEDS_ORDER = (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER)


def table(node: etree._Element, report: Report, names: Collection[str], *, literal: ReadLiteral) -> Table | None:
    """A decision table, or None when anything in it is wrong; the report then says what."""
    before = len(report.found)
    reader = _Reader(report=report, names=frozenset(names), literal=literal)
    inputs = [reader.input(each) for each in markup.children(node, "input")]
    outputs = [reader.output(each) for each in markup.children(node, "output")]
    rules = [reader.rule(each, len(inputs), len(outputs)) for each in markup.children(node, "rule")]
    policy = _choice(node, report, "hitPolicy", HitPolicy) if node.get("hitPolicy") else HitPolicy.UNIQUE
    aggregation = _choice(node, report, "aggregation", Aggregation) if node.get("aggregation") else None
    if policy is not None:
        _check(node, report, outputs, policy, aggregation)
    if len(report.found) > before or policy is None:
        return None
    return Table(
        id=markup.nearest_id(node),
        policy=policy,
        aggregation=aggregation,
        inputs=_named(each for each in inputs if each is not None),
        outputs=tuple(outputs),
        rules=tuple(each for each in rules if each is not None),
        type=markup.attribute(node, "typeRef"),
    )


@dataclass(frozen=True, kw_only=True)
class _Reader:
    report: Report
    names: frozenset[str]
    literal: ReadLiteral

    def input(self, node: etree._Element) -> Input | None:
        asked = markup.child(node, "inputExpression")
        expression = None if asked is None else self.literal(asked)
        if asked is None or (expression is not None and expression.expression is None):
            self.report.add("input_without_expression", node)
            return None
        if expression is None:
            return None
        return Input(
            id=markup.nearest_id(node),
            name=expression.text,
            label=markup.attribute(node, "label") or "",
            expression=expression,
            allowed=self._allowed(markup.child(node, "inputValues")),
            type=expression.type,
        )

    def output(self, node: etree._Element) -> Output:
        values, default = markup.child(node, "outputValues"), markup.child(node, "defaultOutputEntry")
        text = markup.text(values)
        order = self.report.expression(f"[{text}]", values, self.names) if values is not None and text else None
        return Output(
            id=markup.nearest_id(node),
            name=node.get("name") or "",
            label=markup.attribute(node, "label") or "",
            allowed=self._allowed(values),
            order=order,
            default=None if default is None else self.literal(default),
            type=markup.attribute(node, "typeRef"),
        )

    def rule(self, node: etree._Element, inputs: int, outputs: int) -> Rule | None:
        if not node.get("id"):
            self.report.add("missing_id", node, kind="rule")
        asked, answers = markup.children(node, "inputEntry"), markup.children(node, "outputEntry")
        if (len(asked), len(answers)) != (inputs, outputs):
            self.report.add("cells_missing", node, expected=inputs + outputs, found=len(asked) + len(answers))
            return None
        cells = tuple(self._cell(each) for each in asked)
        results = [self.literal(each) for each in answers]
        notes = tuple(markup.text(each) for each in markup.children(node, "annotationEntry"))
        return Rule(
            id=node.get("id") or "",
            cells=cells,
            outputs=tuple(each for each in results if each is not None),
            annotations=notes or tuple(filter(None, [markup.text(markup.child(node, "description"))])),
        )

    def _cell(self, node: etree._Element) -> Cell:
        text = markup.text(node)
        open_to_all = text in ("", "-")
        tests = None if open_to_all else self.report.tests(text, node, self.names)
        return Cell(id=markup.nearest_id(node), text=text or "-", tests=tests)

    def _allowed(self, node: etree._Element | None) -> feel.UnaryTests | None:
        text = markup.text(node)
        return None if node is None or text in ("", "-") else self.report.tests(text, node, self.names)


def _choice(node: etree._Element, report: Report, attribute: str, kind: type[E]) -> E | None:
    value = (node.get(attribute) or "").strip()
    if value in list(kind):
        return kind(value)
    report.add("unknown_hit_policy" if attribute == "hitPolicy" else "unknown_aggregation", node, value=value)
    return None


def _check(
    node: etree._Element,
    report: Report,
    outputs: list[Output],
    policy: HitPolicy,
    aggregation: Aggregation | None,
) -> None:
    """What the columns must have for their hit policy (clauses 8.2.10 and 8.3.3)."""
    names = [each.name for each in outputs]
    if not outputs:
        report.add("table_without_output", node)
    if len(outputs) > 1 and (not all(names) or len(set(names)) < len(names)):
        report.add("output_without_name", node, names=names)
    if policy in _NEEDS_ORDER and all(each.order is None and simple(each.type) for each in outputs):
        report.add("priority_without_values", node, policy=str(policy))
    if aggregation is not None and policy is not HitPolicy.COLLECT:
        report.add("aggregation_without_collect", node, policy=str(policy))
    if aggregation is not None and len(outputs) > 1:
        report.add("aggregation_of_several_outputs", node, aggregation=str(aggregation))
    if len(markup.children(node, "rule")) > MAX_RULES:
        report.add("too_many_rules", node, limit=MAX_RULES)


def _named(inputs: Iterable[Input]) -> tuple[Input, ...]:
    """The columns with names of their own: an expression asked twice gets a stroke behind its second name."""
    result: list[Input] = []
    for each in inputs:
        name, taken = each.name, {other.name for other in result}
        while name in taken:
            name += "'"
        result.append(replace(each, name=name))
    return tuple(result)
