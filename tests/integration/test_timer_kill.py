"""Clocks that are killed amid timers of every kind, signals and messages between cases: each has its effect, once.

The ordinary suite kills a few. `TIMER_KILLS=20 TIMERS=1000` makes it the long run; its counts are printed.
"""

import itertools
import logging
import os
import sys
import time
from collections import Counter
from datetime import timedelta

import sqlalchemy as sa

from engine import clock, database
from engine.background import clock as background
from engine.casework import incoming, programs
from engine.casework.cases import Case
from engine.casework.processes import Release
from engine.casework.records import CaseIncident, Task, TaskStatus, Timer, TimerState
from engine.ledger import verification
from engine.ledger.audit import Action, AuditEntry
from engine.ledger.outbox import MessageState, OutboxMessage
from tests import builders
from tests.builders import flow
from tests.integration import crews, posting, processes
from tests.stage import START, Stage

KILLS, TIMERS = int(os.environ.get("TIMER_KILLS", "4")), int(os.environ.get("TIMERS", "64"))
EFFECTS = {"t_minute": 1, "t_turn": 3, "t_late": 1, "t_instead": 1, "t_again": 2}
"""The tasks that the timers of a case bring about, and how many of each."""
ONCE = ("a_minute", "too_late", "instead")
CASES = -(-TIMERS // sum(EFFECTS.values()))
COMMITS = 12 * CASES  # about: firing, leasing, sending on and receiving
HURRY = 60  # how much faster time goes for the workers


def _boundary(element: str, event: str, *, interrupting: bool, task: str = "t_whole") -> str:
    drawn = processes.boundary(element, task, event)
    return drawn if interrupting else drawn.replace("<bpmn:boundaryEvent", '<bpmn:boundaryEvent cancelActivity="false"')


def _cycle(rule: str) -> str:
    text = f'<bpmn:timeCycle xsi:type="bpmn:tFormalExpression">{rule}</bpmn:timeCycle>'
    return f"<bpmn:timerEventDefinition>{text}</bpmn:timerEventDefinition>"


def _way(*elements: str) -> str:
    return "".join(flow(a, b) for a, b in itertools.pairwise(elements))


def _tasks(*elements: str) -> str:
    return "".join(builders.user(element, "tf_coord") for element in elements)


_SENDER = '<zeebe:ioMapping><zeebe:input source="={}" target="sender"/></zeebe:ioMapping>'
_SAYS = f"<bpmn:extensionElements>{_SENDER.format('case_id')}</bpmn:extensionElements>"


def _hearing(element: str) -> str:
    """A task that notes whom a message or signal came from."""
    return builders.user(element, "tf_coord").replace(
        "<zeebe:userTask/>", "<zeebe:userTask/>" + _SENDER.format("sender")
    )


CLOCKWORK = builders.process(
    "clockwork",
    '<bpmn:startEvent id="start"/><bpmn:parallelGateway id="fork"/>'
    + _tasks("t_whole", "t_minute", "t_turn", "t_instead", "t_late")
    + _boundary("a_minute", processes.timer("PT1M"), interrupting=False)
    + _boundary("turns", _cycle("R3/PT1M"), interrupting=False)
    + _boundary("instead", processes.timer("PT5M"), interrupting=True)
    + '<bpmn:eventBasedGateway id="either"/>'
    + processes.catch("too_late", processes.timer("PT2M"))
    + processes.catch("never", posting.message("msg_never"))
    + processes.throw("say", _SAYS + processes.signal("sig"))
    + processes.throw("tell", posting.message("msg_count", _SAYS))
    + f'<bpmn:intermediateThrowEvent id="begin">{posting.message("msg_begin", _SAYS)}</bpmn:intermediateThrowEvent>'
    + '<bpmn:endEvent id="finish"/>'
    + _way("start", "fork", "t_whole", "finish")
    + _way("fork", "either", "too_late", "say", "tell", "begin", "t_late", "finish")
    + _way("either", "never", "finish")
    + "".join(_way(*pair) for pair in (("a_minute", "t_minute"), ("turns", "t_turn"), ("instead", "t_instead")))
    + "".join(flow(task, "finish") for task in ("t_minute", "t_turn", "t_instead"))
    + '<bpmn:subProcess id="apart" triggeredByEvent="true">'
    + f'<bpmn:startEvent id="again" isInterrupting="false">{_cycle("R2/PT90S")}</bpmn:startEvent>'
    + _tasks("t_again")
    + '<bpmn:endEvent id="done"/>'
    + _way("again", "t_again", "done")
    + "</bpmn:subProcess>",
    extra=processes.SIGNAL
    + "".join(f'<bpmn:message id="{m}" name="{m}"/>' for m in ("msg_never", "msg_count", "msg_begin")),
)


def _listens(key: str, event: str, extra: str) -> bytes:
    """A process that counts what comes while its task is open."""
    body = '<bpmn:startEvent id="start"/><bpmn:endEvent id="finish"/>' + _tasks("t_whole") + _hearing("t_heard")
    body += _boundary("heard", event, interrupting=False)
    return builders.process(
        key, body + _way("start", "t_whole", "finish") + _way("heard", "t_heard", "finish"), extra=extra
    )


HEARS = _listens("hears", processes.signal("sig"), processes.SIGNAL)
COUNTS = _listens("counts", posting.message("msg_count"), '<bpmn:message id="msg_count" name="msg_count"/>')
BEGINS = builders.process(
    "begins",
    f'<bpmn:startEvent id="came">{posting.message("msg_begin")}</bpmn:startEvent><bpmn:endEvent id="finish"/>'
    + _hearing("t_heard")
    + _way("came", "t_heard", "finish"),
    extra='<bpmn:message id="msg_begin" name="msg_begin"/>',
)


def test_killed_clocks_fire_every_timer_once_and_what_it_sends_arrives_once(stage: Stage, database_url: str) -> None:
    for model in (CLOCKWORK, HEARS, COUNTS, BEGINS):
        stage.publish(model)
    listening = [
        stage.open_case(process, by="karen", organisation="bolgelev") for process in ("hears", "hears", "counts")
    ]
    cases = [stage.open_case("clockwork", by="karen", organisation="bolgelev") for _ in range(CASES)]

    crew = 1 if database_url.startswith("sqlite") else 2  # one process serves a file of SQLite
    plan = crews.Plan(kills=KILLS, crew=crew, most=max(1, COMMITS * 3 // 2 // (KILLS + 1)), patience=120.0 + TIMERS)
    said = crews.run(__name__, database_url, plan)
    under_fire = _effects(stage, cases)
    stage.time(START + timedelta(hours=1))
    stage.work()

    effects = _effects(stage, cases)
    wanted = Counter({(case, task): times for case in cases for task, times in EFFECTS.items()})
    sys.stdout.write(
        f"{database_url.partition(':')[0]}: timers {wanted.total()}, kills {KILLS}, workers at a time {crew}, "
        f"fired amid them {under_fire.total()}, lost {(wanted - effects).total()}, "
        f"doubled {(effects - wanted).total()}\n"
    )
    assert said == f"{KILLS}\n"  # all died, and nobody had a failure to tell of
    assert under_fire.total() >= wanted.total() // 4
    assert effects == wanted
    assert _fired(stage, cases) == {(case, timer): 1 for case in cases for timer in ONCE}
    _everybody_was_heard_once(stage, cases, listening)
    _nothing_is_left_lying(stage, [*cases, *listening])


def _effects(stage: Stage, cases: list[int]) -> Counter[tuple[int, str]]:
    """How many tasks the timers of each case have brought about."""
    query = sa.select(Task.case_id, Task.element).where(Task.case_id.in_(cases), Task.element.in_(EFFECTS))
    with stage.reading() as session:
        return Counter((case, element) for case, element in session.execute(query))


def _fired(stage: Stage, cases: list[int]) -> Counter[tuple[int, str]]:
    """How often the trail says that each timer fired which does so once."""
    query = sa.select(AuditEntry).where(AuditEntry.action == Action.TIMER_FIRED.value, AuditEntry.case_id.in_(cases))
    with stage.reading() as session:
        entries = [(entry.case_id, entry.facts["details"]["elements"]) for entry in session.scalars(query)]
    return Counter((case, timer) for case, timers in entries for timer in timers if timer in ONCE)


def _everybody_was_heard_once(stage: Stage, cases: list[int], listening: list[int]) -> None:
    """Every case was heard once by each that listens, and began one case."""
    senders = Counter(stage.case(case).number for case in cases)
    with stage.reading() as session:
        tasks = session.scalars(sa.select(Task).where(Task.element == "t_heard")).all()
    heard = Counter((task.case_id, task.inputs["given"]["sender"]) for task in tasks)
    assert Counter({(c, s): 1 for c in listening for s in senders}) == Counter(
        {key: times for key, times in heard.items() if key[0] in listening}
    )
    begun = {case: sender for case, sender in heard if case not in listening}
    assert Counter(begun.values()) == senders
    with stage.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Case)) == len(begun) + len(cases) + len(listening)


def _nothing_is_left_lying(stage: Stage, cases: list[int]) -> None:
    with stage.reading() as session:
        assert set(session.scalars(sa.select(OutboxMessage.state))) == {MessageState.SENT}
        assert set(session.scalars(sa.select(Timer.state))) == {TimerState.FIRED}
        assert set(session.scalars(sa.select(Timer.tries))) == {0}
        assert session.scalars(sa.select(CaseIncident)).all() == []
        assert incoming.undelivered(session) == 0
        whole = sa.select(Task.status).where(Task.element == "t_whole", Task.case_id.in_(cases))
        assert Counter(session.scalars(whole)) == {TaskStatus.WITHDRAWN: CASES, TaskStatus.OPEN: len(cases) - CASES}
        assert verification.verify(session).sound


def kill_workers() -> None:
    """In a process of its own: let clocks work and kill them; tells how many died."""
    url, plan, _ = crews.asked()
    _compile(url)
    epoch = time.time()

    def work(pipe: int) -> None:
        clock.replace(lambda: START + timedelta(seconds=(time.time() - epoch) * HURRY))
        background.TICK_SECONDS = 0.05
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        crews.tell_of_commits(pipe)
        background.InProcess(database.create_engine(url)).start()
        while True:
            time.sleep(60)

    sys.stdout.write(f"{crews.kill(plan, work)}\n")


def _compile(url: str) -> None:
    """Once for all clocks, which are born with it."""
    engine = database.create_engine(url)
    with database.session_factory(engine)() as session:
        for release in session.scalars(sa.select(Release.id)):
            programs.of(session, release)
    engine.dispose()
