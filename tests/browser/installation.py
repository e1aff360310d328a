"""An installation to look at: made with the product's commands, with cases that people have worked on for weeks."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from engine import clock, database
from engine.background import handlers, telling
from engine.background.mailing import Mailing
from engine.casework import drafting, messagekeys, routing
from engine.casework.drafting import Saving
from engine.casework.events import Arrival
from engine.casework.records import Case, Task, TaskStatus
from engine.casework.routing import Letter
from engine.database import transaction
from engine.execution import EventKind
from engine.insight import findings, quarters, samples
from engine.insight.findings import Judgement
from engine.insight.samples import Finding, Scope
from engine.ledger.outbox import MessageKind, OutboxMessage
from engine.people.participants import Participant
from engine.people.wishes import About
from tests import builders
from tests.integration import asking
from tests.web.browser import Browser
from webapp import create_app
from webapp.database import db as web_database
from webapp.mail import mailers, tokens
from webapp.settings import Settings

COMMAND = (sys.executable, "-c", "from webapp.commands import main; main()")
SET_UP = """
import sys
from webapp.commands import main
for words in (["db", "upgrade"], ["publish"], ["demo", "load", *sys.argv[1:]]):
    main(words, standalone_mode=False)
"""
NEED: Mapping[str, object] = {
    "problem": "Når det regner kraftigt, står vejene under vand, og vi får det først at vide, når borgerne ringer. "
    "Vagten kører ud for at se efter, spærrer af med håndkraft og skriver på papir, hvor vandet stod. "
    "Ingen kan bagefter sige, hvilke riste der var stoppet, eller hvad der virkede.",
    "who": "Beredskab, vejvagt og alle, der færdes i byen",
    "goal": "Vi ved en time før, hvor vandet vil stå, og har spærret af, før nogen kører i det.",
    "theme": "climate_water",
    "sdg": ["6", "11", "13"],
    "mgmt_support": "yes",
    "personal": "no",
    "public": "yes",
}
SCORES = {"climate": "3", "data": "3", "urgency": "2", "geo": "yes"}
SCREENING = {**SCORES, "comment": "Behovet är tydligt, berör många och går att möta med data som redan finns."}
REUSE = {"searched": ["needs", "solutions"], "match": "none"}
STRICT = (
    '<bpmn:startEvent id="start"/><bpmn:exclusiveGateway id="gate"/><bpmn:endEvent id="finish"/>'
    + builders.user("t_note", "need_owner")
    + builders.flow("start", "t_note")
    + builders.flow("t_note", "gate")
    + builders.flow("gate", "finish", "=1 > 2")
)


def environment(file: Path) -> dict[str, str]:
    """The environment of a process of the product on a database file."""
    return {**os.environ, "DATABASE_URL": f"sqlite:///{file}", "DEMO": "1"}


def prepare(file: Path, *, cases: bool = False) -> None:
    """A fresh installation with the demonstration's people, and with its cases, as `make run` makes it."""
    wishes = [] if cases else ["--without-cases"]
    subprocess.run([sys.executable, "-c", SET_UP, *wishes], env=environment(file), check=True, capture_output=True)
    _settle(file)


JOURNEY = {
    "_rows": "steps",
    "steps-0-name": "Borgeren ringer",
    "steps-0-role": "Vagten",
    "steps-1-name": "Vagten kører ud",
    "steps-1-role": "Vejfolk",
    "pains-0-text": "Vi kommer for sent",
    "pains-0-impact": "4",
}


