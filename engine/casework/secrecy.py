"""Confidential cases: made so and opened again, always with a reason."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine import errors
from engine.casework import permissions, reasons
from engine.casework.cases import Case
from engine.casework.settlement import history
from engine.ledger.audit import Action, Actor
from engine.people.participants import Participant


@dataclass(frozen=True, kw_only=True)
class Secrecy:
    """Whether a case is to be confidential, and why."""

    confidential: bool
    reason: str


def change(session: Session, case: Case, wanted: Secrecy, by: int | Actor) -> bool:
    """Make a locked case confidential, or lift that; gives whether anything changed. Who may is asked elsewhere.

    The process itself asks for it through this function, as it does when a decision has confidential parts.
    """
    if case.confidential == wanted.confidential:
        return False

    details: dict[str, object] = {"before": case.confidential, "after": wanted.confidential}
    if isinstance(by, int):
        details["reason"] = reasons.keep(session, wanted.reason, by)
    case.confidential = wanted.confidential
    case.secrecy = wanted.reason if wanted.confidential else ""
    history.record(session, case, Action.SECRECY_CHANGED, by, details)
    return True


def change_by_person(session: Session, case: Case, wanted: Secrecy, by: Participant) -> bool:
    """The same for somebody on the page of the case; NotAllowed for who may not, Rejected without a real reason."""
    asker = permissions.asker(by)
    permissions.require_see_case(session, case, asker)
    if not permissions.may_set_confidential(session, case, asker):
        raise errors.NotAllowed(case=case.number)
    return change(session, case, wanted, by.id)
