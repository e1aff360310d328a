"""A first picture for files that have none, by the layout of the pinned `bpmn-io` package."""

import copy

from bpmn_io import LayoutError, ParseError, layout_process
from lxml import etree

from engine import xml
from engine.model import normalise, vocabulary

_DIAGRAM = f"{{{vocabulary.BPMNDI}}}BPMNDiagram"
_SHAPE = f"{{{vocabulary.BPMNDI}}}BPMNShape"


def arranged(content: bytes) -> bytes:
    """A BPMN file with a picture; what has one, and what the package cannot lay out, comes back as it is.

    Nothing but the picture is added. Raises ModelRejected for a file that cannot be read.
    """
    root = xml.read(content)
    if next(root.iter(_SHAPE), None) is not None:
        return content
    copied = copy.deepcopy(root)
    normalise.sides.write(copied)
    try:
        drawn = xml.read(layout_process(etree.tostring(copied, encoding="unicode")).encode())
    except (LayoutError, ParseError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError):
        return content
    for diagram in root.iterchildren(_DIAGRAM):
        root.remove(diagram)
    root.extend(drawn.iterchildren(_DIAGRAM))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