@dataclass
class Furnishing:
    """Work of weeks, done through the pages; `cases` holds the number of each case by the name it has here."""

    file: Path
    cases: dict[str, str] = field(default_factory=dict)
    app: Flask = field(init=False)
    sessions: sessionmaker[Session] = field(init=False)
    moment: datetime = field(default_factory=lambda: datetime.now(UTC).replace(hour=8, minute=12, second=0))

    def __post_init__(self) -> None:
        url = f"sqlite:///{self.file}"
        self.app = create_app(Settings(database_url=url))
        self.engine = database.create_engine(url)
        self.sessions = database.session_factory(self.engine)

    def days_ago(self, days: int) -> None:
        """Go to a working morning some days back, or to now."""
        if not days:
            return clock.replace(None)
        moment = self.moment - timedelta(days=days)
        back = max(0, moment.weekday() - 4)
        clock.replace(lambda: moment - timedelta(days=back))

    def start(self, name: str, by: str, home: str, process: str = "p360_main") -> None:
        """Open a case under a name of our own."""
        browser = self._signed_in(by)
        browser.get("/cases/new")
        browser.post("/cases/new", {"process": process, "organisation": home})
        with self.sessions() as session:
            self.cases[name] = session.scalars(sa.select(Case.number).order_by(Case.id.desc()).limit(1)).one()

    def answer(self, name: str, element: str, by: str, answers: Mapping[str, Any] = {}, *, draft: bool = False) -> None:
        """Fill in an open task of a case and complete it, or save it as a draft."""
        browser = self._signed_in(by)
        address = self.task(name, element)
        browser.get(address)
        revision = re.search(r'name="_revision" value="(\d+)"', browser.text)
        fields = {"_revision": revision.group(1) if revision else "", **answers}
        answered = browser.post(address, fields | ({"_draft": "1"} if draft else {}))
        if answered.status_code != 303:
            raise AssertionError(f"{element} of {name}: {browser.words}")
        self.work()

    def take(self, name: str, action: str, by: str, answers: Mapping[str, Any]) -> None:
        """Send a case something outside of its tasks."""
        self.send(f"/cases/{self.cases[name]}/actions/{action}", by, answers)

    def send(self, address: str, by: str, answers: Mapping[str, Any]) -> None:
        """Fill in the form of an action and send it."""
        browser = self._signed_in(by)
        browser.get(address)
        once = browser.soup.select_one("input[name=_once]")
        if browser.post(address, {"_once": str(once["value"]) if once else "", **answers}).status_code != 303:
            raise AssertionError(f"{address}: {browser.words}")
        self.work()

    def keep_message(self, name: str, to: str, **payload: object) -> None:
        """Make a key, and let another system send a message to a case that does not wait for it."""
        wanted = messagekeys.Wanted(
            name="Journal", organisation="bolgelev", responsible=int(self.person("karen")), names=[name]
        )
        arrival = Arrival(kind=EventKind.MESSAGE, name=name, key=to, payload=payload)
        with self.sessions() as session, transaction(session):
            key, _secret = messagekeys.make(session, wanted, session.get_one(Participant, int(self.person("tove"))))
            routing.accept(session, key, Letter(id="2027-1", arrival=arrival))

    def task(self, name: str, element: str) -> str:
        """The address of the newest task of an element in a case."""
        with self.sessions() as session:
            found = session.scalars(
                sa.select(Task.id)
                .join(Case, Case.id == Task.case_id)
                .where(Case.number == self.cases[name], Task.element == element)
                .order_by(Task.status == TaskStatus.OPEN.value, Task.id)
            ).all()
        return f"/tasks/{found[-1]}"

    def claim(self, name: str, element: str, by: str) -> None:
        """Take a task of one's roles."""
        browser = self._signed_in(by)
        browser.get(self.task(name, element))
        browser.post(f"{self.task(name, element)}/claim")

    def person(self, key: str) -> str:
        """The number of a person, as choices of forms have it."""
        with self.sessions() as session:
            return str(session.scalars(sa.select(Participant.id).where(Participant.email.startswith(f"{key}@"))).one())

    def publish(self, *models: bytes) -> None:
        """Publish models of a test."""
        with self.sessions() as session, transaction(session):
            builders.publish(session, *models)

    def work(self) -> None:
        """Fire due timers and empty the outbox until nothing happens any more."""
        while handlers.fire_due_timers(self.sessions) + handlers.empty_outbox(self.sessions):
            pass

    def send_mail(self) -> None:
        """Tell people what there is to be told; the mail goes into the box of the demonstration."""
        telling.tell(self.sessions)
        Mailing(self.sessions, mailers.IntoTheBox()).send_due()

    @property
    def places(self) -> Mapping[str, Callable[[], str]]:
        """Addresses that nobody knows beforehand: of the newest mail, and of the link in one that stops more."""
        return {"mail": self._newest_mail, "stop mail": self._stop_mail}

    def _newest_mail(self) -> str:
        query = sa.select(sa.func.max(OutboxMessage.id)).where(OutboxMessage.kind == MessageKind.MAIL.value)
        with self.sessions() as session:
            return f"/mail/{session.scalar(query)}"

    def _stop_mail(self) -> str:
        with self.app.app_context():
            return f"/mail/stop/{tokens.stop(int(self.person('karen')), About.NEWS)}"

    def close(self) -> None:
        """Bring the file in order and let go of it."""
        clock.replace(None)
        self.engine.dispose()
        with self.app.app_context():
            web_database.engine.dispose()
        _settle(self.file)

    def _signed_in(self, key: str) -> Browser:
        browser = Browser(self.app)
        browser.sign_in(key)
        return browser


