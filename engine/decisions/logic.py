"""From the XML of boxed expressions to values (DMN 1.5, clause 7.3 and 10.2)."""

from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from engine.decisions import markup, tabular
from engine.decisions.boxes import (
    Box,
    Conditional,
    Context,
    Entry,
    Filter,
    FunctionDefinition,
    Invocation,
    Iteration,
    List,
    Literal,
    Loop,
    Parameter,
)
from engine.decisions.problems import Report

MAX_NESTING = 40
_FEEL = ("", "feel", "camunda-feel")


@dataclass(frozen=True, kw_only=True)
class Names:
    """What a FEEL text may call by name: `fields` of types are known everywhere, `scope` grows inwards."""

    report: Report
    fields: frozenset[str]
    scope: frozenset[str]
    depth: int = 0

    @property
    def all(self) -> frozenset[str]:
        return self.fields | self.scope

    def plus(self, *names: str) -> "Names":
        """The names one box further in."""
        return Names(report=self.report, fields=self.fields, scope=self.scope | set(names), depth=self.depth + 1)


def box_in(node: etree._Element | None, names: Names) -> Box | None:
    """The first boxed expression among an element's children, or None when there is none or it is wrong."""
    if node is None:
        return None
    for each in markup.elements(node):
        if markup.kind(each) in _READERS:
            return box(each, names)
    return None


def box(node: etree._Element, names: Names) -> Box | None:
    """One boxed expression; what is wrong in it goes to the report of `names`."""
    if names.depth > MAX_NESTING:
        names.report.add("logic_too_deep", node, limit=MAX_NESTING)
        return None
    return _READERS[markup.kind(node)](node, names.plus())


def literal(node: etree._Element, names: Names) -> Literal | None:
    """A FEEL text with its type; other languages are refused by name."""
    language = (node.get("expressionLanguage") or "").strip()
    if language.lower() not in _FEEL and not language.rstrip("/").upper().endswith("FEEL"):
        names.report.add("unknown_language", node, language=language)
        return None
    text = markup.text(node)
    expression = names.report.expression(text, node, names.all) if text else None
    if text and expression is None:
        return None
    return Literal(id=markup.nearest_id(node), expression=expression, text=text, type=type_of(node))


def function(node: etree._Element, names: Names) -> FunctionDefinition | None:
    """A function definition; one in Java or PMML is a problem `external_function` (clause 10.3.2.13.3)."""
    if (node.get("kind") or "FEEL") not in ("FEEL", "F"):
        names.report.add("external_function", node, kind=node.get("kind"))
        return None
    parameters = tuple(
        Parameter(name=each.get("name", ""), type=type_of(each)) for each in markup.children(node, "formalParameter")
    )
    body = box_in(node, names.plus(*(each.name for each in parameters)))
    return FunctionDefinition(id=markup.nearest_id(node), parameters=parameters, body=body, type=type_of(node))


def type_of(node: etree._Element) -> str | None:
    """The type an element refers to: an attribute, or in older files an element."""
    return markup.attribute(node, "typeRef") or markup.text(markup.child(node, "typeRef")) or None


def _context(node: etree._Element, names: Names) -> Context:
    entries = []
    for each in markup.children(node, "contextEntry"):
        variable = markup.child(each, "variable")
        name = None if variable is None else variable.get("name")
        kind = None if variable is None else type_of(variable)
        entries.append(Entry(name=name, box=box_in(each, names), type=kind))
        names = names.plus(name) if name else names
    return Context(id=markup.nearest_id(node), entries=tuple(entries), type=type_of(node))


def _list(node: etree._Element, names: Names) -> List:
    items = tuple(item for item in (box(each, names) for each in _boxes(node)) if item is not None)
    return List(id=markup.nearest_id(node), items=items, type=type_of(node))


def _relation(node: etree._Element, names: Names) -> List:
    """Each row is a context of its columns (clause 10.2.1.6)."""
    columns = [(each.get("name", ""), type_of(each)) for each in markup.children(node, "column")]
    rows = []
    for row in markup.children(node, "row"):
        cells = _boxes(row)
        if len(cells) != len(columns):
            names.report.add("cells_missing", row, expected=len(columns), found=len(cells))
            continue
        entries = (
            Entry(name=name, type=kind, box=box(cell, names)) for (name, kind), cell in zip(columns, cells, strict=True)
        )
        rows.append(Context(id=markup.nearest_id(row), entries=tuple(entries)))
    return List(id=markup.nearest_id(node), items=tuple(rows), type=type_of(node))


def _invocation(node: etree._Element, names: Names) -> Invocation | None:
    called = box_in(node, names)
    bindings = []
    for each in markup.children(node, "binding"):
        parameter = markup.child(each, "parameter")
        name = "" if parameter is None else parameter.get("name", "")
        bindings.append(Entry(name=name, box=box_in(each, names)))
    if called is None:
        names.report.add("logic_incomplete", node, part="function")
        return None
    return Invocation(id=markup.nearest_id(node), function=called, bindings=tuple(bindings), type=type_of(node))


def _conditional(node: etree._Element, names: Names) -> Conditional | None:
    parts = [_part(node, part, names) for part in ("if", "then", "else")]
    if parts[0] is None or parts[1] is None or parts[2] is None:
        return None
    return Conditional(
        id=markup.nearest_id(node), condition=parts[0], then=parts[1], otherwise=parts[2], type=type_of(node)
    )


def _filter(node: etree._Element, names: Names) -> Filter | None:
    source, match = _part(node, "in", names), _part(node, "match", names.plus("item"))
    if source is None or match is None:
        return None
    return Filter(id=markup.nearest_id(node), source=source, match=match, type=type_of(node))


def _iteration(node: etree._Element, names: Names) -> Iteration | None:
    variable = node.get("iteratorVariable", "")
    inside = names.plus(variable, "partial")
    body = "return" if markup.kind(node) == "for" else "satisfies"
    source, result = _part(node, "in", names), _part(node, body, inside)
    if source is None or result is None:
        return None
    return Iteration(
        id=markup.nearest_id(node),
        kind=Loop(markup.kind(node)),
        variable=variable,
        source=source,
        body=result,
        type=type_of(node),
    )


def _part(node: etree._Element, name: str, names: Names) -> Box | None:
    """The box inside a named child; without one the report says `logic_incomplete`."""
    holder = markup.child(node, name)
    if holder is None or not _boxes(holder):
        names.report.add("logic_incomplete", node, part=name)
        return None
    return box_in(holder, names)


def _boxes(node: etree._Element) -> list[etree._Element]:
    return [each for each in markup.elements(node) if markup.kind(each) in _READERS]


def _table(node: etree._Element, names: Names) -> Box | None:
    return tabular.table(node, names.report, names.all, literal=lambda each: literal(each, names))


_READERS: dict[str, Callable[[etree._Element, Names], Box | None]] = {
    "literalExpression": literal,
    "decisionTable": _table,
    "context": _context,
    "list": _list,
    "relation": _relation,
    "invocation": _invocation,
    "functionDefinition": function,
    "conditional": _conditional,
    "filter": _filter,
    "for": _iteration,
    "some": _iteration,
    "every": _iteration,
}
