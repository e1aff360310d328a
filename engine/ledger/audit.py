"""Audit entries: collected during a use case, written in its transaction as links of a hash chain."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine import clock, database
from engine.database import Base

PLATFORM = 0  # the chain of acts that belong to no organisation
START = b"\0" * 32
LONGEST_SOUGHT = 4_000
KEPT_REASON = "reason:"  # and the number of what somebody wrote, which is kept beside the trail
SEAL = "seal"  # among the details: of what stands beside the trail
_SUBJECT = "audit"
_UNSOUGHT = {"tables", SEAL}


class Action(StrEnum):
    """Everything that is recorded; the value is stored, so it never changes its meaning."""

    CASE_OPENED = "case.opened"
    CASE_CLOSED = "case.closed"
    CASE_HALTED = "case.halted"
    CASE_RETRIED = "case.retried"
    CASE_RESUMED = "case.resumed"
    CASE_PAUSED = "case.paused"
    CASE_PAUSE_ENDED = "case.pause-ended"
    CASE_ACTION = "case.action"
    CASE_IDLE = "case.idle"
    SECRECY_CHANGED = "case.secrecy_changed"
    CASE_READ = "case.read"
    PROGRAMME_ACTION = "programme.action"
    PARTY_JOINED = "case.party_joined"
    PARTY_LEFT = "case.party_left"
    ROLE_GIVEN = "case.role_given"
    VOTERS_CHOSEN = "case.voters_chosen"
    TASK_CLAIMED = "task.claimed"
    TASK_RELEASED = "task.released"
    TASK_REASSIGNED = "task.reassigned"
    TASK_OFFERED = "task.offered"
    TASK_RECOUNTED = "task.deadline_recounted"
    DEADLINE_EXTENDED = "task.deadline_extended"
    FOLLOW_UP_SET = "task.follow_up_set"
    TASK_COMPLETED = "task.completed"
    TASK_WITHDRAWN = "task.withdrawn"
    TASK_REMINDED = "task.reminded"
    TASK_ESCALATED = "task.escalated"
    TIMER_FIRED = "timer.fired"
    MESSAGE_RECEIVED = "message.received"
    MESSAGE_DISCARDED = "message.discarded"
    KEY_MADE = "key.made"
    KEY_REVOKED = "key.revoked"
    JOB_DONE = "job.done"
    JOB_PARKED = "job.parked"
    NOTICE_SENT = "notice.sent"
    DECISION_MADE = "decision.made"
    GATE_DECIDED = "gate.decided"
    GATE_PUBLISHED = "gate.published"
    TRANCHE_RELEASED = "gate.tranche_released"
    PROCESS_PUBLISHED = "process.published"
    START_GIVEN_UP = "process.start_given_up"
    START_RETRIED = "process.start_retried"
    PROCESS_REFUSED = "process.refused"
    DRAFT_BEGUN = "draft.begun"
    DRAFT_SAVED = "draft.saved"
    DRAFT_FILE_REMOVED = "draft.file_removed"
    DRAFT_SETTLED = "draft.settled"
    DRAFT_RENEWED = "draft.renewed"
    DRAFT_DISCARDED = "draft.discarded"
    ORGANISATION_ADDED = "organisation.added"
    CLOSING_DAYS_ADDED = "organisation.closing_days_added"
    CLOSING_DAYS_REMOVED = "organisation.closing_days_removed"
    MAIL_RETRIED = "mail.retried"
    MAIL_BOUNCED = "mail.bounced"
    LADDER_CHANGED = "ladder.changed"
    QUIET_WEEKS_CHANGED = "ladder.quiet_weeks_changed"
    PERSON_ADDED = "person.added"
    ORGANISATION_CHANGED = "organisation.changed"
    PERSON_CHANGED = "person.changed"
    PERSON_DEACTIVATED = "person.deactivated"
    PERSON_REACTIVATED = "person.reactivated"
    MEMBERSHIP_GIVEN = "membership.given"
    MEMBERSHIP_CHANGED = "membership.changed"
    MEMBERSHIP_ENDED = "membership.ended"
    SUBSTITUTE_NAMED = "substitute.named"
    SUBSTITUTE_ENDED = "substitute.ended"
    SETTINGS_CHANGED = "person.settings_changed"
    SIGN_IN_ENDED = "account.sign_in_ended"
    ACCOUNT_INVITED = "account.invited"
    INVITATION_TAKEN = "account.invitation_taken"
    SIGNED_IN = "account.signed_in"
    SIGN_IN_FAILED = "account.sign_in_failed"
    TRAIL_EXPORTED = "audit.exported"
    SAMPLE_DRAWN = "audit.sample_drawn"
    FINDING_RECORDED = "audit.finding_recorded"
    SAMPLE_FINISHED = "audit.sample_finished"


class Actor(StrEnum):
    """Who acts when it is not a person."""

    CLOCK = "clock"
    SYSTEM = "system"
    COMMAND = "command"


class AuditEntry(Base):
    """One link. `body` is what is hashed; the other columns repeat facts of it for searching.

    `sought` holds the words among the details as a search compares them, each on a line of its own.
    """

    __tablename__ = "audit"
    __table_args__ = (
        sa.Index("ix_audit_case_id_at", "case_id", "at"),
        sa.Index("ix_audit_at", "at"),
        sa.Index("ix_audit_actor_id_at", "actor_id", "at"),
        sa.Index("ix_audit_task_id", "task_id"),
    )

    chain: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(sa.String(40))
    actor_id: Mapped[int | None]
    case_id: Mapped[int | None]
    task_id: Mapped[int | None]
    sought: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    prev: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    body: Mapped[str] = mapped_column(sa.Text)

    @property
    def facts(self) -> dict[str, Any]:
        """The hashed body as values."""
        parsed: dict[str, Any] = json.loads(self.body)
        return parsed


class AuditHead(Base):
    """The last link of each chain; its row is locked last in every transaction."""

    __tablename__ = "audit_head"

    chain: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a use case wants recorded. `actor` is a participant's id or one of Actor; the case follows `release`."""

    action: Action
    actor: int | Actor
    chain: int = PLATFORM
    case: int | None = None
    release: int | None = None
    details: Mapping[str, object] = field(default_factory=dict)


