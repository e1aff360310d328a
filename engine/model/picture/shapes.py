"""How each kind of node looks (BPMN 2.0 clauses 7.3 and 12)."""

from lxml import etree

from engine.model import documents, vocabulary
from engine.model.documents import Document
from engine.model.picture import icons, ink
from engine.model.picture.interchange import Box, Shape
from engine.model.vocabulary import B

_POOLS = frozenset({"participant", "lane"})
_DATA = frozenset({"dataObjectReference", "dataObject", "dataInput", "dataOutput"})
_STORES = frozenset({"dataStoreReference", "dataStore"})
_DASH = "6 4"


def draw(group: etree._Element, shape: Shape, name: str, document: Document) -> None:
    """Put outline, signs and label of one shape into its group."""
    if shape.kind in vocabulary.EVENTS:
        _event(group, shape, name, document)
    elif shape.kind in vocabulary.GATEWAYS:
        _gateway(group, shape, name)
    elif shape.kind in _POOLS:
        _pool(group, shape, name)
    elif shape.kind in _DATA or shape.kind in _STORES:
        _data(group, shape, name)
    elif shape.kind == "textAnnotation":
        _annotation(group, shape)
    elif shape.kind == "group":
        _rectangle(group, shape.box, "g", dash="8 3 2 3")
        _caption(group, shape, name)
    else:
        _activity(group, shape, name)


def _event(group: etree._Element, shape: Shape, name: str, document: Document) -> None:
    x, y = shape.box.centre
    radius = shape.box.width / 2
    definitions = documents.event_definitions(shape.node, document.nodes)
    interrupting = not {shape.node.get("cancelActivity"), shape.node.get("isInterrupting")} & {"false", "0"}
    dash = "none" if interrupting else _DASH
    thick = 3 if shape.kind == "endEvent" else 1.5
    circle = {"cx": x, "cy": y, "stroke_dasharray": dash, "stroke_width": thick}
    ink.add(group, "circle", "o", r=radius, **circle)
    if shape.kind.startswith(("intermediate", "boundary")):
        ink.add(group, "circle", "o", r=max(radius - 4, 1), **circle)
    if definitions:
        kind = vocabulary.EVENT_KINDS[vocabulary.local(definitions[0])] if len(definitions) == 1 else "multiple"
        throws = shape.kind in vocabulary.THROWING
        scale = min(1.0, (radius - 5) / 12)
        ink.icon(group, icons.EVENT[kind], (x, y), filled=throws or kind == "terminate", scale=max(scale, 0.1))
    _caption(group, shape, name)


def _gateway(group: etree._Element, shape: Shape, name: str) -> None:
    box, (x, y) = shape.box, shape.box.centre
    corners = ((x, box.y), (box.x + box.width, y), (x, box.y + box.height), (box.x, y))
    ink.add(group, "path", "o", d=_outline(*corners))
    ink.icon(group, icons.GATEWAY[shape.kind], (x, y))
    _caption(group, shape, name)


def _activity(group: etree._Element, shape: Shape, name: str) -> None:
    box, (x, y) = shape.box, shape.box.centre
    handler = shape.node.get("triggeredByEvent") in ("true", "1")
    thick = 3 if shape.kind == "callActivity" else 1.5
    _rectangle(group, box, "o", radius=10, dash="2 3" if handler else "none", thick=thick)
    if shape.kind == "transaction":
        inner = Box(x=box.x + 3, y=box.y + 3, width=max(box.width - 6, 0), height=max(box.height - 6, 0))
        _rectangle(group, inner, "o", radius=8)
    if shape.kind in icons.TASK:
        filled = shape.kind == "sendTask"
        ink.icon(group, icons.TASK[shape.kind], (box.x + 15, box.y + 14), filled=filled)
    signs = _markers(shape)
    for place, sign in enumerate(signs):
        at = (x + (place - (len(signs) - 1) / 2) * 20, box.y + box.height - 11)
        ink.icon(group, icons.MARKER[sign], at, filled=sign == "compensation")
    if shape.holds_others:
        ink.label(group, name, (x, box.y + 6), box.width - 20, hanging=True)
    else:
        ink.label(group, name, (x, y + _lowered(shape, name, signs)), box.width - 10)


