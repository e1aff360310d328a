"""What models say of reminders: ladders that they name must be there, steps that they list must be readable."""

from collections.abc import Collection, Iterator, Mapping

from engine import errors
from engine.casework import ladders
from engine.model.documents import Document
from engine.model.ladders import LadderRejected, reference
from engine.model.lint import Profile, Rules

PROPERTY = "remind"


def problems(
    documents: Mapping[str, Document], known: Collection[str] | None, profile: Profile
) -> Iterator[errors.Problem]:
    """Tasks whose reminders would be the standard ones unintended; `known` None leaves the names unchecked."""
    for file, document in documents.items():
        for process in document.processes:
            for element in process.elements.values():
                text = element.extensions.properties.get(PROPERTY, "") if element.kind == "userTask" else ""
                for code, facts in _faults(text, known):
                    severity = Rules.HOUSE.severity(profile)
                    yield errors.Problem(code=code, element=element.id, severity=severity, facts=facts, file=file)


def _faults(text: str, known: Collection[str] | None) -> Iterator[tuple[str, Mapping[str, object]]]:
    key = reference(text)
    if key is None:
        try:
            ladders.parse(text)
        except LadderRejected as rejected:
            yield "ladder_unreadable", {"reminders": text, "fault": rejected.facts["code"]}
    elif text and known is not None and key not in known:
        yield "ladder_unknown", {"ladder": key}
