"""The one door for XML from outside: bounded, without entities, document types or instructions."""

from lxml import etree

from engine import errors

MAX_BYTES = 5_000_000
MAX_NODES = 20_000
MAX_DEPTH = 256


def read(data: bytes) -> etree._Element:
    """Parse `data` (bytes; its own declaration decides the encoding) into a tree.

    Raises ModelRejected with one problem: `xml_too_large`, `xml_not_well_formed`, `xml_doctype`,
    `xml_instruction`, `xml_include`, `xml_too_many_nodes` or `xml_too_deep`. No content is quoted.
    """
    if len(data) > MAX_BYTES:
        raise _refused("xml_too_large", bytes=len(data), limit=MAX_BYTES)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise _refused("xml_not_well_formed", line=getattr(problem, "lineno", None)) from problem
    _require_plain(root)
    _require_bounded(root)
    return root


def _require_plain(root: etree._Element) -> None:
    info = root.getroottree().docinfo
    if info.doctype or info.internalDTD is not None:
        raise _refused("xml_doctype")
    beside = (*root.itersiblings(preceding=True), *root.itersiblings())
    instructions = root.iter(etree.ProcessingInstruction, etree.Entity)
    if any(isinstance(node, etree._ProcessingInstruction) for node in beside) or next(instructions, None) is not None:
        raise _refused("xml_instruction")
    if next(root.iter("{http://www.w3.org/2001/XInclude}*"), None) is not None:
        raise _refused("xml_include")


def _require_bounded(root: etree._Element) -> None:
    nodes, stack = 0, [(root, 1)]
    while stack:
        element, depth = stack.pop()
        nodes += 1 + len(element.attrib)
        if nodes > MAX_NODES:
            raise _refused("xml_too_many_nodes", limit=MAX_NODES)
        if depth > MAX_DEPTH:
            raise _refused("xml_too_deep", limit=MAX_DEPTH)
        stack.extend((child, depth + 1) for child in element if isinstance(child.tag, str))


def _refused(code: str, **facts: object) -> errors.ModelRejected:
    return errors.ModelRejected([errors.Problem(code=code, facts=facts)])
