"""How long before a wait its message may have come: data of the element that catches it."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from engine.model import actions, zeebe
from engine.model.actions import Place
from engine.model.documents import Document

NAME = "keepEarly"
LENGTHS: Mapping[str, timedelta] = MappingProxyType(
    dict(
        zip(
            zeebe.KEPT,
            (timedelta(0), timedelta(hours=1), timedelta(days=1), timedelta(days=7), timedelta(days=30)),
            strict=True,
        )
    )
)
USUAL = LENGTHS["P1D"]
"""For elements that say nothing, and messages that no process knows yet."""


def of(document: Document) -> Mapping[Place, tuple[str, timedelta]]:
    """The elements of a file that catch messages: the name of each one's message, and how long it is kept."""
    return {
        (process.id, element.id): (name, LENGTHS.get(element.extensions.properties.get(NAME, ""), USUAL))
        for process in document.processes
        for element in process.elements.values()
        for name, kind in actions.caught(document, element)
        if kind == "message"
    }
