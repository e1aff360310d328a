"""A scene for tests of pages: everybody signed in at a browser of their own, and small processes to work on."""

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from engine import database
from engine.background import handlers
from engine.casework import opening, programs, publishing
from engine.casework.cases import Case
from engine.casework.opening import Opening
from engine.casework.publishing import Bundle, Publication
from engine.casework.records import Task, TaskStatus
from engine.database import transaction
from engine.ledger.audit import Actor
from engine.model.lint import Profile
from engine.people.participants import Participant
from tests import builders
from tests.conftest import MovableClock
from tests.web.browser import Browser, address
from translations import collection
from webapp import create_app, demo, publication
from webapp.database import db
from webapp.settings import Settings

ERRAND_FORM = (Path(__file__).parent / "errand.form").read_bytes()
_IN_LANGUAGES = {
    "name:da": "Beskriv ærindet",
    "name:sv": "Beskriv ärendet",
    "documentation:da": "Skriv, hvad der skal gøres.",
    "documentation:sv": "Skriv vad som ska göras.",
}
_TASK = builders.user("t_errand", "tf_coord", "=workdays(5)", **_IN_LANGUAGES).replace('"note"', '"errand"')
_WHAT = "<bpmn:documentation>Write what is to be done.</bpmn:documentation>"
ERRAND_TASK = _TASK.replace('name="t_errand">', f'name="Describe the errand">{_WHAT}')


def errand(*more: tuple[str, str], **properties: str) -> bytes:
    """A process whose first task asks the coordinators about an errand, with tasks after it."""
    named = {
        "name:da": "Ærinde",
        "name:sv": "Uppdrag",
        "caseTitle": "=if t_errand != null then t_errand.title else null",
        **properties,
    }
    model = builders.process("errand", builders.line(("t_errand", ERRAND_TASK), *more), named)
    return model.replace(b'name="errand" isExecutable', b'name="Errand" isExecutable')


def make_app(path: Path) -> Flask:
    """The application on a database file; people sign in all the time here, so hashing is made cheap."""
    app = create_app(Settings(database_url=f"sqlite:///{path}", language="en"))
    hashing = app.extensions["security"].pwd_context
    hashing.update(argon2__time_cost=1, argon2__memory_cost=8, argon2__parallelism=1)
    return app


def furnish(app: Flask) -> None:
    """Enter the people of the demonstration and publish the processes of these tests and the shipped ones."""
    with app.app_context():
        with transaction(db.session()) as session:
            demo.load(session)
        with transaction(db.session()) as session:
            publishing.publish(session, publishing.checked(*publication.shipped()))
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()


class Scene:
    """The application with a clock, a browser per person, and a look behind the pages."""

    def __init__(self, app: Flask, clock: MovableClock) -> None:
        self.app, self.clock = app, clock
        self._browsers: dict[str, Browser] = {}
        with app.app_context():
            self.engine = db.engine
        self.sessions = database.session_factory(self.engine)

    def set_up(self, furnished: Path) -> None:
        """Begin with a copy of a furnished database; what was kept of another is forgotten."""
        path = Path(str(self.engine.url.database))
        self.engine.dispose()
        for beside in ("-wal", "-shm"):
            path.with_name(path.name + beside).unlink(missing_ok=True)
        shutil.copyfile(furnished, path)
        programs.forget()
        self.app.extensions.pop("innotech360-forms", None)

    def __getattr__(self, key: str) -> Browser:
        """`scene.karen` is Karen in front of the pages, signed in and reading English."""
        if key.startswith("_"):
            raise AttributeError(key)
        if key not in self._browsers:
            self._browsers[key] = Browser(self.app)
            self._browsers[key].sign_in(key)
            self.read_in(key, "en")
        return self._browsers[key]

    def read_in(self, key: str, language: str) -> Browser:
        """Let somebody read in a language from now on."""
        browser = self._browsers[key]
        browser.get("/account/", query_string={"lang": language})
        return browser

    def id_of(self, key: str) -> int:
        """The row of a person."""
        with self.reading() as session:
            return session.scalars(sa.select(Participant.id).where(Participant.email == address(key))).one()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads."""
        with self.sessions() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in a transaction."""
        with self.sessions() as session, transaction(session):
            yield session

    def publish(self, *models: bytes, forms: Mapping[str, bytes] | None = None) -> None:
        """Publish models as the command line does, under the rules for models drawn elsewhere."""
        given = {"errand": ERRAND_FORM, "note": builders.FORM, **(forms or {})}
        wanted = Publication(
            by=Actor.COMMAND, reason="for a test", check_form=publication.check_form, profile=Profile.RUN
        )
        bundle = Bundle(models={f"m{number}.bpmn": model for number, model in enumerate(models)}, forms=given)
        with self.writing() as session:
            publishing.publish(session, publishing.checked(bundle, wanted))

    def open(self, process: str, *, by: str = "karen", organisation: str = "bolgelev") -> str:
        """Open a case behind the pages; gives its number."""
        with self.writing() as session:
            person = session.get_one(Participant, self.id_of(by))
            return opening.open_case(session, Opening(process=process, organisation=organisation), person).number

    def begin(self, model: bytes, process: str = "errand", *, by: str = "karen", organisation: str = "bolgelev") -> str:
        """Publish a model and open a case on it; gives the case's number."""
        self.publish(model)
        return self.open(process, by=by, organisation=organisation)

    def work(self) -> None:
        """Let the background do what is due."""
        works = (handlers.fire_due_timers, handlers.empty_outbox, handlers.settle_early_messages)
        while sum(work(self.sessions) for work in works):
            pass

    def task(self, number: str, element: str = "") -> str:
        """The address of the newest open task of a case."""
        query = sa.select(Task.id).join(Task.case).where(Case.number == number, Task.status == TaskStatus.OPEN.value)
        query = query.where(Task.element == element) if element else query
        with self.reading() as session:
            return f"/tasks/{session.scalars(query.order_by(Task.id.desc())).first()}"

    def case(self, number: str) -> Case:
        """A case as it is now."""
        with self.reading() as session:
            return session.scalars(sa.select(Case).where(Case.number == number)).one()

    @contextmanager
    def counted(self) -> Iterator[list[str]]:
        """The statements the database sees while the block runs."""
        seen: list[str] = []

        def note(_connection, _cursor, text, *_rest):  # type: ignore[no-untyped-def]
            seen.append(text)

        event.listen(self.engine, "before_cursor_execute", note)
        yield seen
        event.remove(self.engine, "before_cursor_execute", note)


def said(language: str, words: str) -> str:
    """A sentence of the pages as the catalogue has it in a language."""
    message = collection.read(language, "messages").get(words) if language in collection.TRANSLATED else None
    return str(message.string) if message is not None and message.string else words


def revision(browser: Browser) -> str:
    """The revision that the form on the page would send."""
    found = re.search(r'name="_revision" value="(\d+)"', browser.text)
    return found.group(1) if found else ""


def shown(browser: Browser) -> dict[str, str]:
    """What the form on the page says of the task it was made for: its revision, and the draft it goes on from."""
    found = browser.soup.select("#answers > input[type=hidden]")
    return {str(field["name"]): str(field["value"]) for field in found if field["name"] != "csrf_token"}


def hand_in(browser: Browser, task: str, **answers: object):  # type: ignore[no-untyped-def]
    """Open a task, fill it in and send it."""
    browser.get(task)
    return browser.post(task, {**shown(browser), **answers})
