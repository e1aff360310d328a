"""The lists of incoming and outgoing flows that flow nodes carry, made to agree with the flows."""

from lxml import etree

from engine.model import vocabulary
from engine.model.normalise.workbench import identity
from engine.model.vocabulary import B

_SIDES = (B + "incoming", B + "outgoing")
_BEFORE_SIDES = frozenset({"documentation", "extensionElements", "auditing", "monitoring", "categoryValueRef"})


def write(root: etree._Element) -> None:
    """Rewrite, in place, what every flow node lists; some readers go by the lists and not by the flows."""
    scopes = [node for node in root.iter(f"{B}*") if vocabulary.local(node) in vocabulary.SCOPES]
    for scope in scopes:
        nodes = {identity(node): node for node in scope.iterchildren(f"{B}*")}
        for node in nodes.values():
            for side in list(node.iterchildren(*_SIDES)):
                node.remove(side)
        for flow in scope.iterchildren(B + "sequenceFlow"):
            _insert_side(nodes.get(flow.get("targetRef") or ""), _SIDES[0], identity(flow))
            _insert_side(nodes.get(flow.get("sourceRef") or ""), _SIDES[1], identity(flow))


def _insert_side(node: etree._Element | None, tag: str, flow: str) -> None:
    if node is None:
        return
    before = _BEFORE_SIDES | ({"incoming"} if tag == _SIDES[0] else {"incoming", "outgoing"})
    place = sum(1 for child in node if vocabulary.local(child) in before or not isinstance(child.tag, str))
    side = etree.Element(tag)
    side.text = flow
    node.insert(place, side)
