"""How a situation of the engine becomes rows: tasks, timers, subscriptions, jobs, incidents, audit entries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from engine.casework.caseroles import Cast
from engine.casework.records import Task
from engine.casework.settlement import ending, facts, history, incidents, messages, pauses, steps, waits
from engine.execution import Situation
from engine.ledger.audit import Action, Actor

STEPS, TIMERS, WAITS, JOBS = "steps", "timers", "waits", "jobs"


@dataclass(frozen=True, kw_only=True)
class Act:
    """What brought a situation about: recorded as one audit entry. `step` was completed by it."""

    action: Action
    actor: int | Actor
    at: datetime
    step: str = ""
    details: Mapping[str, object] = field(default_factory=dict)


def settle(session: Session, cast: Cast, situation: Situation, act: Act) -> list[Task]:
    """Bring the rows of a locked case in line with what the engine says; gives the tasks that were opened."""
    case, before = cast.case, cast.case.state.open_set
    case.state.state, case.state.open_set = situation.state, _open_set(situation)
    facts.take(session, case, situation)
    withdrawn = steps.withdraw(session, case, _gone(before, situation) - {act.step}, act.at)
    ready = [step for step in situation.ready if step.id not in before.get(STEPS, ())]
    opened = steps.begin(cast, ready, act.at, act.actor)
    waits.arm(session, case, situation, before.get(TIMERS, {}))
    waits.subscribe(session, case, situation, before.get(WAITS, ()))
    messages.post_jobs(session, case, situation, before.get(JOBS, ()))
    messages.post_events(session, case, situation)

    history.record(session, case, act.action, act.actor, {**act.details, "opened": [task.id for task in opened]})
    for task in withdrawn:
        history.record(session, case, Action.TASK_WITHDRAWN, Actor.SYSTEM, {"task": task.id})
    history.record_decisions(session, case, situation.passed)
    pauses.follow(cast, situation, act.at)
    incidents.note(cast, situation, act.at)
    if situation.finished:
        ending.close(session, case, situation.ends, act.at)
    return opened


def _gone(before: Mapping[str, Any], situation: Situation) -> set[str]:
    return set(before.get(STEPS, ())) - {step.id for step in situation.ready}


def _open_set(situation: Situation) -> dict[str, Any]:
    return {
        STEPS: [step.id for step in situation.ready],
        TIMERS: waits.timers_of(situation),
        WAITS: waits.subscriptions_of(situation),
        JOBS: [job.id for job in situation.jobs],
    }
