"""A stage for stories on a real database: people, published processes, and a clock that can be moved."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from engine import clock
from engine.background import handlers
from engine.casework import cases, opening, tasks
from engine.casework.cases import Case
from engine.casework.opening import Opening
from engine.casework.records import Task, TaskStatus
from engine.casework.tasks import Handing
from engine.database import transaction
from engine.people import organisations
from tests import builders, people

START = datetime(2027, 5, 3, 7, 0, tzinfo=UTC)


class Stage:
    """Everything a story needs, each act in a transaction of its own, as in the product."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self.sessions = sessions
        self.now = START
        clock.replace(lambda: self.now)
        with self.writing() as session:
            self.people = people.enter(session)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in a transaction."""
        with self.sessions() as session, transaction(session):
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads."""
        with self.sessions() as session:
            yield session

    def time(self, moment: datetime) -> None:
        """Set the clock."""
        self.now = moment

    def wait(self, **length: float) -> None:
        """Move the clock forward and let the background do what is due."""
        self.now += timedelta(**length)
        self.work()

    def work(self) -> None:
        """Fire due timers and empty the outbox until nothing happens any more."""
        works = (handlers.fire_due_timers, handlers.empty_outbox, handlers.settle_early_messages)
        while sum(work(self.sessions) for work in works):
            pass

    def publish(self, *models: bytes) -> None:
        """Publish models of a test."""
        with self.writing() as session:
            builders.publish(session, *models)

    def open(self, model: bytes, process: str, *, by: str, organisation: str) -> int:
        """Publish a model and open a case on it."""
        self.publish(model)
        return self.open_case(process, by=by, organisation=organisation)

    def open_case(self, process: str, *, by: str, organisation: str) -> int:
        """Open a case; gives its id."""
        with self.writing() as session:
            person = self.people.get(session, by)
            return opening.open_case(session, Opening(process=process, organisation=organisation), person).id

    def case(self, case_id: int) -> Case:
        """The case as it is now."""
        with self.reading() as session:
            return session.get_one(Case, case_id)

    def open_tasks(self, case_id: int) -> list[Task]:
        """The open tasks of a case in the order they were opened."""
        query = sa.select(Task).where(Task.case_id == case_id, Task.status == TaskStatus.OPEN.value).order_by(Task.id)
        with self.reading() as session:
            return list(session.scalars(query))

    def task(self, task: Task) -> Task:
        """A task as it is now."""
        with self.reading() as session:
            return session.get_one(Task, task.id)

    def complete(self, task: Task, answers: Mapping[str, object], *, by: str, revision: int | None = None) -> None:
        """Hand in a task with the revision it has now, or another."""
        shown = self.task(task).revision if revision is None else revision
        with self.writing() as session:
            tasks.complete(session, task.id, Handing(answers=answers, revision=shown), self.people.get(session, by))

    def claim(self, task: Task, *, by: str) -> None:
        """Take a task."""
        with self.writing() as session:
            tasks.claim(session, task.id, self.people.get(session, by))

    def release(self, task: Task, *, by: str) -> None:
        """Return a task."""
        with self.writing() as session:
            tasks.release(session, task.id, self.people.get(session, by))

    def let_join(self, case_id: int, organisation: str) -> None:
        """Let an organisation take part in a case."""
        with self.writing() as session:
            cases.join(session, cases.locked(session, case_id), [organisations.get(session, organisation)])

    def deadline_day(self, task: Task) -> str:
        """The day on which a task is due, as people read it."""
        at = self.task(task).deadline_at
        return at.astimezone(ZoneInfo("Europe/Copenhagen")).date().isoformat() if at else ""
