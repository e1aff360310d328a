"""What differs between two sets of files, as a list for readers: elements of diagrams, parts of tables, questions."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine import errors
from engine.decisions import changes as table_changes
from engine.model import diff, documents, labels, vocabulary
from engine.model.documents import Document
from forms import Text
from forms import changes as form_changes
from webapp import languages
from webapp.sentences import differences, problems

Files = Mapping[str, bytes]
STATES = ("added", "changed", "removed", "moved")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that was added, changed, removed or moved; `aspects` say what of it, in words."""

    state: str
    what: str
    name: Text
    element: str = ""
    aspects: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The lines of one file; `state` of the file itself; not `readable` when nothing inside can be compared."""

    file: str
    state: str
    lines: tuple[Line, ...] = ()
    readable: bool = True


def compare(old: Files, new: Files) -> tuple[Comparison, ...]:
    """Every file that is not the same in both."""
    names = sorted({*old, *new}, key=lambda name: (not name.endswith(".bpmn"), name))
    return tuple(_file(name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name))


def _file(name: str, old: bytes | None, new: bytes | None) -> Comparison:
    if old is None or new is None:
        return Comparison(file=name, state="added" if old is None else "removed")
    kind = next(read for suffix, read in _READERS.items() if name.endswith(suffix) or not suffix)
    try:
        return Comparison(file=name, state="changed", lines=tuple(kind(old, new)))
    except (errors.ModelRejected, ValueError, RecursionError):
        return Comparison(file=name, state="changed", readable=False)


def _diagram(old: bytes, new: bytes) -> Iterator[Line]:
    before, after = documents.read(old), documents.read(new)
    found = diff.compare(before, after)
    for state, ids, document in (
        ("added", found.added, after),
        ("changed", found.changed, after),
        ("removed", found.removed, before),
        ("moved", found.moved, after),
    ):
        texts = labels.texts(document)
        for element in ids:
            yield Line(
                state=state,
                what=_kind(document, element),
                name=_name(document, element, texts),
                element=element,
                aspects=tuple(differences.aspect(fact) for fact in found.facts.get(element, ())),
            )


def _kind(document: Document, element: str) -> str:
    node = document.nodes.get(element)
    return "" if node is None else problems.word("kind", vocabulary.local(node), languages.current())


def _name(document: Document, element: str, texts: Mapping[str, labels.Texts]) -> Text:
    """The name of an element; a connection without one is told by what it joins."""
    if element in texts and (name := languages.text(texts[element].name)):
        return name
    node = document.nodes.get(element)
    if node is None or vocabulary.local(node) != "sequenceFlow":
        return Text()
    ends = [vocabulary.reference(node.get(end)) for end in ("sourceRef", "targetRef")]
    return Text(" → ".join(languages.text(texts[end].name) if end in texts else end for end in ends))


def _tables(old: bytes, new: bytes) -> Iterator[Line]:
    for change in table_changes.compare(old, new):
        yield Line(
            state=change.state,
            what=differences.part_of_table(change.kind, change.number, change.decision),
            name=Text(change.name),
            element=change.id,
        )


def _form(old: bytes, new: bytes) -> Iterator[Line]:
    before, after = _document(old), _document(new)
    for change in form_changes.compare(before, after, languages.current(), languages.fallbacks()):
        yield Line(state=change.state, what=differences.part_of_form(change.type), name=change.name, element=change.id)


def _document(content: bytes) -> dict[str, Any]:
    document = json.loads(content)
    if not isinstance(document, dict):
        raise ValueError("no form")
    return document


_READERS = {".bpmn": _diagram, ".dmn": _tables, "": _form}
