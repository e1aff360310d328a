"""Servers that are killed while other systems send messages: what was acknowledged is there, and nothing twice.

The ordinary suite kills a few. `MESSAGE_KILLS=20 MESSAGES=1000` makes it the long run; its counts are printed.
"""

import http.client
import json
import logging
import os
import random
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

import sqlalchemy as sa
import waitress  # type: ignore[import-untyped]

from engine import clock, database, errors
from engine.background import clock as background
from engine.casework import incoming, messagekeys, programs, undelivered
from engine.casework.cases import Case
from engine.casework.incoming import Incoming, Outcome
from engine.casework.processes import Process, Release
from engine.casework.records import CaseIncident, Task
from engine.database import transaction
from engine.ledger import verification
from engine.ledger.audit import Action, AuditEntry
from engine.ledger.outbox import MessageState, OutboxMessage
from engine.people.participants import Participant
from tests import builders, post
from tests.integration import crews, posting, processes
from tests.integration.test_early import later
from tests.stage import START, Stage
from webapp import create_app
from webapp.settings import Settings

KILLS, MESSAGES = int(os.environ.get("MESSAGE_KILLS", "4")), int(os.environ.get("MESSAGES", "60"))
OF_EACH = -(-MESSAGES // 6)
SENDERS, HURRY = 4, 60  # how many send at a time; how much faster time goes for the servers
PATIENCE = 120.0 + MESSAGES
HOST = "127.0.0.1"
NAMES = ("msg_answer", "msg_any", "msg_begin", "msg_count", "sig_news")
_SENDER = '<zeebe:userTask/><zeebe:ioMapping><zeebe:input source="=sender" target="sender"/></zeebe:ioMapping>'


def _listens(key: str, event: str, extra: str) -> bytes:
    """A process that notes the sender of everything that comes while its task is open."""
    boundary = processes.boundary("heard", "t_whole", event)
    boundary = boundary.replace("<bpmn:boundaryEvent", '<bpmn:boundaryEvent cancelActivity="false"')
    body = '<bpmn:startEvent id="start"/><bpmn:endEvent id="finish"/>' + builders.user("t_whole", "tf_coord")
    body += builders.user("t_heard", "tf_coord").replace("<zeebe:userTask/>", _SENDER) + boundary
    ways = (("start", "t_whole", "finish"), ("heard", "t_heard", "finish"))
    body += "".join(builders.flow(*pair) for way in ways for pair in pairwise(way))
    return builders.process(key, body, extra=extra)


WAITS = builders.process(
    "waits",
    builders.line(
        ("answered", processes.catch("answered", posting.message("msg_answer"))),
        ("t_heard", builders.user("t_heard", "tf_coord").replace("<zeebe:userTask/>", _SENDER)),
    ),
    extra=posting.KEYED.format("msg_answer", "case_id"),
)
LATER = later(heard=_SENDER)
COUNTS = _listens("counts", posting.message("msg_count"), '<bpmn:message id="msg_count" name="msg_count"/>')
SEVERAL = _listens("several", posting.message("msg_any"), '<bpmn:message id="msg_any" name="msg_any"/>')
HEARS = _listens("hears", processes.signal("sig"), processes.SIGNAL)


@dataclass(frozen=True)
class Letter:
    """What another system sends, and the cases that are to hear of it."""

    body: Mapping[str, object]
    hearers: tuple[int, ...] = ()

    @property
    def id(self) -> str:
        """The sender's own id of it."""
        return str(self.body["id"])


@dataclass(frozen=True)
class Answered:
    """How a letter was answered at last, and how often it had to be sent for that."""

    status: int
    body: Mapping[str, object]
    sent: int


class Journal:
    """Another system, which sends each letter until it is answered."""

    def __init__(self, key: str, port: int) -> None:
        self._key, self._port = key, port
        self._end = time.monotonic() + PATIENCE

    def send(self, letter: Letter) -> Answered:
        """Send a letter, again and again where no answer comes or it is asked to wait."""
        sent = 0
        while True:
            sent += 1
            try:
                status, body = self._post(letter)
            except (OSError, http.client.HTTPException):
                status, body = 0, {}
            if status in (200, 202):
                return Answered(status, body, sent)
            assert status in (0, 409, 429, 503), (status, body)
            assert time.monotonic() < self._end, "no answer"
            time.sleep(0.05)

    def _post(self, letter: Letter) -> tuple[int, dict[str, object]]:
        connection = http.client.HTTPConnection(HOST, self._port, timeout=30)
        try:
            headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
            connection.request("POST", "/api/messages", json.dumps(dict(letter.body)).encode(), headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()


def test_killed_servers_take_in_every_message_once(stage: Stage, database_url: str) -> None:
    key, letters, early = _furnish(stage)
    journal = Journal(key, port := post.closed_port())
    crew = 1 if database_url.startswith("sqlite") else 2  # one process serves a file of SQLite
    plan = crews.Plan(kills=KILLS, crew=crew, most=max(1, 3 * len(letters) // 2 // (KILLS + 1)), patience=PATIENCE)
    with crews.working(__name__, database_url, plan, port) as said:
        with ThreadPoolExecutor(SENDERS + 1) as pool:
            going_on = pool.submit(_go_on, stage, early)
            answers = dict(zip([one.id for one in letters], pool.map(journal.send, letters), strict=True))
            going_on.result()
        _wait_until_all_is_done(stage)
        again = {one.id: journal.send(one) for one in letters}

    stage.time(START + timedelta(hours=12))
    stage.work()
    heard = _heard(stage, letters)
    wanted = Counter({(case, one.id): 1 for one in letters for case in one.hearers})
    opened = Counter({one.id: 1 for one in letters if not one.hearers})
    lost, doubled = (wanted - heard) + (opened - _opened(stage)), (heard - wanted) + (_opened(stage) - opened)
    sys.stdout.write(
        f"{database_url.partition(':')[0]}: messages {len(letters)}, kills {KILLS}, workers at a time {crew}, "
        f"sent again {sum(one.sent > 1 for one in answers.values())}, lost {lost.total()}, doubled {doubled.total()}\n"
    )
    assert said.lines == [f"{KILLS}\n"]  # all died, and nobody had a failure to tell of
    assert (lost, doubled) == (Counter(), Counter())
    _a_repeat_gets_the_same_answer(answers, again)
    _everything_stands_in_the_trail_once(stage, wanted)
    _nothing_is_left_lying(stage)


def _furnish(stage: Stage) -> tuple[str, list[Letter], list[int]]:
    """Processes, cases that wait or will wait, a key, and letters of every kind; also the cases that wait later."""
    for model in (WAITS, LATER, COUNTS, SEVERAL, HEARS, posting.BEGINS):
        stage.publish(model)
    with stage.writing() as session:
        wanted = messagekeys.Wanted(
            name="Journal", organisation="bolgelev", responsible=stage.people.ids["karen"], names=NAMES
        )
        _key, secret = messagekeys.make(session, wanted, stage.people.get(session, "tove"))

    def cases(process: str, count: int) -> list[int]:
        return [stage.open_case(process, by="karen", organisation="bolgelev") for _ in range(count)]

    waiting, early, counting = cases("waits", OF_EACH), cases("later", OF_EACH), cases("counts", 1)
    several, hearing = cases("several", 2), cases("hears", 2)
    letters = [_letter("msg_answer", case, key=stage.case(case).number) for case in [*waiting, *early]]
    for name, hearers in (("msg_count", counting), ("msg_any", several[:1]), ("sig_news", hearing), ("msg_begin", [])):
        letters += [_letter(name, *hearers, number=number) for number in range(OF_EACH)]
    random.Random(1).shuffle(letters)
    return secret, letters, early


def _letter(name: str, *hearers: int, number: int = 0, **more: object) -> Letter:
    mark = f"{name}-{more.get('key', number)}"
    kind = "signal" if name.startswith("sig") else "message"
    return Letter({"id": mark, "name": name, "kind": kind, "payload": {"sender": mark, "title": mark}, **more}, hearers)


def _go_on(stage: Stage, early: Iterable[int]) -> None:
    """Do what stands before the wait of each case, one after the other, while the letters come."""
    for case in early:
        [task] = stage.open_tasks(case)
        stage.complete(task, {}, by="karen")
        time.sleep(0.01)


def _wait_until_all_is_done(stage: Stage) -> None:
    """The servers that live in the end bring to its end what others had begun."""
    end = time.monotonic() + PATIENCE
    while _left(stage) and time.monotonic() < end:
        time.sleep(0.1)


def _left(stage: Stage) -> bool:
    with stage.reading() as session:
        new = sa.select(OutboxMessage.id).where(OutboxMessage.state == MessageState.NEW.value)
        return bool(incoming.undelivered(session)) or session.scalar(new.limit(1)) is not None


def _heard(stage: Stage, letters: list[Letter]) -> Counter[tuple[int, str]]:
    """Which letters each case has heard, and how often."""
    listening = {case for one in letters for case in one.hearers}
    with stage.reading() as session:
        tasks = session.scalars(sa.select(Task).where(Task.element.in_(["t_heard", "t_answered"]))).all()
    return Counter((task.case_id, task.inputs["given"]["sender"]) for task in tasks if task.case_id in listening)


def _opened(stage: Stage) -> Counter[str]:
    """The cases that letters have opened, by their titles."""
    with stage.reading() as session:
        return Counter(session.scalars(sa.select(Case.title).where(Case.title.startswith("msg_begin"))))


def _a_repeat_gets_the_same_answer(answers: Mapping[str, Answered], again: Mapping[str, Answered]) -> None:
    """Each letter is the one message it was; only what had to wait is answered with what has become of it since."""
    for mark, first in answers.items():
        repeated = again[mark]
        assert repeated.body["message"] == first.body["message"]
        if first.status == 200 or first.body["outcome"] == Outcome.SENT:
            assert (repeated.status, repeated.body) == (first.status, first.body)
        else:
            assert first.body["outcome"] in incoming.OPEN
            assert (repeated.status, repeated.body["outcome"]) == (200, Outcome.DELIVERED)


def _everything_stands_in_the_trail_once(stage: Stage, wanted: Counter[tuple[int, str]]) -> None:
    query = sa.select(AuditEntry.case_id).where(AuditEntry.action == Action.MESSAGE_RECEIVED.value)
    with stage.reading() as session:
        received = Counter(session.scalars(query))
    assert received == Counter(case for case, _mark in wanted)


def _nothing_is_left_lying(stage: Stage) -> None:
    with stage.reading() as session:
        assert set(session.scalars(sa.select(OutboxMessage.state))) == {MessageState.SENT}
        outcomes = {Outcome.DELIVERED, Outcome.OPENED, Outcome.SENT}
        assert set(session.scalars(sa.select(Incoming.outcome))) == outcomes
        assert session.scalar(sa.select(sa.func.count()).select_from(Incoming)) == OF_EACH * 6
        assert session.scalars(sa.select(CaseIncident)).all() == []
        assert verification.verify(session).sound


def kill_workers() -> None:
    """In a process of its own: let servers work at one address and kill them; tells how many died."""
    url, plan, more = crews.asked()
    app = create_app(Settings(database_url=url, language="en"))
    _compile(url)
    address = socket.create_server((HOST, int(more[0])), backlog=128)
    epoch = time.time()

    def work(pipe: int) -> None:
        clock.replace(lambda: START + timedelta(seconds=(time.time() - epoch) * HURRY))
        background.TICK_SECONDS = background.OUTBOX_SECONDS = background.EARLY_SECONDS = 0.05
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        crews.tell_of_commits(pipe)
        engine = database.create_engine(url)
        background.InProcess(engine).start()
        threading.Thread(target=_deal_with_undelivered, args=[engine], daemon=True).start()
        waitress.serve(app, sockets=[address], threads=4, ident="")

    sys.stdout.write(f"{crews.kill(plan, work)}\n")


def _deal_with_undelivered(engine: sa.Engine) -> None:
    """A coordinator who gives what several wait for to the first of them."""
    sessions = database.session_factory(engine)
    try:
        while True:
            with sessions() as session:
                listed = sa.select(Incoming.id).where(Incoming.outcome == Outcome.UNDELIVERED.value)
                ids, number = session.scalars(listed).all(), session.scalar(_FIRST)
            for message in ids:
                with sessions() as session:
                    try:
                        with transaction(session):
                            undelivered.again(session, message, session.scalars(_SARA).one(), str(number))
                    except (errors.ChangedMeanwhile, errors.Busy):
                        continue  # another did it, or will
            time.sleep(0.02)
    finally:
        os._exit(1)


def _compile(url: str) -> None:
    """Once for all servers, which are born with it."""
    engine = database.create_engine(url)
    with database.session_factory(engine)() as session:
        for release in session.scalars(sa.select(Release.id)):
            programs.of(session, release)
    engine.dispose()


_SARA = sa.select(Participant).where(Participant.email.startswith("sara@"))
_FIRST = sa.select(Case.number).join(Release).join(Process).where(Process.key == "several").order_by(Case.id)
