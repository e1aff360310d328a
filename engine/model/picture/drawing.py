"""The whole picture: pools first, then connections, then nodes, each in a group that names its element."""

from collections import Counter
from collections.abc import Collection, Mapping
from math import hypot

from lxml import etree

from engine.model import vocabulary
from engine.model.documents import Document
from engine.model.picture import ink, interchange, shapes
from engine.model.picture.interchange import Edge, Shape

_BEHIND = ("participant", "lane", "group")
_DASHES = {"messageFlow": "8 4", "association": "2 4", "dataInputAssociation": "2 4", "dataOutputAssociation": "2 4"}
_WITHOUT_ARROW = frozenset({"association"})
_MARGIN = 20.0
_LABEL_ROOM = 50.0
_ARROW = "arrow-of-this-drawing"  # several drawings may stand on one page


def draw(
    document: Document,
    *,
    texts: Mapping[str, str] = {},
    tokens: Mapping[str, int] = {},
    done: Collection[str] = (),
    title: str = "",
) -> str:
    """The first diagram of the file as an SVG element; "" when the file has no picture.

    `texts`: element or flow id → label to show (else the plain name); `tokens`: element id → how many run there
    (those of elements not drawn count at the nearest drawn scope); `done`: ids already passed. Every group has a
    `data-id`; classes are s (shape), e (connection), active, done, token, t (text), ic (sign), o (outline).
    """
    drawn, lines = interchange.shapes(document), interchange.edges(document)
    if not drawn:
        return ""
    root = _frame(drawn, lines, title)
    running = _running(document, {shape.id for shape in drawn}, tokens)
    behind, around, before = _layers(drawn)
    for shape in (*behind, *around):
        _shape(root, shape, document, texts, _state(shape.id, running, done))
    for line in lines:
        _edge(root, line, texts.get(line.id, line.node.get("name") or ""), _state(line.id, {}, done))
    for shape in before:
        _shape(root, shape, document, texts, _state(shape.id, running, done))
    for shape in drawn:
        if shape.id in running:
            _token(root, shape, running[shape.id])
    own = "-".join(("arrow", *(process.id for process in document.processes[:1])))
    return etree.tostring(root, encoding="unicode").replace(_ARROW, own)


def _frame(drawn: tuple[Shape, ...], lines: tuple[Edge, ...], title: str) -> etree._Element:
    boxes = [box for item in drawn for box in (item.box, item.label) if box is not None]
    xs = [x for box in boxes for x in (box.x, box.x + box.width)] + [x for line in lines for x, _ in line.points]
    ys = [y for box in boxes for y in (box.y, box.y + box.height)] + [y for line in lines for _, y in line.points]
    left, top = min(xs) - _MARGIN, min(ys) - _MARGIN
    width, height = max(xs) - left + _MARGIN, max(ys) - top + _LABEL_ROOM
    root = etree.Element(f"{{{ink.SVG}}}svg", nsmap={None: ink.SVG})
    view = " ".join(ink.number(value) for value in (left, top, width, height))
    for name, value in (("class", "bpmn"), ("role", "img"), ("viewBox", view), ("font-size", "12")):
        root.set(name, value)
    root.set("width", ink.number(width))
    root.set("height", ink.number(height))
    root.set("fill", "none")
    root.set("stroke", "currentColor")
    ink.add(root, "title").text = ink.clean(title)
    marker = ink.add(ink.add(root, "defs"), "marker", id=_ARROW, viewBox="0 0 10 10", refX=9, refY=5, orient="auto")
    for name, value in (("markerWidth", "10"), ("markerHeight", "10"), ("markerUnits", "userSpaceOnUse")):
        marker.set(name, value)
    ink.add(marker, "path", "tip", d="M0 0L10 5L0 10Z", fill="currentColor", stroke="none")
    return root


