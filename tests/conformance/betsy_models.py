"""Models written for engines that run scripts, made ready for one that runs none."""

import re

from lxml import etree

from engine import xml

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
B, Z = f"{{{BPMN}}}", f"{{{ZEEBE}}}"
_CONDITIONS = (
    "conditionExpression",
    "condition",
    "loopCondition",
    "loopCardinality",
    "completionCondition",
    "activationCondition",
)
_CONTAINS = re.compile(r'(!?)(\w+)\.contains\("([^"]*)"\)')
_COMPARISON = re.compile(r"(\w+)\s*(<=|>=|<|>|=)\s*(-?\w+)")
_VARIABLE = re.compile(r"\$\{(\w+)\}")
_LITERAL = re.compile(r"true|false|-?\d+")


def rewritten(data: bytes) -> bytes:
    """Every script a job whose type is the script, every condition FEEL; nothing else changes."""
    root = xml.read(data)
    for node in list(root.iter(B + "scriptTask", B + "globalScriptTask")):
        _make_job(node)
    for condition in root.iter(*(B + name for name in _CONDITIONS)):
        condition.text = feel(condition.text or "")
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def feel(text: str) -> str:
    """A condition of the suite as FEEL; whatever else it may be stays as it is."""
    stripped = text.strip()
    if found := _CONTAINS.match(stripped):
        call = f'contains({found[2]}, "{found[3]}")'
        return f"=not({call})" if found[1] else f"={call}"
    if found := _VARIABLE.fullmatch(stripped):
        return f"={found[1]}"
    if found := _COMPARISON.fullmatch(stripped):
        return f"={found[1]} {found[2]} {found[3]}"
    return f"={stripped}" if _LITERAL.fullmatch(stripped) else text


def _make_job(node: etree._Element) -> None:
    script = node.find(B + "script")
    marker = "" if script is None else (script.text or "").strip()
    if script is not None:
        node.remove(script)
    node.attrib.pop("scriptFormat", None)
    node.attrib.pop("scriptLanguage", None)
    node.tag = B + ("serviceTask" if node.tag == B + "scriptTask" else "globalTask")
    extensions = node.find(B + "extensionElements")
    if extensions is None:
        extensions = etree.Element(B + "extensionElements")
        node.insert(len(node.findall(B + "documentation")), extensions)
    etree.SubElement(extensions, Z + "taskDefinition", type=marker)
