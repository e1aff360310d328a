"""Where a case stands in its process: what has passed, what waits, per process of its release."""

from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine.casework import programs, timers
from engine.casework.cases import Case, CaseState
from engine.casework.events import subscriptions_of
from engine.casework.records import Subscription, Task, TaskStatus, Timer
from engine.ledger.outbox import MessageKind, MessageState, OutboxMessage


@dataclass(frozen=True)
class Standing:
    """Per process key: how many tokens wait on each element, and the elements and flows that have passed.

    What waits only to begin an event sub-process, should its event come, is left out: the case does not wait there.
    """

    tokens: dict[str, Counter[str]]
    done: dict[str, set[str]]
    timers: list[Timer]
    subscriptions: list[Subscription]
    version_keys: dict[int, str]


def of(session: Session, case: Case) -> Standing:
    """Read where a case stands."""
    state = session.get_one(CaseState, case.id)
    keys = {version.id: version.process.key for version in case.release.versions}
    tokens: dict[str, Counter[str]] = {key: Counter() for key in keys.values()}
    open_tasks = sa.select(Task.version_id, Task.element, Task.scope).where(
        Task.case_id == case.id, Task.status == TaskStatus.OPEN.value
    )
    for version_id, element, scope in session.execute(open_tasks):
        tokens[keys[version_id]][element] += 1
        _mark_scopes(case, tokens, scope)
    aside = programs.places(session, case.release_id).standing_by
    waiting_timers = [
        timer for timer in timers.of_case(session, case.id) if (timer.process, timer.element) not in aside
    ]
    subscriptions = [one for one in subscriptions_of(session, case.id) if (one.process, one.element) not in aside]
    places = [(timer.process, timer.element) for timer in waiting_timers]
    places += [(one.process, one.element) for one in subscriptions]
    for process, element in places + _jobs(session, case):
        tokens.setdefault(process, Counter())[element] += 1
    done = {process: set(counts) for process, counts in state.trail.items()}
    return Standing(tokens, done, waiting_timers, subscriptions, keys)


def _mark_scopes(case: Case, tokens: dict[str, Counter[str]], scope: list[str]) -> None:
    # The outermost scope is drawn in the root process: the call that the work goes on in.
    if scope:
        tokens[case.release.process.key][scope[0].partition("#")[0]] = 1


def _jobs(session: Session, case: Case) -> list[tuple[str, str]]:
    query = sa.select(OutboxMessage.payload).where(
        OutboxMessage.case_id == case.id,
        OutboxMessage.kind == MessageKind.JOB.value,
        OutboxMessage.state.in_([MessageState.NEW.value, MessageState.PARKED.value]),
    )
    return [(payload["process"], payload["element"]) for payload in session.scalars(query)]
