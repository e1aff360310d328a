"""What differs between two versions of a decision file, part by part: decisions, columns and rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from engine import xml
from engine.decisions import markup

_PARTS = frozenset({"decision", "inputData", "businessKnowledgeModel", "decisionService", "input", "output", "rule"})
_NOT_CONTENT = frozenset({"DMNDI"})


@dataclass(frozen=True, kw_only=True)
class Change:
    """A part that was `added`, `changed` or `removed`; `number` counts rules from 1, in the file that has the part."""

    id: str
    state: str
    kind: str
    name: str
    number: int
    decision: str


@dataclass(frozen=True)
class _Part:
    kind: str
    name: str
    number: int
    decision: str
    content: object


def compare(old: bytes, new: bytes) -> tuple[Change, ...]:
    """Compare two DMN files by the ids of their parts; white space, comments and pictures do not count.

    Raises ModelRejected for a file that cannot be read.
    """
    before, after = _parts(old), _parts(new)
    found = [_change(name, "changed" if name in before else "added", part) for name, part in after.items()]
    same = {name for name, part in after.items() if name in before and part.content == before[name].content}
    gone = [_change(name, "removed", part) for name, part in before.items() if name not in after]
    return tuple(change for change in [*found, *gone] if change.id not in same)


def _change(identity: str, state: str, part: _Part) -> Change:
    return Change(id=identity, state=state, kind=part.kind, name=part.name, number=part.number, decision=part.decision)


def _parts(content: bytes) -> Mapping[str, _Part]:
    found: dict[str, _Part] = {}
    for node in xml.read(content).iter("{*}*"):
        kind = markup.kind(node)
        if kind in _PARTS and markup.is_dmn(node):
            name = node.get("id") or f"{markup.nearest_id(node)}.{kind}.{_number(node)}"
            found.setdefault(name, _part(node, kind))
    return found


def _part(node: etree._Element, kind: str) -> _Part:
    around = next((each for each in node.iterancestors() if markup.kind(each) == "decision"), None)
    decision = "" if around is None else around.get("name") or around.get("id") or ""
    return _Part(kind, _name(node), _number(node), decision, tuple(_content(node)))


def _name(node: etree._Element) -> str:
    """The name or label, else what a column asks for, else the note of a rule."""
    inner = markup.child(node, "inputExpression")
    written = (node.get("name"), node.get("label"), markup.text(inner), markup.text(markup.child(node, "description")))
    return next((" ".join(words.split()) for words in written if words), "")


def _number(node: etree._Element) -> int:
    return 1 + len([one for one in node.itersiblings(preceding=True) if one.tag == node.tag])


def _content(node: etree._Element) -> Iterator[object]:
    yield tuple(sorted((str(key), str(value).strip()) for key, value in node.attrib.items()))
    yield (node.text or "").strip()
    for child in node.iterchildren("{*}*"):
        name = markup.kind(child)
        if name not in _PARTS | _NOT_CONTENT:
            yield name, tuple(_content(child))
