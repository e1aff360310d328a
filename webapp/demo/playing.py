"""Cases of the demonstration are played, not written: people answer forms at moments that have passed by now."""

import heapq
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import current_app
from flask_babel import force_locale
from sqlalchemy.orm import Session, sessionmaker

import forms
from engine import clock, database
from engine.background import handlers, telling
from engine.background.mailing import Mailing
from engine.casework import opening, permissions, publishing, tasks
from engine.casework.cases import Case
from engine.casework.opening import Opening
from engine.casework.publishing import Bundle
from engine.casework.records import Draft, Task, TaskStatus
from engine.casework.tasks import Handing
from engine.database import transaction
from engine.people import calendars
from engine.people.participants import Participant
from webapp import languages, publication
from webapp.database import db
from webapp.mail.mailers import IntoTheBox
from webapp.tasks import answering

MODELS = Path(__file__).resolve().parent / "models"
PROCESS = "p360_main"
MORNING = time(9, 0)
BACKGROUND_WORK = timedelta(hours=6)
Story = Iterator[datetime]
"""Acts in order; what it gives is the moment of the acts that follow."""


class AnswersRefused(ValueError):
    """The answers of a story do not fit the form as it is now."""


@dataclass(frozen=True)
class Calendar:
    """Moments counted back from the day of loading; no moment lies after `now`."""

    now: datetime

    @property
    def today(self) -> date:
        """The day of loading, or the last one before it on which both countries work."""
        day = calendars.day_of(self.now)
        while not calendars.is_working_day(day, calendars.BOTH):
            day -= timedelta(days=1)
        return day

    def days_ago(self, days: int, at: time = MORNING) -> datetime:
        """So many calendar days before today."""
        return self._moment(self.today - timedelta(days=days), at)

    def workdays_ago(self, days: int, at: time = MORNING) -> datetime:
        """So many days before today on which both countries work."""
        return self._moment(calendars.add_working_days(self.today, -days, calendars.BOTH), at)

    def _moment(self, day: date, at: time) -> datetime:
        moment = datetime.combine(day, at, calendars.HOME_ZONE).astimezone(UTC)
        return min(moment, self.now)


class Stage:
    """Where stories are played: through the product's own functions, forms included. Needs an application context."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self._sessions: sessionmaker[Session] = database.session_factory(db.engine)
        self._mailing = Mailing(self._sessions, IntoTheBox())

    def is_there(self, name: str) -> bool:
        """Whether a case of this name was opened by an earlier loading."""
        with self._sessions() as session:
            return session.scalar(sa.select(Case.id).where(Case.request == _mark(name))) is not None

    def open(self, name: str, by: str, organisation: str, process: str = PROCESS) -> int:
        """Open a case under a name of the demonstration; gives its id."""
        with self._acting(by) as (session, person):
            wanted = Opening(process=process, organisation=organisation, request=_mark(name))
            case_id = opening.open_case(session, wanted, person).id
        self.work()
        return case_id

    def answer(self, case_id: int, element: str, by: str, **answers: object) -> None:
        """Fill in the form of an open task that somebody has or is offered, and complete it."""
        with self._acting(by) as (session, person):
            task = self._task(session, case_id, element, person)
            if task.taken_by_id is None:
                tasks.claim(session, task.id, person)
            given = _filled_in(session, task, person, answers)
            tasks.complete(session, task.id, Handing(answers=given, revision=task.revision), person)
        self.work()

    def publish(self, by: str, reason: str, *names: str) -> None:
        """Let a process owner publish models and forms of the demonstration, drawn less strictly than ours."""
        files = {name: (MODELS / name).read_bytes() for name in names}
        forms_ = {name.removesuffix(".form"): content for name, content in files.items() if name.endswith(".form")}
        models = {name: content for name, content in files.items() if not name.endswith(".form")}
        wanted = publication.by_person(db.session(), int(self.person(by)), reason, "run")
        checked = publishing.checked(Bundle(models=models, forms=forms_), wanted)
        with self._acting(by) as (session, _person):
            publishing.publish(session, checked)

    def claim(self, case_id: int, element: str, by: str) -> None:
        """Let somebody take a task that is offered to several."""
        with self._acting(by) as (session, person):
            tasks.claim(session, self._task(session, case_id, element, person).id, person)

    def draft(self, case_id: int, element: str, by: str, **answers: object) -> None:
        """Begin to fill in a task and leave it as a draft."""
        with self._acting(by) as (session, person):
            task = self._task(session, case_id, element, person)
            tasks.save_draft(session, task.id, _form(session, task, person, answers).typed(), person)

    def person(self, key: str) -> str:
        """Somebody as forms store people."""
        with self._sessions() as session:
            return str(_person(session, key).id)

    def work(self) -> None:
        """Do what is due by now: timers, messages and what they bring with them, reminders and mails."""
        while handlers.fire_due_timers(self._sessions) + handlers.empty_outbox(self._sessions):
            pass
        telling.tell(self._sessions)
        self._mailing.send_due()

    @contextmanager
    def _acting(self, key: str) -> Iterator[tuple[Session, Participant]]:
        with self._sessions() as session, transaction(session):
            person = _person(session, key)
            with current_app.test_request_context(), force_locale(languages.LOCALES[person.language]):
                yield session, person

    def _task(self, session: Session, case_id: int, element: str, person: Participant) -> Task:
        query = sa.select(Task.id).where(
            Task.case_id == case_id, Task.element == element, Task.status == TaskStatus.OPEN.value
        )
        for task_id in session.scalars(query.order_by(Task.id)):
            task = tasks.find(session, task_id, permissions.asker(person))
            if task.taken_by_id == person.id or permissions.is_candidate(session, task, person.id):
                return task
        raise LookupError(f"{element} is not open for {person.email}")


def play(stage: Stage, stories: Mapping[str, Callable[[Stage, str], Story]]) -> list[str]:
    """Play the stories that are not there yet, side by side in the order of time; gives their names."""
    new = [name for name in stories if not stage.is_there(name)]
    began = {name: stories[name](stage, name) for name in new}
    waiting = [(next(story), name) for name, story in began.items()]
    heapq.heapify(waiting)
    moment = min((at for at, _name in waiting), default=stage.calendar.now)
    try:
        while waiting:
            at, name = heapq.heappop(waiting)
            _pass_time(stage, moment, at)
            moment = at
            if (following := next(began[name], None)) is not None:
                heapq.heappush(waiting, (max(following, at), name))
        _pass_time(stage, moment, stage.calendar.now)
    finally:
        clock.replace(None)
    return new


def _pass_time(stage: Stage, since: datetime, until: datetime) -> None:
    """Let the background do its work several times a day on the way, as it does when nobody looks."""
    moment = since
    while moment < until:
        moment = min(moment + BACKGROUND_WORK, until)
        _set(moment)
        stage.work()
    _set(until)


def _set(moment: datetime) -> None:
    clock.replace(lambda: moment)


def _mark(name: str) -> str:
    return f"demonstration:{name}"


def _person(session: Session, key: str) -> Participant:
    return session.scalars(sa.select(Participant).where(Participant.email.startswith(f"{key}@"))).one()


def _form(session: Session, task: Task, person: Participant, answers: Mapping[str, object]) -> forms.TaskForm:
    return answering.bind(session, task, permissions.asker(person), draft=Draft(typed=dict(answers)))


def _filled_in(session: Session, task: Task, person: Participant, answers: Mapping[str, object]) -> dict[str, object]:
    form = _form(session, task, person, answers)
    if not form.validate():
        raise AnswersRefused(f"{task.element}: {form.problems()}")
    return form.answers()
