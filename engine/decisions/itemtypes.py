"""Item definitions: reading them, and fitting values to them (DMN 1.5, clauses 7.3.2 and 10.3.2.9.4)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, partial

from lxml import etree

from engine import feel
from engine.decisions import markup
from engine.decisions.boxes import FunctionType, ItemDefinition
from engine.decisions.problems import Report
from engine.feel.values import Function, kind_of

_SIMPLE = {
    "any": "any",
    "null": "null",
    "string": "string",
    "number": "number",
    "integer": "number",
    "long": "number",
    "double": "number",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "date and time": "date and time",
    "datetime": "date and time",
    "days and time duration": "days and time duration",
    "daytimeduration": "days and time duration",
    "years and months duration": "years and months duration",
    "yearmonthduration": "years and months duration",
    "list": "list",
    "context": "context",
    "range": "range",
    "function": "function",
}


class Misfit(Exception):
    """A value is not of a type: `code` is `wrong_type` or `not_allowed`."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def simple(name: str | None) -> str | None:
    """The FEEL name of a built-in type however it is written (`feel:string`, `dateTime`), or None."""
    return _SIMPLE.get((name or "any").removeprefix("feel:").lower())


def read(definitions: etree._Element, report: Report) -> dict[str, ItemDefinition]:
    """The types a file defines, by name."""
    return {
        each.name: each
        for each in (_definition(node, report) for node in markup.children(definitions, "itemDefinition"))
    }


def field_names(types: Mapping[str, ItemDefinition]) -> Iterator[str]:
    """All names of components, at every level."""
    for each in types.values():
        yield from each.components
        yield from field_names(each.components)


def require_known(root: etree._Element, known: Mapping[str, ItemDefinition], report: Report) -> None:
    """Every type that is referred to must be built in or defined, and none may be based on itself."""
    for node in root.iter(etree.Element):
        name = markup.attribute(node, "typeRef") if markup.kind(node) != "typeRef" else markup.text(node)
        if markup.is_dmn(node) and name and simple(name) is None and name not in known:
            report.add("unknown_type", node, type=name)
    for node in markup.children(root, "itemDefinition"):
        if _is_circular(node.get("name") or "", known):
            report.add("circular_type", node, type=node.get("name"))


def _is_circular(name: str, known: Mapping[str, ItemDefinition]) -> bool:
    seen: set[str] = set()
    while name in known and simple(name) is None and name not in seen:
        seen.add(name)
        name = known[name].base or ""
    return name in seen


@dataclass(frozen=True)
class Types:
    """The types of one file; `now` is what allowed values may compare with, unless they do not count."""

    known: Mapping[str, ItemDefinition]
    now: datetime | None = None
    allowed_values_count: bool = True

    @cached_property
    def predicates(self) -> Mapping[str, Callable[[object], bool]]:
        """Whether a value is an instance of each type; allowed values say nothing about that."""
        shapes = Types(self.known, allowed_values_count=False)
        return {name: partial(shapes.holds, name) for name in self.known}

    def holds(self, name: str, value: object) -> bool:
        """Whether a value is of a type just as it is."""
        try:
            self._require(self.known[name], value)
        except Misfit:
            return False
        return True

    def fitted(self, name: str | None, value: object) -> object:
        """The value as one of the type, unpacked from a list of one or as midnight of a date; raises Misfit."""
        if value is None or simple(name) == "any":
            return value
        definition = self._definition(name)
        try:
            self._require(definition, value)
            return value
        except Misfit:
            for changed in _alternatives(definition, value):
                self._require(definition, changed)
                return changed
            raise

    def definition(self, name: str | None) -> ItemDefinition | None:
        """The item definition of that name, if it is none of the built-in types."""
        return None if simple(name) else self.known.get(name or "")

    def _definition(self, name: str | None) -> ItemDefinition:
        if name is not None and name in self.known:
            return self.known[name]
        if simple(name) is None:
            raise Misfit("unknown_type", type=name)
        return ItemDefinition(name=name or "Any", base=simple(name))

    def _require(self, definition: ItemDefinition, value: object) -> None:
        if not definition.collection:
            self._require_item(definition, value)
        elif not isinstance(value, list):
            raise Misfit("wrong_type", type=definition.name, kind=kind_of(value))
        else:
            for item in value:
                self._require_item(definition, item)
        self._require_allowed(definition.constraint, definition, value)

    def _require_item(self, definition: ItemDefinition, value: object) -> None:
        if value is None:
            return
        if definition.components:
            self._require_components(definition, value)
        elif definition.function is not None:
            _require_function(definition, definition.function, value)
        elif definition.base is not None and definition.base in self.known:
            self._require(self.known[definition.base], value)
        elif (kind := simple(definition.base)) != "any" and kind_of(value) != kind:
            raise Misfit("wrong_type", type=definition.name, kind=kind_of(value))
        self._require_allowed(definition.allowed, definition, value)

    def _require_components(self, definition: ItemDefinition, value: object) -> None:
        if not isinstance(value, dict):
            raise Misfit("wrong_type", type=definition.name, kind=kind_of(value))
        for name, component in definition.components.items():
            if name not in value:
                raise Misfit("wrong_type", type=definition.name, missing=name)
            if value[name] is not None:
                self._require(component, value[name])

    def _require_allowed(self, tests: feel.UnaryTests | None, definition: ItemDefinition, value: object) -> None:
        if tests is None or not self.allowed_values_count:
            return
        if feel.test(tests, value, {}, feel.Surroundings(now=self.now)).value is not True:
            raise Misfit("not_allowed", type=definition.name)


def _alternatives(definition: ItemDefinition, value: object) -> Iterator[object]:
    if isinstance(value, list) and len(value) == 1 and not definition.collection:
        yield value[0]
    if definition.base == "date and time" and type(value) is date:
        yield datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a date has no zone


def _require_function(definition: ItemDefinition, wanted: FunctionType, value: object) -> None:
    if not isinstance(value, Function):
        raise Misfit("wrong_type", type=definition.name, kind=kind_of(value))
    if len(value.parameters) != len(wanted.parameters):
        raise Misfit("wrong_type", type=definition.name, parameters=len(value.parameters))


def _definition(node: etree._Element, report: Report) -> ItemDefinition:
    name, base = node.get("name") or "", markup.text(markup.child(node, "typeRef")) or markup.attribute(node, "typeRef")
    parts = (_definition(each, report) for each in markup.children(node, "itemComponent"))
    return ItemDefinition(
        name=name,
        base=base or None,
        components={part.name: part for part in parts},
        collection=node.get("isCollection") in ("true", "1"),
        allowed=_tests(markup.child(node, "allowedValues"), report),
        constraint=_tests(markup.child(node, "typeConstraint"), report),
        order=_order(markup.child(node, "allowedValues"), report),
        function=_function(markup.child(node, "functionItem")),
    )


def _tests(node: etree._Element | None, report: Report) -> feel.UnaryTests | None:
    text = markup.text(node)
    return report.tests(text, node, ()) if node is not None and text not in ("", "-") else None


def _order(node: etree._Element | None, report: Report) -> feel.Expression | None:
    """Enumerated values as a list; anything else than an enumeration gives no order."""
    text = markup.text(node)
    if node is None or not text:
        return None
    try:
        return feel.parse(f"[{text}]")
    except feel.SyntaxProblem:
        return None


def _function(node: etree._Element | None) -> FunctionType | None:
    if node is None:
        return None
    parameters = tuple(markup.attribute(each, "typeRef") for each in markup.children(node, "parameters"))
    return FunctionType(parameters=parameters, result=markup.attribute(node, "outputTypeRef"))