def _settle(file: Path) -> None:
    """Bring what was written last from the log into the file, so that it can be copied alone."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def furnish(file: Path) -> Furnishing:
    """Cases of every kind: referred and closed, in the middle, waiting for an answer, begun."""
    made = Furnishing(file)
    _referred(made)
    _withdrawn(made)
    _insight(made)
    _screening(made)
    _hearing(made)
    _begun(made)
    made.days_ago(0)
    made.send_mail()
    return made


def add_fault(made: Furnishing) -> None:
    """A case that its process has brought to a halt."""
    made.publish(builders.process("strict", STRICT))
    made.start("halted", "karen", "bolgelev", "strict")
    made.answer("halted", "t_note", "karen")
    made.publish(asking.model())
    made.start("asked", "karen", "bolgelev", "asking")
    made.send("/programme/a_pause", "sara", {})
    made.keep_message("msg_withdraw", "360-2026-0815", reason="Opgivet", phone="+45 00 00 00 00")


def add_draft(made: Furnishing) -> None:
    """A draft of that process, number 1, in which two have changed the diagram: state 3 waits beside state 2."""
    with made.sessions() as session, transaction(session):
        birgit = session.scalars(sa.select(Participant).where(Participant.email.startswith("birgit@"))).one()
        draft = drafting.begin(session, "strict", birgit)
        model = drafting.current(session, draft.id, "m0.bpmn").content or b""
        for name in (b"Write a note", b"Write it down"):
            changed = model.replace(b'name="t_note"', b'name="%s"' % name)
            drafting.save(session, draft.id, Saving(name="m0.bpmn", content=changed, seen=1), birgit)


def add_sample(made: Furnishing) -> None:
    """A sample of the trail, number 1, in which one entry of eight has been judged."""
    with made.sessions() as session, transaction(session):
        malin = session.scalars(sa.select(Participant).where(Participant.email.startswith("malin@"))).one()
        drawn = samples.draw(session, Scope(quarter=quarters.of(clock.now()), of_cases=True), 8, malin)
        told = Judgement(finding=Finding.QUESTION, text="Hvem har godkendt, at opgaven skiftede hænder?", shown=None)
        findings.record(session, drawn.id, 3, told, malin)


def _need(made: Furnishing, title: str, home: str, owner: str, **other: object) -> dict[str, object]:
    return {**NEED, "title": title, "org": home, "owner": made.person(owner), **other}


def _referred(made: Furnishing) -> None:
    made.days_ago(30)
    made.start("referred", "jonas", "strandkoping")
    made.answer("referred", "t_need", "jonas", _need(made, "Solceller på simhallens tak", "strandkoping", "jonas"))
    made.days_ago(27)
    made.answer("referred", "t_duplicates", "sara", REUSE)
    made.answer("referred", "t_screen", "sara", {**SCREENING, "geo": "no"})
    made.days_ago(25)
    reason = "Utanför programområdet, men regionens energikontor arbetar med just detta."
    made.answer("referred", "t_refer", "sara", {"refer_to": "region", "name": "Energikontoret", "reason": reason})


def _withdrawn(made: Furnishing) -> None:
    made.days_ago(24)
    made.start("withdrawn", "karen", "bolgelev")
    made.answer("withdrawn", "t_need", "karen", _need(made, "Lys på cykelstien", "bolgelev", "karen"))
    made.days_ago(22)
    reason = "Vejen bliver bygget om næste år, og så kommer der lys alligevel."
    made.take("withdrawn", "a_withdraw", "karen", {"reason": reason})
    words = "Cykelstien får lys som led i en anden renovering, så behovet er væk."
    gone = {"reason": "need_gone", "explanation": words, "reuse_results": "yes", "message": "Tak for jeres hjælp."}
    made.answer(
        "withdrawn", "t_withdraw", "karen", {**gone, "last_day": f"{made.moment + timedelta(days=30):%d-%m-%Y}"}
    )


def _insight(made: Furnishing) -> None:
    made.days_ago(21)
    made.start("insight", "karen", "bolgelev")
    made.answer("insight", "t_need", "karen", _need(made, "Varsling om oversvømmede veje", "bolgelev", "karen"))
    made.days_ago(18)
    made.answer("insight", "t_duplicates", "sara", REUSE)
    made.answer("insight", "t_screen", "sara", SCREENING)
    made.days_ago(15)
    chosen = {"pm": "mads", "benefit_owner": "karen", "chair": "anette", "deputy": "ingrid", "architect": "sara"}
    team = {role: made.person(key) for role, key in {**chosen, "researcher": "amina"}.items()}
    made.answer("insight", "t_team", "rasmus", {**team, **_voters(made)})
    made.days_ago(11)
    made.answer("insight", "t_journey", "mads", JOURNEY)


def _voters(made: Furnishing) -> dict[str, Any]:
    """The board of the demonstration; Ingrid votes for Elin when she has a conflict of interest."""
    members = [made.person(key) for key in ("anette", "karen", "mads", "elin", "jonas")]
    rows = {f"voters-{number}-member": member for number, member in enumerate(members)}
    return {"_rows": "voters", **rows, "voters-3-substitute": made.person("ingrid")}


def _screening(made: Furnishing) -> None:
    made.days_ago(9)
    made.start("screening", "elin", "tallakra")
    title = "Gatubelysning som följer trafiken"
    made.answer("screening", "t_need", "elin", _need(made, title, "tallakra", "elin", theme="energy", sdg=["7", "11"]))
    made.claim("screening", "t_duplicates", "sara")


def _hearing(made: Furnishing) -> None:
    made.days_ago(6)
    made.start("hearing", "mads", "vindelunde")
    made.answer("hearing", "t_need", "mads", _need(made, "Regnvand i kældrene", "vindelunde", "mads"))
    made.days_ago(4)
    made.answer("hearing", "t_duplicates", "sara", REUSE)
    made.answer("hearing", "t_screen", "sara", {**SCREENING, "climate": "2", "data": "2", "urgency": "1"})


def _begun(made: Furnishing) -> None:
    made.days_ago(2)
    made.start("fresh", "karen", "bolgelev")
    made.answer("fresh", "t_need", "karen", _need(made, "Mindre madspild i skolerne", "bolgelev", "karen"))
    made.start("begun", "karen", "bolgelev")
    made.answer("begun", "t_need", "karen", {"title": "Fælles udlån af hjælpemidler", "org": "bolgelev"}, draft=True)
