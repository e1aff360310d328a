"""What the case page says first: the phases of its process, and its facts."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from engine.casework import processes
from engine.casework.cases import Case
from engine.model import documents
from webapp import formats
from webapp.sentences import closing, roles

PHASE = "phase"


@dataclass(frozen=True)
class Phase:
    """One phase: its key, its names per language, and whether it is done, now or to come."""

    key: str
    names: Mapping[str, str]
    state: str


def phases(session: Session, case: Case) -> list[Phase]:
    """The phases of a case's process in the order drawn: calls that carry the property `phase`."""
    root = case.release.root
    document = documents.read(processes.diagram(session, root.id))
    model = next(process for process in document.processes if process.id == root.process.key)
    drawn = [element for element in model.elements.values() if PHASE in element.extensions.properties]
    keys = [element.extensions.properties[PHASE] for element in drawn]
    here = keys.index(case.phase) if case.phase in keys else -1
    return [
        Phase(key, root.name(element.id), _state(number, here, closed=case.closed))
        for number, (key, element) in enumerate(zip(keys, drawn, strict=True))
    ]


def of(case: Case) -> list[tuple[str, str]]:
    """Label and value of what is known of a case, in the reader's language."""
    lines = [
        (_("Organisation"), case.organisation.name),
        (_("Country"), roles.country(case.organisation.country)),
        (_("Opened"), formats.moment(case.opened_at)),
        (_("Opened by"), _("The clock") if case.by_clock else case.opened_by.name),
        (_("Working days"), roles.calendar(case.calendar)),
    ]
    if case.paused_at is not None:
        lines.append((_("Paused since"), formats.moment(case.paused_at)))
    if case.closed_at is not None:
        lines.append((_("Closed"), formats.moment(case.closed_at)))
    if case.closing_reason:
        lines.append((_("Outcome"), closing.reason(case.closing_reason)))
    return lines


def _state(number: int, here: int, *, closed: bool) -> str:
    if number < here or (number == here and closed):
        return "done"
    return "now" if number == here else "later"