def _lowered(shape: Shape, name: str, signs: list[str]) -> float:
    """How far a long name moves down, clear of the sign in the corner."""
    lines = len(ink.wrapped(name, shape.box.width - 10))
    return min(7 * (lines - 2), 10) if lines > 2 and shape.kind in icons.TASK and not signs else 0


def _markers(shape: Shape) -> list[str]:
    node, signs = shape.node, []
    if node.find(B + "standardLoopCharacteristics") is not None:
        signs.append("standard")
    several = node.find(B + "multiInstanceLoopCharacteristics")
    if several is not None:
        signs.append("sequential" if several.get("isSequential") == "true" else "parallel")
    if node.get("isForCompensation") == "true":
        signs.append("compensation")
    if shape.kind == "adHocSubProcess":
        signs.append("adHoc")
    if shape.kind in vocabulary.SUBPROCESSES and not shape.expanded:
        signs.append("collapsed")
    return signs


def _pool(group: etree._Element, shape: Shape, name: str) -> None:
    box, (x, y) = shape.box, shape.box.centre
    _rectangle(group, box, "o")
    text = ink.add(group, "text", "t", text_anchor="middle", fill="currentColor", stroke="none")
    text.text = " ".join(ink.wrapped(name, 4 * max(box.height if shape.horizontal else box.width, 60)))
    if shape.horizontal:
        text.set("transform", f"translate({ink.number(box.x + 19)} {ink.number(y)}) rotate(-90)")
    else:
        text.set("transform", f"translate({ink.number(x)} {ink.number(box.y + 19)})")


def _data(group: etree._Element, shape: Shape, name: str) -> None:
    box = shape.box
    left, right, top, bottom = box.x, box.x + box.width, box.y, box.y + box.height
    if shape.kind in _STORES:
        arc = f"A{ink.number(box.width / 2)} 6 0 0 0"
        sides = [ink.number(side) for side in (left, right, top + 6, bottom - 6)]
        west, east, north, south = sides
        outline = f"M{west} {north}{arc} {east} {north}{arc} {west} {north}V{south}{arc} {east} {south}V{north}"
        ink.add(group, "path", "data", d=outline)
    else:
        fold = min(12.0, box.width / 3)
        corners = ((left, top), (right - fold, top), (right, top + fold), (right, bottom), (left, bottom))
        folded = f"M{ink.number(right - fold)} {ink.number(top)}v{ink.number(fold)}h{ink.number(fold)}"
        ink.add(group, "path", "data", d=_outline(*corners) + folded)
    _caption(group, shape, name)


def _annotation(group: etree._Element, shape: Shape) -> None:
    box = shape.box
    bracket = f"M{ink.number(box.x + 12)} {ink.number(box.y)}h-12v{ink.number(box.height)}h12"
    ink.add(group, "path", "data", d=bracket)
    written = shape.node.find(B + "text")
    words = "" if written is None else "".join(str(part) for part in written.itertext())
    ink.label(group, words, shape.box.centre, box.width - 8)


def _caption(group: etree._Element, shape: Shape, name: str) -> None:
    """The label box of the file, else below the shape."""
    if shape.label is not None:
        at, width = (shape.label.centre[0], shape.label.y), max(shape.label.width, 60) + 20
    else:
        at, width = (shape.box.centre[0], shape.box.y + shape.box.height + 3), 100
    ink.label(group, name, at, width, hanging=True)


def _rectangle(group: etree._Element, box: Box, classes: str, radius: float = 0, **stroke: object) -> None:
    """`stroke` may say dash and thick."""
    look = {"stroke_dasharray": stroke.get("dash", "none"), "stroke_width": stroke.get("thick", 1.5)}
    place = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    ink.add(group, "rect", classes, rx=radius, **look, **place)


def _outline(*corners: tuple[float, float]) -> str:
    return "M" + "L".join(f"{ink.number(x)} {ink.number(y)}" for x, y in corners) + "Z"
