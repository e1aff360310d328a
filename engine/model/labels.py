"""Names and documentation of everything in a model, in every language the file carries."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lxml import etree

from engine.model import vocabulary, zeebe
from engine.model.documents import Document
from engine.model.vocabulary import B

PLAIN = "en"
"""Language of the plain attributes."""

_NAMED = (
    *sorted(vocabulary.FLOW_NODES),
    "process",
    "sequenceFlow",
    "lane",
    "participant",
    "message",
    "messageFlow",
    "signal",
    "error",
    "escalation",
    "dataObject",
    "dataObjectReference",
    "dataStoreReference",
)


@dataclass(frozen=True, kw_only=True)
class Texts:
    """Texts of one element by language code; a language without a text is missing from the mapping.

    `action` names what people may send a case that waits there.
    """

    name: Mapping[str, str]
    documentation: Mapping[str, str]
    action: Mapping[str, str]


def texts(document: Document) -> Mapping[str, Texts]:
    """Element id → its texts, the process's own under the process id; elements without any text are left out."""
    found = {}
    for node in document.tree.iter(*(B + tag for tag in _NAMED)):
        read = _read(node)
        if (name := node.get("id")) and (read.name or read.documentation or read.action):
            found[name] = read
    return MappingProxyType(found)


def _read(node: etree._Element) -> Texts:
    properties = zeebe.read(node).properties
    documentation = node.find(B + "documentation")
    written = "" if documentation is None else "".join(str(part) for part in documentation.itertext())
    return Texts(
        name=_by_language(properties, "name", node.get("name") or ""),
        documentation=_by_language(properties, "documentation", written),
        action=_by_language(properties, "action", properties.get("action", "")),
    )


def _by_language(properties: Mapping[str, str], attribute: str, plain: str) -> Mapping[str, str]:
    found = {PLAIN: plain.strip()} if plain.strip() else {}
    for key, text in properties.items():
        name, colon, language = key.partition(":")
        if colon and name == attribute and language:
            found[language] = text
    return MappingProxyType(found)
