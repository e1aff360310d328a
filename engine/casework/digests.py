"""The daily overview: what waits to be told to a person becomes one mail in the morning, when there is something."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from engine.casework import inbox, permissions
from engine.casework.cases import Case
from engine.casework.records import Notice, Task
from engine.database import Base
from engine.people import calendars, closings
from engine.people.participants import Participant

MORNING = time(7, 0)
SOON = timedelta(days=7)
MOST_LISTED = 20


class DigestItem(Base):
    """Something a person is told in the morning, as a mail would say it. `key` keeps it from coming twice."""

    __tablename__ = "digest_item"
    __table_args__ = (
        sa.Index(
            "ix_digest_item_due",
            "due_at",
            sqlite_where=sa.text("told_at IS NULL"),
            postgresql_where=sa.text("told_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(200), unique=True)
    participant_id: Mapped[int] = mapped_column(sa.ForeignKey("participant.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case.id"), index=True)
    about: Mapped[str] = mapped_column(sa.String(20))
    template: Mapped[str] = mapped_column(sa.String(80))
    values: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    told_at: Mapped[datetime | None]


@dataclass
class Overview:
    """What a person reads in the morning: facts of tasks by what is the matter with them, and of messages."""

    overdue: list[dict[str, Any]] = field(default_factory=list)
    today: list[dict[str, Any]] = field(default_factory=list)
    new: list[dict[str, Any]] = field(default_factory=list)
    soon: list[dict[str, Any]] = field(default_factory=list)
    news: list[dict[str, Any]] = field(default_factory=list)
    others: int = 0


def next_morning(session: Session, person: Participant, at: datetime) -> datetime:
    """Seven o'clock of the first day on which a person works, today if it is not later yet."""
    home = person.organisation
    local = at.astimezone(ZoneInfo(home.zone))
    day = local.date() if local.time() <= MORNING else local.date() + timedelta(days=1)
    closed = closings.days_of(session, home.key)
    while not calendars.is_working_day(day, home.calendar, closed):
        day += timedelta(days=1)
    return datetime.combine(day, MORNING, ZoneInfo(home.zone))


def add(session: Session, items: Collection[DigestItem]) -> None:
    """Let something be told in the morning, unless it has been kept for that before."""
    wanted = {item.key: item for item in items}
    known = set(session.scalars(sa.select(DigestItem.key).where(DigestItem.key.in_(wanted))))
    session.add_all(item for key, item in wanted.items() if key not in known)


def due(session: Session, at: datetime) -> Sequence[int]:
    """The people whose morning has come."""
    query = sa.select(DigestItem.participant_id).where(DigestItem.told_at.is_(None), DigestItem.due_at <= at)
    return session.scalars(query.distinct()).all()


def waiting(session: Session, person: int) -> Sequence[DigestItem]:
    """All that waits to be told to a person, locked."""
    query = sa.select(DigestItem).where(DigestItem.participant_id == person, DigestItem.told_at.is_(None))
    return session.scalars(query.order_by(DigestItem.id).with_for_update()).all()


def overview(session: Session, person: Participant, items: Sequence[DigestItem], at: datetime) -> Overview | None:
    """What is to be said of these items and the tasks beside them; None when all has been seen to."""
    tasks = inbox.everything(session, permissions.asker(person, calendars.day_of(at)))
    new = {item.values["task"] for item in items if item.template == "task_new"}
    notices = [item for item in items if "notice" in item.values and _unread(session, item.values["notice"])]
    if not notices and not {item.values["task"] for item in items if "task" in item.values} & {one.id for one in tasks}:
        return None
    found = Overview(news=[{"template": one.template, **one.values} for one in notices[:MOST_LISTED]])
    for task in tasks:
        group = _group(found, task, new, at)
        if group is None or len(group) >= MOST_LISTED:
            found.others += 1
        else:
            group.append(facts(task, task.case, task.version.name(task.element)))
    return found


def facts(task: Task, case: Case, names: Any) -> dict[str, Any]:
    """What mail says about a task: its kind, its case's number and its deadline; nothing about a person."""
    return {
        "task": task.id,
        "number": case.number,
        "names": dict(names),
        "deadline": task.deadline_at.isoformat() if task.deadline_at else None,
        "kind": task.deadline_kind,
        "group": task.taken_by_id is None,
    }


def _group(found: Overview, task: Task, new: set[int], at: datetime) -> list[dict[str, Any]] | None:
    deadline = task.deadline_at
    if deadline is not None and deadline < at:
        return found.overdue
    if deadline is not None and calendars.day_of(deadline) == calendars.day_of(at):
        return found.today
    if task.id in new:
        return found.new
    return found.soon if deadline is not None and deadline < at + SOON else None


def _unread(session: Session, notice_id: int) -> bool:
    notice = session.get(Notice, notice_id)
    return notice is not None and notice.read_at is None
