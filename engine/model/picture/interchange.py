"""The diagram interchange of a file as plain values: boxes and lines, in the order they are drawn."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isfinite

from lxml import etree

from engine.model import vocabulary
from engine.model.documents import Document

_SHAPE = f"{{{vocabulary.BPMNDI}}}BPMNShape"
_EDGE = f"{{{vocabulary.BPMNDI}}}BPMNEdge"
_PLANE = f"{{{vocabulary.BPMNDI}}}BPMNPlane"
_LABEL = f"{{{vocabulary.BPMNDI}}}BPMNLabel"
_BOUNDS = f"{{{vocabulary.DC}}}Bounds"
_WAYPOINT = f"{{{vocabulary.DI}}}waypoint"
_FARTHEST = 1_000_000.0


@dataclass(frozen=True, kw_only=True)
class Box:
    """A rectangle in diagram units (1/96 inch), x to the right and y downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the box."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A drawn node with its box and the label box the file gives it, if any."""

    id: str
    kind: str
    box: Box
    label: Box | None
    expanded: bool
    horizontal: bool
    node: etree._Element = field(repr=False, compare=False)

    @property
    def holds_others(self) -> bool:
        """Whether other shapes are drawn inside."""
        return self.expanded and self.kind in vocabulary.SUBPROCESSES | {"callActivity"}


@dataclass(frozen=True, kw_only=True)
class Edge:
    """A drawn connection with its points, two at least."""

    id: str
    kind: str
    points: tuple[tuple[float, float], ...]
    label: Box | None
    node: etree._Element = field(repr=False, compare=False)


def shapes(document: Document) -> tuple[Shape, ...]:
    """The shapes of the first diagram whose elements exist; bad numbers leave a shape out."""
    return tuple(shape for node in _drawn(document, _SHAPE) if (shape := _shape(document, node)) is not None)


def edges(document: Document) -> tuple[Edge, ...]:
    """The connections of the first diagram whose elements exist."""
    return tuple(edge for node in _drawn(document, _EDGE) if (edge := _edge(document, node)) is not None)


def _drawn(document: Document, tag: str) -> Iterator[etree._Element]:
    plane = next(document.tree.iter(_PLANE), None)
    return iter(()) if plane is None else plane.iterchildren(tag)


def _shape(document: Document, node: etree._Element) -> Shape | None:
    element, box = _meant(document, node), _box(node)
    if element is None or box is None:
        return None
    return Shape(
        id=element.get("id") or "",
        kind=vocabulary.local(element),
        box=box,
        label=_label(node),
        expanded=node.get("isExpanded") == "true",
        horizontal=node.get("isHorizontal") != "false",
        node=element,
    )


def _edge(document: Document, node: etree._Element) -> Edge | None:
    element = _meant(document, node)
    read = [(_number(point.get("x")), _number(point.get("y"))) for point in node.iterchildren(_WAYPOINT)]
    points = tuple((x, y) for x, y in read if x is not None and y is not None)
    if element is None or len(points) < 2 or len(points) < len(read):
        return None
    kind = vocabulary.local(element)
    return Edge(id=element.get("id") or "", kind=kind, points=points, label=_label(node), node=element)


def _meant(document: Document, node: etree._Element) -> etree._Element | None:
    return document.nodes.get(vocabulary.reference(node.get("bpmnElement")))


def _label(node: etree._Element) -> Box | None:
    label = node.find(_LABEL)
    return None if label is None else _box(label)


def _box(node: etree._Element) -> Box | None:
    bounds = node.find(_BOUNDS)
    if bounds is None:
        return None
    x, y, width, height = (_number(bounds.get(side)) for side in ("x", "y", "width", "height"))
    if x is None or y is None or width is None or height is None or width < 0 or height < 0:
        return None
    return Box(x=x, y=y, width=width, height=height)


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "0")
    except ValueError:
        return None
    return number if isfinite(number) and abs(number) <= _FARTHEST else None
