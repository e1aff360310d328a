"""Where a case pauses: catching elements with the property `pauses`, as places of a process."""

from collections.abc import Iterator

from engine.model import zeebe
from engine.model.actions import Place
from engine.model.documents import Document, Element, ProcessModel

NAME, YES = "pauses", "true"


def of(document: Document) -> frozenset[Place]:
    """The process and element of every wait that pauses its case; behind a gateway of events each event is one."""
    return frozenset(
        (process.id, waiting)
        for process in document.processes
        for element in process.elements.values()
        if element.extensions.properties.get(NAME) == YES
        for waiting in _waits(process, element)
    )


def _waits(process: ProcessModel, element: Element) -> Iterator[str]:
    if element.kind not in zeebe.PAUSING:
        return
    yield element.id
    if element.kind == "eventBasedGateway":
        yield from (process.flows[flow].target for flow in element.outgoing)
