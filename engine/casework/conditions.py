"""Conditions of gates: what has to be done after a case has gone on, and how far each has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import feel
from engine.casework.records import Task, TaskStatus

ANSWERED_WELL = ("met", "na")


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One condition as its tasks tell: still asked for (`open`), else met or standing as not met."""

    gate: str
    text: str
    owner: str
    due: object
    open: bool
    met: bool
    comment: str = ""

    def as_context(self) -> dict[str, object]:
        """The shape that expressions see."""
        return {
            "gate": self.gate,
            "text": self.text,
            "owner": self.owner,
            "due": self.due,
            "comment": self.comment or None,
        }


def of_case(session: Session, case_id: int) -> list[Condition]:
    """Every condition set in a case, in the order in which they were set; a task asked again is the same condition."""
    query = sa.select(Task).where(Task.case_id == case_id, Task.status != TaskStatus.WITHDRAWN.value)
    tasks = [task for task in session.scalars(query.order_by(Task.id)) if task.properties.get("condition") == "true"]
    newest: dict[tuple[object, ...], Condition] = {}
    for task in tasks:
        inputs = _values(task.inputs.get("given"))
        key = (*task.scope, inputs.get("gate_id"), inputs.get("condition_text"), inputs.get("condition_owner"))
        newest[key] = _condition(task, inputs)
    return list(newest.values())


def open_ones(session: Session, case_id: int) -> list[Condition]:
    """The conditions that are still asked for."""
    return [one for one in of_case(session, case_id) if one.open]


def _condition(task: Task, inputs: Mapping[str, object]) -> Condition:
    answers = _values((task.answers or {}).get("given"))
    return Condition(
        gate=str(inputs.get("gate_id") or ""),
        text=str(inputs.get("condition_text") or ""),
        owner=str(inputs.get("condition_owner") or ""),
        due=inputs.get("condition_due"),
        open=task.open,
        met=answers.get("fulfilled") in ANSWERED_WELL,
        comment=str(answers.get("comment") or ""),
    )


def _values(encoded: Any) -> Mapping[str, object]:
    values = feel.decode(encoded) if encoded is not None else {}
    return values if isinstance(values, dict) else {}
