"""Processes that begin by themselves: one row per timer start event of the newest release, and the cases they open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from engine import clock, errors, execution
from engine.casework import opening, programs
from engine.casework.opening import Beginning
from engine.casework.processes import Process, Release
from engine.database import Base
from engine.execution import Due, Event, EventKind, Program, Start, StartKind
from engine.ledger.audit import Actor
from engine.people import calendars, organisations, participants, roles
from engine.people.organisations import Organisation
from engine.people.participants import Participant

HOME = "organisation"
"""The property of a process that names, by key, in whose name the clock opens its cases."""
MOST_TRIES = 8
FIRST_PAUSE = timedelta(seconds=5)


class StartState(StrEnum):
    """How far a start has come."""

    WAITING = "waiting"
    OVER = "over"
    REPLACED = "replaced"


class StartTimer(Base):
    """A start event that waits for its time; a release that follows replaces those of the one before."""

    __tablename__ = "start_timer"
    __table_args__ = (
        sa.UniqueConstraint("release_id", "element"),
        sa.Index(
            "ix_start_timer_due",
            "due_at",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(sa.ForeignKey("process.id"), index=True)
    release_id: Mapped[int] = mapped_column(sa.ForeignKey("release.id"))
    element: Mapped[str] = mapped_column(sa.String(120))
    rule: Mapped[str] = mapped_column(sa.Text)
    due_at: Mapped[datetime]
    left: Mapped[int | None]
    period: Mapped[str] = mapped_column(sa.String(60), default="")
    anchor_at: Mapped[datetime | None]
    turn: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(sa.String(20), default=StartState.WAITING.value)
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]

    release: Mapped[Release] = relationship(lazy="raise")

    @property
    def given_up(self) -> bool:
        """Whether it rests until a process owner lets it be tried again."""
        return self.state == StartState.WAITING and self.tries >= MOST_TRIES


@dataclass(frozen=True)
class Home:
    """In whose name a case is opened by the clock, and the coordinator who stands for it."""

    organisation: Organisation
    coordinator: Participant


def arm(session: Session, release: Release, *, timed: bool) -> dict[str, datetime]:
    """Let the timer starts of a new release, if it is `timed`, take the place of earlier ones; gives when each is due.

    One whose rule has stayed the same goes on as it was. Raises ModelRejected for a rule that leads to no moment and
    for an organisation that does not exist.
    """
    before = {row.element: row for row in _waiting(session, release.process_id)}
    for row in before.values():
        row.state = StartState.REPLACED.value
    if not timed:
        return {}
    _require_home(session, release)
    program, now = programs.of(session, release.id).program, clock.now()
    wanted = [one for one in program.starts if one.kind is StartKind.TIMER and one.process == release.process.key]
    armed = {start.element: _due(program, start, before.get(start.element), now) for start in wanted}
    rules = {start.element: start.rule for start in wanted}
    session.add_all(_row(release, name, rules[name], due) for name, due in armed.items() if due is not None)
    session.flush()
    return {name: due.at for name, due in armed.items() if due is not None}


def due(session: Session, at: datetime, limit: int = 100) -> Sequence[int]:
    """Ids of the starts that are due now; one that failed rests a while, in the end until it is tried again by hand."""
    rested = sa.or_(StartTimer.next_try_at.is_(None), StartTimer.next_try_at <= at)
    query = sa.select(StartTimer.id).where(StartTimer.state == StartState.WAITING.value, StartTimer.due_at <= at)
    query = query.where(StartTimer.tries < MOST_TRIES, rested)
    return session.scalars(query.order_by(StartTimer.due_at, StartTimer.id).limit(limit)).all()


def fire(session: Session, start_id: int, at: datetime) -> bool:
    """Open the case of a start that is due and let it wait for its next time; once in effect, in one transaction."""
    query = sa.select(StartTimer).where(StartTimer.id == start_id, StartTimer.state == StartState.WAITING.value)
    query = query.where(StartTimer.due_at <= at).with_for_update(skip_locked=True)
    row = session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        return False
    release = session.get_one(Release, row.release_id)
    program = programs.of(session, release.id).program
    home = home_of(session, release)
    mark = f"clock:{row.id}:{row.due_at.isoformat()}"
    beginning = Beginning(
        release=release,
        event=Event(kind=EventKind.TIMER, name=row.element),  # a timer has no name but that of its element
        organisation=home.organisation,
        by=home.coordinator,
        actor=Actor.CLOCK,
        request=mark,
    )
    opening.open_by_event(session, beginning)

    start = next(one for one in program.starts if one.element == row.element and one.process == release.process.key)
    following = execution.next_due(program, start, _due_of(row), at)
    row.tries, row.next_try_at = 0, None
    if following is None:
        row.state = StartState.OVER.value
    else:
        _set(row, following)
    return True


def of_process(session: Session, key: str) -> list[StartTimer]:
    """The starts that a process waits for, the next one first."""
    query = sa.select(StartTimer).join(Process, Process.id == StartTimer.process_id).where(Process.key == key)
    query = query.where(StartTimer.state == StartState.WAITING.value).order_by(StartTimer.due_at)
    return list(session.scalars(query.options(sa.orm.joinedload(StartTimer.release, innerjoin=True))))


def home_of(session: Session, release: Release) -> Home:
    """The organisation that the process names, else that of whoever published it, else the task force's own.

    NotFound when nobody can stand for it.
    """
    everyone = participants.holders(session, roles.COORDINATOR, calendars.day_of(clock.now()))
    if not everyone:
        raise errors.NotFound(role=roles.COORDINATOR)
    key = str(release.root.properties.get(HOME, ""))
    if key:
        organisation = organisations.get(session, key)
    elif release.published_by_id is not None:
        organisation = participants.get(session, release.published_by_id).organisation
    else:
        organisation = min(everyone, key=lambda holder: holder.id).participant.organisation
    near = [one for one in everyone if one.organisation.country == organisation.country] or everyone
    own = [one for one in near if one.organisation_id == organisation.id]
    return Home(organisation, (own or near)[0].participant)


def _require_home(session: Session, release: Release) -> None:
    key = str(release.root.properties.get(HOME, ""))
    if key and organisations.find(session, key) is None:
        raise errors.ModelRejected([errors.Problem(code="organisation_unknown", facts={"organisation": key})])


def _waiting(session: Session, process_id: int) -> list[StartTimer]:
    query = sa.select(StartTimer).where(StartTimer.process_id == process_id)
    query = query.where(StartTimer.state == StartState.WAITING.value).with_for_update()
    return list(session.scalars(query.execution_options(populate_existing=True)))


def _due(program: Program, start: Start, before: StartTimer | None, now: datetime) -> Due | None:
    if before is not None and before.rule == start.rule:
        return _due_of(before)
    try:
        return execution.first_due(program, start, now)
    except (ValueError, OverflowError) as problem:
        facts = {"rule": start.rule}
        rejected = errors.Problem(code="start_never_due", element=start.element, facts=facts)
        raise errors.ModelRejected([rejected]) from problem


def _due_of(row: StartTimer) -> Due:
    return Due(row.due_at, row.left, row.period, row.anchor_at, row.turn)


def _row(release: Release, element: str, rule: str, due: Due) -> StartTimer:
    row = StartTimer(process_id=release.process_id, release_id=release.id, element=element, rule=rule)
    _set(row, due)
    return row


def _set(row: StartTimer, due: Due) -> None:
    row.due_at, row.left, row.period = due.at.astimezone(UTC), due.left, due.period
    row.anchor_at, row.turn = due.anchor.astimezone(UTC) if due.anchor is not None else None, due.turn
