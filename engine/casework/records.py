"""The rows of a case: its tasks and who is offered them, drafts, timers, subscriptions, incidents and notices."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engine.casework.cases import Case
from engine.casework.processes import ProcessVersion
from engine.database import Base
from engine.people.participants import Participant

NEW = "new"
"""Stands among the rungs of a task when it has been announced."""
NO_DEADLINE = datetime(9999, 12, 31, tzinfo=UTC)  # sorts after every real deadline


class TaskStatus(StrEnum):
    """Whether anything is left to do."""

    OPEN = "open"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"


class Task(Base):
    """A step that waits for a person, and what was answered. Names and instructions come from the version's texts.

    A substitute has or has done it in the place of `taken_for` or `ended_for`.

    `ladder` is the key and the rungs of its reminders, `reminded` the rungs whose time has passed; at
    `next_reminder_at` there is something to say, or the plan is to be made anew.

    From `overdue_at` on it is shown as overdue beyond its deadline; `overdue_kind` says what is late then.
    """

    __tablename__ = "task"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "step"),
        sa.Index("ix_task_taken_by_id_status", "taken_by_id", "status"),
        sa.Index(
            "ix_task_reminder",
            "next_reminder_at",
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        ),
        sa.Index(
            "ix_task_overdue",
            "overdue_at",
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("process_version.id"))
    step: Mapped[str] = mapped_column(sa.String(80))
    element: Mapped[str] = mapped_column(sa.String(120))
    scope: Mapped[list[Any]] = mapped_column(default=list)
    form_id: Mapped[str] = mapped_column(sa.String(120), default="")
    assignee: Mapped[str] = mapped_column(sa.Text, default="")
    groups: Mapped[list[Any]] = mapped_column(default=list)
    users: Mapped[list[Any]] = mapped_column(default=list)
    properties: Mapped[dict[str, Any]] = mapped_column(default=dict)
    inputs: Mapped[dict[str, Any]] = mapped_column(default=dict)
    status: Mapped[str] = mapped_column(sa.String(20), default=TaskStatus.OPEN.value)
    priority: Mapped[int] = mapped_column(default=50)
    opened_at: Mapped[datetime]
    deadline_at: Mapped[datetime | None]
    deadline_rule: Mapped[dict[str, Any] | None]
    deadline_kind: Mapped[str] = mapped_column(sa.String(10), default="none")
    deadline_calendar: Mapped[str] = mapped_column(sa.String(5), default="")
    overdue_kind: Mapped[str] = mapped_column(sa.String(20), default="", server_default="")
    overdue_at: Mapped[datetime | None]
    ladder: Mapped[dict[str, Any] | None]
    next_reminder_at: Mapped[datetime | None]
    reminded: Mapped[list[Any] | None]
    follow_up_on: Mapped[date | None]
    stand_in: Mapped[bool] = mapped_column(default=False)
    has_draft: Mapped[bool] = mapped_column(default=False)
    taken_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("participant.id"))
    taken_for_id: Mapped[int | None] = mapped_column(sa.ForeignKey("participant.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("participant.id"))
    ended_for_id: Mapped[int | None] = mapped_column(sa.ForeignKey("participant.id"))
    answers: Mapped[dict[str, Any] | None]
    revision: Mapped[int] = mapped_column(default=0)

    case: Mapped[Case] = relationship(lazy="raise")
    version: Mapped[ProcessVersion] = relationship(lazy="raise")
    taken_by: Mapped[Participant | None] = relationship(lazy="raise", foreign_keys=[taken_by_id])
    taken_for: Mapped[Participant | None] = relationship(lazy="raise", foreign_keys=[taken_for_id])
    ended_by: Mapped[Participant | None] = relationship(lazy="raise", foreign_keys=[ended_by_id])
    ended_for: Mapped[Participant | None] = relationship(lazy="raise", foreign_keys=[ended_for_id])

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012

    @property
    def open(self) -> bool:
        """Whether the task still waits."""
        return self.status == TaskStatus.OPEN

    @property
    def held_for(self) -> int | None:
        """Whose the task is: of whoever has it, or of the one in whose place they have it."""
        return self.taken_for_id or self.taken_by_id

    @property
    def ballot(self) -> bool:
        """Whether it is a vote: nobody but whom the process asks may give it."""
        return self.properties.get("ballot") == "true"

    @property
    def personal(self) -> bool:
        """Whether no substitute may do it: a vote, or what its model says only whoever is asked may do."""
        return self.ballot or self.properties.get("personal") == "true"

    @property
    def separate_from(self) -> list[str]:
        """The elements whose doers may not do this task (four eyes)."""
        return str(self.properties.get("separateFrom", "")).split()

    def announce(self, at: datetime) -> None:
        """Let whoever has the task now, or is offered it, be told; who was told of it before is not told again."""
        self.reminded = [rung for rung in self.reminded or () if rung != NEW]
        self.next_reminder_at = at


class Candidate(Base):
    """One who may take an open task. `due` repeats the deadline, so that an inbox is read in order from the index."""

    __tablename__ = "candidate"
    __table_args__ = (sa.Index("ix_candidate_inbox", "participant_id", "due", "task_id"),)

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id", ondelete="CASCADE"), primary_key=True)
    participant_id: Mapped[int] = mapped_column(sa.ForeignKey("participant.id"), primary_key=True)
    due: Mapped[datetime]


class Draft(Base):
    """Answers as typed, not yet handed in: one per task and person."""

    __tablename__ = "draft"

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), primary_key=True)
    participant_id: Mapped[int] = mapped_column(sa.ForeignKey("participant.id"), primary_key=True)
    typed: Mapped[dict[str, Any]]
    task_revision: Mapped[int]
    saved_at: Mapped[datetime]


class TimerState(StrEnum):
    """How far a timer has come."""

    WAITING = "waiting"
    STANDING = "standing"
    FIRED = "fired"
    CANCELLED = "cancelled"


class Timer(Base):
    """A wait with a due time. The row says when; `rule` is the text it was computed from, `value` what that gave.

    One that stands still keeps in `left` how many of its days are left. `guards`: the step that its event is at.
    """

    __tablename__ = "timer"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "wait"),
        sa.Index(
            "ix_timer_due",
            "due_at",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    wait: Mapped[str] = mapped_column(sa.String(120))
    process: Mapped[str] = mapped_column(sa.String(120))
    element: Mapped[str] = mapped_column(sa.String(120))
    due_at: Mapped[datetime]
    rule: Mapped[str] = mapped_column(sa.Text)
    value: Mapped[dict[str, Any] | None]
    properties: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    guards: Mapped[str] = mapped_column(sa.String(80), default="", server_default="")
    left: Mapped[int | None]
    state: Mapped[str] = mapped_column(sa.String(20), default=TimerState.WAITING.value)
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]


class Subscription(Base):
    """A case waits for a message (with a key) or a signal."""

    __tablename__ = "subscription"
    __table_args__ = (sa.Index("ix_subscription_kind_name", "kind", "name"),)

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    wait: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(sa.String(120))
    key: Mapped[str | None] = mapped_column(sa.Text)
    process: Mapped[str] = mapped_column(sa.String(120))
    element: Mapped[str] = mapped_column(sa.String(120))


class IncidentSource(StrEnum):
    """What an incident needs to be tried again."""

    STEP = "step"
    JOB = "job"
    EVENT = "event"
    ENGINE = "engine"


class CaseIncident(Base):
    """Why a case is halted; open until `mended_at`."""

    __tablename__ = "incident"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    source: Mapped[str] = mapped_column(sa.String(20))
    reference: Mapped[str] = mapped_column(sa.String(200), default="")
    code: Mapped[str] = mapped_column(sa.String(60))
    process: Mapped[str] = mapped_column(sa.String(120), default="")
    element: Mapped[str] = mapped_column(sa.String(120), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    opened_at: Mapped[datetime]
    mended_at: Mapped[datetime | None]


class Notice(Base):
    """A message to a person inside the product: a kind and values, no sentence. `key` keeps it from coming twice.

    What happens outside of cases has none. `told_at` is when it was handed on to be told by mail, to who wants that.
    """

    __tablename__ = "notice"
    __table_args__ = (
        sa.Index("ix_notice_participant_id_created_at", "participant_id", "created_at"),
        sa.Index(
            "ix_notice_untold",
            "id",
            sqlite_where=sa.text("told_at IS NULL"),
            postgresql_where=sa.text("told_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(250), unique=True)
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case.id"), index=True)
    participant_id: Mapped[int] = mapped_column(sa.ForeignKey("participant.id"))
    template: Mapped[str] = mapped_column(sa.String(60))
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]

    case: Mapped[Case | None] = relationship(lazy="raise")
