"""What people read about a decision: labels and notes of its table, and the properties beside them."""

from collections.abc import Iterator

from lxml import etree

from engine.decisions.boxes import Box, Table

ZEEBE = "http://camunda.org/schema/zeebe/1.0"
_PROPERTIES = f"./{{*}}extensionElements/{{{ZEEBE}}}properties/{{{ZEEBE}}}property"


def of_decision(node: etree._Element, logic: Box | None) -> dict[str, str]:
    """Texts by key (see `Decisions.texts`); a property gives way to what the table itself says."""
    properties = {each.get("name", ""): each.get("value", "") for each in node.iterfind(_PROPERTIES)}
    labels = dict(_labels(logic)) if isinstance(logic, Table) else {}
    return {**properties, "name": node.get("name") or "", **labels}


def _labels(table: Table) -> Iterator[tuple[str, str]]:
    yield from ((f"input:{each.name}", each.label) for each in table.inputs if each.label)
    yield from ((f"output:{each.name}", each.label) for each in table.outputs if each.label)
    yield from ((f"rule:{each.id}", "; ".join(each.annotations)) for each in table.rules if each.annotations)
