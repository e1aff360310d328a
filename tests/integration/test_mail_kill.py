"""Workers that are killed amid timers and mail: nothing is lost or doubled, and a mail sent twice carries one id.

The ordinary suite kills a few workers. `MAIL_KILLS=20 MAIL_CASES=1000` makes it the long run; its counts are printed.
"""

import logging
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from engine import clock, database
from engine.background import clock as background
from engine.casework.cases import Case
from engine.casework.records import Notice, Timer, TimerState
from engine.ledger import verification
from engine.ledger.audit import Action, AuditEntry
from engine.ledger.outbox import MessageKind, MessageState, OutboxMessage
from tests import builders, post
from tests.integration import processes
from tests.post import PostOffice
from tests.stage import START, Stage
from webapp import create_app
from webapp.mail import mailers
from webapp.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-c", "from tests.integration import test_mail_kill; test_mail_kill.work()")
KILLS, CASES = int(os.environ.get("MAIL_KILLS", "3")), int(os.environ.get("MAIL_CASES", "20"))
HURRY = 600  # how much faster time goes for the workers: a lease of ten minutes is over after a second
PATIENCE = 60.0 + CASES
TOLD = builders.process(
    "told",
    builders.line(
        ("a_minute", processes.catch("a_minute", processes.timer("PT1M"))),
        ("tell", builders.service("tell", "notify.message", {"template": "receipt"}, to='["chair"]')),
    ),
)
RECEIVERS = 2  # of the receipt: one for each of the two chairs
ENDS = 1  # whoever opened a case is told that it is closed


def test_killed_workers_lose_no_timer_and_no_mail_and_double_none(stage: Stage, database_url: str) -> None:
    stage.publish(TOLD)
    cases = [stage.open_case("told", by="karen", organisation="bolgelev") for _ in range(CASES)]

    with post.open_office() as office:
        epoch = time.time()
        killed = sum(_kill(database_url, office, epoch, number) for number in range(KILLS))
        _work_until_all_is_sent(stage, database_url, office, epoch)

    wanted = CASES * (RECEIVERS + ENDS)
    ids = Counter(str(mail["Message-ID"]) for mail in office.mails)
    repeated = sum(ids.values()) - len(ids)
    sys.stdout.write(
        f"timers {CASES}, mails {len(ids)}, kills {killed}, lost {wanted - len(ids)}, repeated {repeated}\n"
    )
    assert killed == KILLS
    assert len(ids) == wanted
    assert repeated <= KILLS
    _everything_happened_once(stage, cases)


def _everything_happened_once(stage: Stage, cases: list[int]) -> None:
    with stage.reading() as session:
        query = sa.select(AuditEntry.case_id).where(AuditEntry.action == Action.TIMER_FIRED.value)
        assert Counter(session.scalars(query)) == dict.fromkeys(cases, 1)
        notices = session.scalars(sa.select(Notice.case_id).where(Notice.template == "receipt"))
        assert Counter(notices) == dict.fromkeys(cases, RECEIVERS)
        assert set(session.scalars(sa.select(Timer.state))) == {TimerState.FIRED}
        assert set(session.scalars(sa.select(Case.status))) == {"closed"}
        mails = sa.select(OutboxMessage.state).where(OutboxMessage.kind == MessageKind.MAIL.value)
        assert set(session.scalars(mails)) == {MessageState.SENT}
        assert verification.verify(session).sound


def _kill(url: str, office: PostOffice, epoch: float, number: int) -> int:
    """Let a worker work until it has sent some mails, and kill it amid its work; gives whether it was killed."""
    chance = random.Random(number)
    worker = _start(url, office, epoch)
    goal = len(office.taken) + chance.randint(1, max(1, CASES * RECEIVERS // (KILLS + 1)))
    end = time.monotonic() + PATIENCE
    while len(office.taken) < goal and time.monotonic() < end and worker.poll() is None:
        time.sleep(0.001)
    time.sleep(chance.random() * 0.01)
    worker.send_signal(signal.SIGKILL)
    return int(worker.wait() == -signal.SIGKILL)


def _work_until_all_is_sent(stage: Stage, url: str, office: PostOffice, epoch: float) -> None:
    worker = _start(url, office, epoch)
    try:
        end = time.monotonic() + PATIENCE
        while _left(stage) and time.monotonic() < end:
            time.sleep(0.1)
    finally:
        worker.kill()
        worker.wait()


def _left(stage: Stage) -> bool:
    open_mail = sa.and_(OutboxMessage.kind == MessageKind.MAIL.value, OutboxMessage.state == MessageState.NEW.value)
    with stage.reading() as session:
        untold = session.scalar(sa.select(Notice.id).where(Notice.told_at.is_(None)).limit(1))
        running = session.scalar(sa.select(Case.id).where(Case.status != "closed").limit(1))
        return any((untold, running, session.scalar(sa.select(OutboxMessage.id).where(open_mail).limit(1))))


def _start(url: str, office: PostOffice, epoch: float) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([*COMMAND, url, str(office.port), str(epoch)], cwd=ROOT, start_new_session=True)


def work() -> None:
    """In a worker: clock, dispatcher and mail of an installation, until killed."""
    url, port, epoch = sys.argv[1], sys.argv[2], float(sys.argv[3])
    clock.replace(lambda: START + timedelta(seconds=(time.time() - epoch) * HURRY))
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    background.TICK_SECONDS = background.TELLING_SECONDS = background.MAIL_SECONDS = 0.05
    app = create_app(
        Settings(database_url="sqlite://", mail_url=f"smtp://{post.HOST}:{port}", mail_from="post@innotech.example.org")
    )
    background.InProcess(database.create_engine(url), mailers.of(app)).start()
    while True:
        time.sleep(60)
