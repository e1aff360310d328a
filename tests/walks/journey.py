"""A case from its opening to its end, as its people live it: through their pages, with the clock and the background."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask_babel import force_locale
from sqlalchemy.orm import Session, joinedload

from engine import database
from engine.background import handlers
from engine.casework import cases, events, programs
from engine.casework.cases import Case, CaseState
from engine.casework.events import Arrival
from engine.casework.records import Candidate, CaseIncident, Task, TaskStatus
from engine.ledger import verification
from engine.ledger.audit import Action, AuditEntry
from engine.ledger.outbox import MessageState, OutboxMessage
from engine.people.participants import Participant
from tests.conftest import MovableClock
from tests.walks import pages
from tests.walks.pages import Answer, CasePage, Line, Sheet
from tests.web.browser import Browser, address
from webapp import demo, languages
from webapp.database import db
from webapp.security import sessions

LANGUAGES = {row["key"]: row["language"] for row in demo._rows("people")}
PROCESS = "p360_main"


class Journey:
    """One case and the people of the demonstration, each with a browser of their own.

    `cold`: before every act the compiled program is dropped, so that each step begins from what is stored.
    """

    def __init__(self, app: Flask, clock: MovableClock, *, cold: bool) -> None:
        self.app, self.clock, self.cold = app, clock, cold
        with app.app_context():
            self._sessions = database.session_factory(db.engine)
        self._browsers: dict[str, Browser] = {}
        self._last_seen: dict[str, datetime] = {}
        self.case_id, self.number = 0, ""

    # What people do

    def open(self, by: str, organisation: str, process: str = PROCESS) -> None:
        """Open the case that the journey is about."""
        self.start(by, process, organisation)
        with self.reading() as session:
            case = session.scalars(sa.select(Case).order_by(Case.id.desc())).first()
            assert case is not None
            self.case_id, self.number = case.id, case.number
        self.work()

    def start(self, by: str, process: str, organisation: str) -> None:
        """Open any case on the page for it."""
        self.at(by).get("/cases/new")
        answer = self.at(by).post("/cases/new", {"process": process, "organisation": organisation})
        assert answer.status_code == 303, self.at(by).words

    def claim(self, by: str, element: str) -> None:
        """Take a task of one's roles."""
        self._press(by, element, "claim")

    def release(self, by: str, element: str) -> None:
        """Give a task back to the group."""
        self._press(by, element, "release")

    def do(self, by: str, element: str, **answers: Answer) -> None:
        """Find the task in one's inbox, take it where several might, fill it in and complete it."""
        task = self.line(by, element).task
        page = self._open(by, element, task)
        if page.select_one(f"button[formaction='/tasks/{task}/claim']"):
            assert self.at(by).post(f"/tasks/{task}/claim", follow=True).status_code == 200, self.at(by).words
            page = self._soup(by)
        sheet = self._filled(by, task, page, answers)
        answer = self.at(by).post(f"/tasks/{task}", dict(sheet.fields))
        assert answer.status_code == 303, self.at(by).words
        self.work()

    def act(self, by: str, action: str, **answers: Answer) -> None:
        """Take an action on the page of the case."""
        address = f"/cases/{self.number}/actions/{action}"
        assert self.at(by).get(address).status_code == 200
        answer = self.at(by).post(address, {"_once": f"{by} {action}", **answers})
        assert answer.status_code == 303, self.at(by).words
        self.work()

    def publish(self, by: str, files: Mapping[str, bytes]) -> None:
        """Publish models drawn elsewhere, with their tables and forms."""
        self.at(by).get("/processes/publish")
        sent = [(BytesIO(content), name) for name, content in files.items()]
        data = {"files": sent, "profile": "run", "reason": "For a campaign of ours"}
        answer = self.at(by).post("/processes/publish", data)
        assert answer.status_code == 303, self.at(by).words

    # What happens by itself

    def work(self) -> None:
        """Fire due timers and empty the outbox until nothing happens any more; nothing may be left undone."""
        opened: Any = self._opened
        works = (handlers.fire_due_timers, handlers.empty_outbox, handlers.settle_early_messages)
        while sum(work(opened) for work in works):
            pass
        with self.reading() as session:
            undone = sa.select(OutboxMessage.payload, OutboxMessage.last_error)
            ended = [MessageState.SENT.value, MessageState.DROPPED.value]
            assert session.execute(undone.where(OutboxMessage.state.not_in(ended))).all() == []
            assert session.execute(sa.select(CaseIncident.code, CaseIncident.facts)).all() == []

    def arrive(self, arrival: Arrival) -> None:
        """Give the case a message or signal from outside, and let the background work."""
        with self._opened() as session, database.transaction(session):
            events.deliver(session, cases.locked(session, self.case_id), arrival, self.clock.moment)
        self.work()

    def wait_until(self, moment: datetime) -> None:
        """Let time pass and the background work."""
        self.clock.set(moment.astimezone(UTC))
        self.work()

    # What people see

    def at(self, key: str) -> Browser:
        """A person's browser, signed in again when the last sign of life is too old."""
        self._begin_act()
        browser = self._browsers.setdefault(key, Browser(self.app))
        now = self.clock.moment
        if key not in self._last_seen or now - self._last_seen[key] > sessions.IDLE:
            assert browser.sign_in(key).status_code == 302, browser.words
        self._last_seen[key] = now
        return browser

    def inbox(self, by: str) -> dict[str, Line]:
        """One's tasks in this case, by element."""
        self.at(by).get("/inbox/")
        lines = pages.inbox(self._soup(by), self.number)
        with self.reading() as session:
            return {session.get_one(Task, line.task).element: line for line in lines}

    def line(self, by: str, element: str) -> Line:
        """The line of a task in somebody's inbox."""
        lines = self.inbox(by)
        assert element in lines, f"{by} has {sorted(lines)}"
        return lines[element]

    def look(self, by: str, element: str) -> Sheet:
        """The form of a task as somebody finds it."""
        return Sheet(self._open(by, element, self.line(by, element).task))

    def news(self, by: str) -> list[str]:
        """The unread notices about this case, newest first."""
        self.at(by).get("/inbox/")
        return pages.news(self._soup(by), self.number)

    def page(self, by: str) -> CasePage:
        """The page of the case."""
        assert self.at(by).get(f"/cases/{self.number}").status_code == 200
        return pages.case(self._soup(by))

    def told(self, by: str, action: Action) -> list[str]:
        """The sentences of the audit trail about one kind of act in this case, oldest first."""
        self.at(by).get(f"/audit/?case={self.number}&action={action.value}")
        rows = self._soup(by).select("table.i3-rows tbody tr")
        return [pages.words(row.select("td")[2]) for row in reversed(rows)]

    def name(self, by: str, element: str) -> str:
        """What an element of the model is called in somebody's language."""
        return self._text(element, "name", LANGUAGES[by])

    def said(self, by: str, sentence: Callable[..., str], *about: object) -> str:
        """A sentence of the product as somebody reads it: `journey.said("karen", notices.title, "parked")`."""
        with self.app.test_request_context(), force_locale(languages.LOCALES[LANGUAGES[by]]):
            return pages.plain(sentence(*about))

    # What is so

    def who(self, key: str) -> str:
        """A person as fields of forms store them."""
        with self.reading() as session:
            return str(session.scalars(sa.select(Participant.id).where(Participant.email == address(key))).one())

    def open_elements(self) -> list[str]:
        """The elements of the open tasks, sorted."""
        return sorted(task.element for task in self._open_tasks())

    def offered(self, element: str) -> list[set[str]]:
        """To whom each open task of an element is offered."""
        people = {address(key): key for key in LANGUAGES}
        query = sa.select(Participant.email).join(Candidate, Candidate.participant_id == Participant.id)
        with self.reading() as session:
            tasks = [task for task in self._open_tasks() if task.element == element]
            return [
                {people[email] for email in session.scalars(query.where(Candidate.task_id == task.id))}
                for task in tasks
            ]

    def facts(self, action: Action) -> list[dict[str, Any]]:
        """The details of the audit entries of one kind in this case, oldest first."""
        query = sa.select(AuditEntry).where(AuditEntry.case_id == self.case_id, AuditEntry.action == action.value)
        with self.reading() as session:
            entries = session.scalars(query.order_by(AuditEntry.at, AuditEntry.chain, AuditEntry.seq))
            return [entry.facts["details"] for entry in entries]

    def decided(self) -> list[tuple[str, list[str]]]:
        """What the decision table said, each time, with its rules."""
        made = self.facts(Action.DECISION_MADE)
        return [(one["value"], [rule for table in one["tables"] for rule in table["rules"]]) for one in made]

    def ends(self) -> list[str]:
        """The end events that closed the case."""
        return [end for one in self.facts(Action.CASE_CLOSED) for end in one["ends"]]

    def passed(self, process: str) -> set[str]:
        """The elements and flows of a process that the case has come through."""
        with self.reading() as session:
            return set(session.get_one(CaseState, self.case_id).trail.get(process, {}))

    def check_ledger(self) -> None:
        """Every chain of the audit trail must be whole."""
        with self.reading() as session:
            assert verification.verify(session).sound

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads."""
        with self._sessions() as session:
            yield session

    def _begin_act(self) -> None:
        if self.cold:
            programs.forget()

    def _opened(self) -> Session:
        self._begin_act()
        return self._sessions()

    def _press(self, by: str, element: str, button: str) -> None:
        task = self.line(by, element).task
        self._open(by, element, task)
        assert self.at(by).post(f"/tasks/{task}/{button}").status_code == 303, self.at(by).words

    def _open(self, by: str, element: str, task: int) -> BeautifulSoup:
        """The page of a task, which must speak the reader's language."""
        assert self.at(by).get(f"/tasks/{task}").status_code == 200
        page, language = self._soup(by), LANGUAGES[by]
        assert page.select_one(f"html[lang={language}]")
        assert pages.words(page.h1) == self._text(element, "name", language)
        assert self._text(element, "documentation", language) in pages.words(page.select_one("main"))
        return page

    def _filled(self, by: str, task: int, page: BeautifulSoup, answers: dict[str, Answer]) -> Sheet:
        """The form filled in; questions that depend on answers come with “Update form”."""
        sheet = Sheet(page)
        asked: dict[str, Answer] = {}
        while asked != answers:
            known = {name: answer for name, answer in answers.items() if name in sheet.fields}
            assert len(known) > len(asked), f"no field for {sorted(answers.keys() - known.keys())}"
            asked = known
            sheet.put(asked)
            if asked != answers:
                assert self.at(by).post(f"/tasks/{task}", {**sheet.fields, "_update": "1"}).status_code == 200
                sheet = Sheet(self._soup(by))
        return sheet

    def _soup(self, by: str) -> BeautifulSoup:
        return BeautifulSoup(self._browsers[by].text, "lxml")

    def _open_tasks(self) -> list[Task]:
        query = sa.select(Task).where(Task.case_id == self.case_id, Task.status == TaskStatus.OPEN.value)
        with self.reading() as session:
            return list(session.scalars(query.order_by(Task.id)))

    def _text(self, element: str, kind: str, language: str) -> str:
        query = sa.select(Task).where(Task.case_id == self.case_id, Task.element == element)
        with self.reading() as session:
            task = session.scalars(query.options(joinedload(Task.version))).first()
            assert task is not None, f"{element} was never opened"
            return str(task.version.texts[element][kind][language])
