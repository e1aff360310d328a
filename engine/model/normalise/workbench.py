"""The copy under work: makes nodes and flows with fresh ids and remembers which drawn element each stands for."""

from lxml import etree

from engine.model import vocabulary
from engine.model.vocabulary import B


class Workbench:
    """A tree that may be changed; `drawn` maps every made id to the id of the element its owner drew."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.drawn: dict[str, str] = {}
        self._taken = {node.get("id") for node in root.iter(f"{{{vocabulary.BPMN}}}*")}

    def fresh(self, wish: str, drawn: str) -> str:
        """An id that nobody has yet, as near to `wish` as possible, noted as standing for `drawn`."""
        name, number = wish, 1
        while name in self._taken:
            number += 1
            name = f"{wish}_{number}"
        self._taken.add(name)
        self.drawn[name] = self.drawn.get(drawn, drawn)
        return name

    def node(self, scope: etree._Element, kind: str, wish: str, drawn: str) -> etree._Element:
        """A new element of the BPMN namespace at the end of a scope."""
        return etree.SubElement(scope, B + kind, id=self.fresh(wish, drawn))

    def flow(self, scope: etree._Element, source: str, target: str, drawn: str) -> etree._Element:
        """A new unconditional sequence flow."""
        flow = self.node(scope, "sequenceFlow", f"{drawn}__flow", drawn)
        flow.set("sourceRef", source)
        flow.set("targetRef", target)
        return flow


def flows_of(scope: etree._Element) -> list[etree._Element]:
    """The sequence flows drawn directly in a scope."""
    return list(scope.iterchildren(B + "sequenceFlow"))


def identity(node: etree._Element) -> str:
    """The id of an element; "" without one."""
    return node.get("id") or ""