def _running(document: Document, drawn: Collection[str], tokens: Mapping[str, int]) -> Mapping[str, int]:
    """Tokens at what is drawn: those inside a collapsed sub-process count at it."""
    counted: Counter[str] = Counter()
    for name, count in tokens.items():
        node = document.nodes.get(name)
        while node is not None and node.get("id") not in drawn:
            node = node.getparent()
        if node is not None and count > 0 and vocabulary.local(node) in vocabulary.FLOW_NODES:
            counted[node.get("id") or ""] += count
    return counted


def _layers(drawn: tuple[Shape, ...]) -> tuple[list[Shape], list[Shape], list[Shape]]:
    """Pools, then what holds others, both the large ones first, then the rest: connections lie upon the first two."""
    by_size = sorted(drawn, key=lambda shape: -shape.box.width * shape.box.height)
    return (
        [shape for shape in by_size if shape.kind in _BEHIND],
        [shape for shape in by_size if shape.holds_others],
        [shape for shape in drawn if shape.kind not in _BEHIND and not shape.holds_others],
    )


def _state(name: str, running: Mapping[str, int], done: Collection[str]) -> str:
    return " active" * (name in running) + " done" * (name in done)


def _shape(
    root: etree._Element, shape: Shape, document: Document, texts: Mapping[str, str], state: str
) -> etree._Element:
    group = ink.add(root, "g", f"s {shape.kind}{state}", data_id=shape.id)
    shapes.draw(group, shape, texts.get(shape.id, _name(shape, document)), document)
    return group


def _name(shape: Shape, document: Document) -> str:
    if shape.kind == "group":
        value = document.nodes.get(vocabulary.reference(shape.node.get("categoryValueRef")))
        return "" if value is None else value.get("value") or ""
    return shape.node.get("name") or ""


def _token(root: etree._Element, shape: Shape, count: int) -> None:
    box = shape.box
    group = ink.add(root, "g", "k", data_id=shape.id)
    ink.add(group, "rect", "token", x=box.x + box.width - 15, y=box.y - 11, width=26, height=22, rx=11)
    at = {"x": box.x + box.width - 2, "y": box.y + 4}
    text = ink.add(group, "text", "token-t", text_anchor="middle", fill="currentColor", stroke="none", **at)
    text.text = str(count)


def _edge(root: etree._Element, edge: Edge, name: str, state: str) -> None:
    group = ink.add(root, "g", f"e {edge.kind}{state}", data_id=edge.id)
    points = " ".join(f"{ink.number(x)},{ink.number(y)}" for x, y in edge.points)
    line = ink.add(group, "polyline", points=points, stroke_dasharray=_DASHES.get(edge.kind, "none"))
    if edge.kind not in _WITHOUT_ARROW or edge.node.get("associationDirection") in ("One", "Both"):
        line.set("marker-end", f"url(#{_ARROW})")
    if _is_default(edge):
        _slash(group, edge)
    if edge.label is not None:
        at = (edge.label.centre[0], edge.label.y)
        ink.label(group, name, at, max(edge.label.width, 60) + 20, hanging=True)
    else:
        ink.label(group, name, _beside(edge), 90)


def _is_default(edge: Edge) -> bool:
    scope = edge.node.getparent()
    siblings = iter(()) if scope is None else scope.iterchildren("{*}*")
    return any(vocabulary.reference(node.get("default")) == edge.id for node in siblings if node.get("default"))


def _slash(group: etree._Element, edge: Edge) -> None:
    (ax, ay), (bx, by) = edge.points[:2]
    length = hypot(bx - ax, by - ay)
    if length < 20:
        return
    x, y = ax + (bx - ax) / length * 12, ay + (by - ay) / length * 12
    ink.add(group, "path", "ic", d=f"M{ink.number(x - 4)} {ink.number(y + 5)}l8-10")


def _beside(edge: Edge) -> tuple[float, float]:
    """Where a label without a box goes: above the first stretch, or right of one that goes up or down."""
    (ax, ay), (bx, by) = edge.points[:2]
    if abs(ax - bx) < 1:
        return ax + 26, (ay + by) / 2
    return (ax + bx) / 2, min(ay, by) - 10
