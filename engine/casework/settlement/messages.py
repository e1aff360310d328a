"""What the engine wants done outside: jobs of service tasks, and events for other cases."""

import hashlib
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import feel
from engine.casework.cases import Case
from engine.execution import Job, Situation
from engine.ledger import outbox
from engine.ledger.outbox import Message, MessageKind, MessageState, OutboxMessage


def job_key(case: Case, job_id: str) -> str:
    """The idempotency key of a job: the same step of the same case is one message."""
    return f"job:{case.id}:{job_id}"


def post_jobs(session: Session, case: Case, situation: Situation, before: Iterable[str]) -> None:
    """Post jobs that are new, or open again after an incident, and drop those whose step is gone."""
    gone = set(before) - {job.id for job in situation.jobs}
    if gone:
        keys = [job_key(case, job_id) for job_id in gone]
        dropped = sa.update(OutboxMessage).where(OutboxMessage.key.in_(keys))
        dropped = dropped.where(OutboxMessage.state.in_([MessageState.NEW.value, MessageState.PARKED.value]))
        session.execute(dropped.values(state=MessageState.DROPPED.value))
    for job in situation.jobs:
        if job.id not in before:
            outbox.post(session, _job_message(case, job))


def _job_message(case: Case, job: Job) -> Message:
    key, payload = job_key(case, job.id), _job_payload(job)
    return Message(key=key, kind=MessageKind.JOB, case=case.id, payload=payload, renewed=True)


def _job_payload(job: Job) -> dict[str, Any]:
    return {
        "step": job.id,
        "type": job.type,
        "process": job.process,
        "element": job.element,
        "headers": dict(job.headers),
        "inputs": feel.encode(dict(job.inputs)),
    }


def post_events(session: Session, case: Case, situation: Situation) -> None:
    """Post what was thrown and nothing inside the case took."""
    mark = hashlib.sha256(situation.state).hexdigest()[:24]
    for number, thrown in enumerate(situation.thrown):
        payload = {
            "kind": thrown.kind.value,
            "name": thrown.name,
            "key": feel.encode(thrown.key),
            "payload": feel.encode(dict(thrown.payload)),
        }
        key = f"event:{case.id}:{mark}:{number}"
        outbox.post(session, Message(key=key, kind=MessageKind.EVENT, case=case.id, payload=payload))