def record(session: Session, entry: Entry) -> None:
    """Collect an entry; it is written when the transaction ends, or not at all."""
    database.collected(session, _SUBJECT).append((clock.now(), entry))


def link(previous: bytes, body: str) -> bytes:
    """The hash of a link: SHA-256 over a mark, the hash before it and the body (UTF-8)."""
    return hashlib.sha256(b"\x01" + previous + body.encode()).digest()


def canonical(facts: Mapping[str, object]) -> str:
    """Facts as canonical JSON (RFC 8785 for integers, strings, booleans and null): one text for equal facts."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def task_of(details: Mapping[str, object]) -> int | None:
    """The task that an act is about, if it is about one."""
    task = details.get("task")
    return task if isinstance(task, int) and not isinstance(task, bool) else None


def words_of(details: Mapping[str, object]) -> str:
    """The words among the details for `sought`: each once, in small letters; no seals, nor what tables were given."""
    words = dict.fromkeys(_words({key: value for key, value in details.items() if key not in _UNSOUGHT}))
    if isinstance(details.get("reason"), int):
        words[f"{KEPT_REASON}{details['reason']}"] = None
    return "\n".join(["", *words, ""])[:LONGEST_SOUGHT] if words else ""


def _words(value: object) -> Iterator[str]:
    if isinstance(value, str) and value:
        yield value.casefold().replace("\0", "")
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _words(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _words(part)


@database.before_commit
def write_collected(session: Session) -> None:
    """Append what was collected to its chains: per chain one head lock, one insert of all rows."""
    pending: list[tuple[datetime, Entry]] = database.collected(session, _SUBJECT)
    if not pending:
        return
    session.flush()
    for chain in sorted({entry.chain for _, entry in pending}):
        _append(session, chain, [(at, entry) for at, entry in pending if entry.chain == chain])


def _append(session: Session, chain: int, entries: list[tuple[datetime, Entry]]) -> None:
    seq, previous = _locked_head(session, chain)
    rows = []
    for at, entry in entries:
        seq += 1
        rows.append(_row(chain, seq, at, entry, previous))
        previous = rows[-1]["hash"]
    session.execute(sa.insert(AuditEntry), rows)
    session.execute(sa.update(AuditHead).where(AuditHead.chain == chain).values(seq=seq, hash=previous))


def _locked_head(session: Session, chain: int) -> tuple[int, bytes]:
    query = sa.select(AuditHead.seq, AuditHead.hash).where(AuditHead.chain == chain).with_for_update()
    head = session.execute(query).one_or_none()
    if head is None:
        # Two may begin a chain at once: the later waits here for the earlier, and goes on from its last link.
        database.insert_unless_there(session, AuditHead, chain=chain, seq=0, hash=START)
        head = session.execute(query).one()
    return head.seq, head.hash


def _row(chain: int, seq: int, at: datetime, entry: Entry, previous: bytes) -> dict[str, Any]:
    body = canonical(
        {
            "action": entry.action.value,
            "actor": entry.actor if isinstance(entry.actor, int) else entry.actor.value,
            "at": at.isoformat(),
            "case": entry.case,
            "chain": chain,
            "details": dict(entry.details),
            "release": entry.release,
            "seq": seq,
        }
    )
    return {
        "chain": chain,
        "seq": seq,
        "at": at,
        "action": entry.action.value,
        "actor_id": entry.actor if isinstance(entry.actor, int) else None,
        "case_id": entry.case,
        "task_id": task_of(entry.details),
        "sought": words_of(entry.details),
        "prev": previous,
        "hash": link(previous, body),
        "body": body,
    }
