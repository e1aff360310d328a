"""What reviewers find in a sample: recorded entry by entry, until the review is finished."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import clock, errors
from engine.casework import permissions, reasons
from engine.insight import samples
from engine.insight.samples import AuditSample, AuditSampleItem, Finding
from engine.ledger import audit
from engine.ledger.audit import Action, Entry
from engine.people.participants import Participant


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """A finding, its text, and the moment of the finding that the reviewer was shown; None when there was none."""

    finding: Finding
    text: str
    shown: datetime | None


def record(session: Session, sample_id: int, position: int, judgement: Judgement, by: Participant) -> AuditSampleItem:
    """Record what a reviewer makes of an entry.

    Raises SampleFinished, ChangedMeanwhile when another reviewer has recorded something since, and Rejected when a
    question or deviation is not told, or too shortly.
    """
    sample = _locked(session, sample_id, by)
    item = _item(session, sample.id, position)
    if item.found_at != judgement.shown:
        raise errors.ChangedMeanwhile(sample=sample.id, position=position, by=item.found_by_id)
    if judgement.finding is not Finding.OK and not judgement.text:
        raise errors.Rejected(text="missing")

    before = item.finding
    item.finding, item.text = judgement.finding.value, judgement.text
    item.found_at, item.found_by_id = clock.now(), by.id
    place: dict[str, object] = {"sample": sample.id, "position": position, "chain": item.chain, "entry": item.seq}
    details = {**place, "before": before, "after": item.finding}
    if item.text:
        details["reason"] = reasons.keep(session, item.text, by.id)
    audit.record(session, Entry(action=Action.FINDING_RECORDED, actor=by.id, details=details))
    return item


def finish(session: Session, sample_id: int, by: Participant) -> AuditSample:
    """End the review; SampleFinished when somebody has, Rejected while entries lack a finding."""
    sample = _locked(session, sample_id, by)
    counts = counted(session, sample.id)
    if counts.get(None):
        raise errors.Rejected(without_finding=counts[None])

    sample.finished_at, sample.finished_by_id = clock.now(), by.id
    found = {finding.value: counts.get(finding, 0) for finding in Finding}
    details = {"sample": sample.id, "quarter": sample.quarter, "findings": found}
    audit.record(session, Entry(action=Action.SAMPLE_FINISHED, actor=by.id, details=details))
    return sample


def counted(session: Session, sample_id: int) -> dict[str | None, int]:
    """How many entries of a sample have which finding; None counts those without."""
    query = sa.select(AuditSampleItem.finding, sa.func.count()).where(AuditSampleItem.sample_id == sample_id)
    return {finding: count for finding, count in session.execute(query.group_by(AuditSampleItem.finding))}  # noqa: C416


def item(session: Session, sample_id: int, position: int) -> AuditSampleItem:
    """One entry of a sample, or NotFound."""
    return _item(session, sample_id, position)


def next_open(session: Session, sample_id: int, position: int) -> int | None:
    """The next entry without a finding after a position, else the first before it."""
    query = sa.select(AuditSampleItem.position).where(AuditSampleItem.sample_id == sample_id)
    query = query.where(AuditSampleItem.finding.is_(None), AuditSampleItem.position != position)
    later = AuditSampleItem.position <= position
    return session.scalar(query.order_by(later, AuditSampleItem.position).limit(1))


def _locked(session: Session, sample_id: int, by: Participant) -> AuditSample:
    if not permissions.may_read_audit(permissions.asker(by)):
        raise errors.NotAllowed(action="sample")
    query = sa.select(AuditSample.id).where(AuditSample.id == sample_id).with_for_update()
    if session.scalar(query) is None:
        raise errors.NotFound(sample=sample_id)
    sample = samples.get(session, sample_id)
    session.refresh(sample)
    if sample.finished_at is not None:
        raise errors.SampleFinished(sample=sample.id, by=sample.finished_by_id)
    return sample


def _item(session: Session, sample_id: int, position: int) -> AuditSampleItem:
    found = session.get(AuditSampleItem, (sample_id, position), populate_existing=True)
    if found is None:
        raise errors.NotFound(sample=sample_id, position=position)
    return found
