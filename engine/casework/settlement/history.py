"""What is recorded of a settlement in the audit trail of the case's organisation."""

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from engine import feel
from engine.casework.cases import Case
from engine.execution import Passed
from engine.ledger import audit
from engine.ledger.audit import Action, Actor


def record(session: Session, case: Case, action: Action, actor: int | Actor, details: Mapping[str, object]) -> None:
    """Record one act in a case."""
    chain, release = case.organisation_id, case.release_id
    entry = audit.Entry(action=action, actor=actor, chain=chain, case=case.id, release=release, details=details)
    audit.record(session, entry)


def record_decisions(session: Session, case: Case, passed: Iterable[Passed]) -> None:
    """Record what decision tables decided, with the rules that matched and the inputs they saw."""
    for step in passed:
        decision = step.decision
        if decision is None:
            continue
        tables = [
            {"id": table.decision_id, "rules": list(table.rules), "inputs": feel.encode(dict(table.inputs))}
            for table in decision.tables
        ]
        details = {
            "element": step.element,
            "process": step.process,
            "decision": decision.decision_id,
            "value": feel.encode(decision.value),
            "tables": tables,
        }
        record(session, case, Action.DECISION_MADE, Actor.SYSTEM, details)
