"""What a call to the engine returns: the whole open set of a case, and what this one call did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class StepKind(StrEnum):
    """Why a step waits for a person."""

    USER = "user"
    MANUAL = "manual"


class WaitKind(StrEnum):
    """What a step waits for, if neither for a person nor for a job."""

    TIMER = "timer"
    MESSAGE = "message"
    SIGNAL = "signal"
    CONDITION = "condition"
    BRANCHES = "branches"


class EventKind(StrEnum):
    """What can be delivered to a case or thrown by it."""

    MESSAGE = "message"
    SIGNAL = "signal"
    ERROR = "error"
    ESCALATION = "escalation"
    TIMER = "timer"


class StartKind(StrEnum):
    """What begins a process (BPMN 2.0.2 clause 10.5.2)."""

    NONE = "none"
    MESSAGE = "message"
    SIGNAL = "signal"
    TIMER = "timer"


class How(StrEnum):
    """How a step ended."""

    COMPLETED = "completed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Event:
    """An event from outside; `step` aims it at one step (needed for errors and escalations)."""

    kind: EventKind
    name: str = ""
    key: object = None
    payload: Mapping[str, object] = field(default_factory=dict)
    step: str | None = None
    code: str | None = None


@dataclass(frozen=True, kw_only=True)
class Start:
    """One way in which a process begins; `rule` is a timer's expression as written."""

    process: str
    element: str
    kind: StartKind
    name: str = ""
    rule: str = ""


@dataclass(frozen=True, kw_only=True)
class Where:
    """An element as drawn; `scope` leads to it, outermost first: sub-process, call and item ("t_vote#2")."""

    process: str
    element: str
    scope: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Step(Where):
    """Waits for a person. Rules (`due`, `follow_up`) are handed on unresolved."""

    id: str
    kind: StepKind
    form: str | None = None
    assignee: str | None = None
    groups: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    due: object = None
    follow_up: object = None
    priority: int | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Job(Where):
    """Work to be done outside; its result comes back by `complete`."""

    id: str
    type: str
    headers: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, object] = field(default_factory=dict)
    retries: int = 3


@dataclass(frozen=True, kw_only=True)
class Wait(Where):
    """Something that will come by itself; `due` (UTC) was computed when the wait was armed.

    Of kind `branches`: a token at a gateway that waits for other branches of the case. `starts`: the event
    sub-process that it starts, for as long as the scope around that runs. `guards`: the step that a boundary event
    is at. `value`: what the FEEL of a timer gave, as a FEEL value.
    """

    id: str
    kind: WaitKind
    due: datetime | None = None
    rule: str = ""
    value: object = None
    name: str | None = None
    key: object = None
    attached_to: str | None = None
    guards: str = ""
    interrupting: bool = True
    starts: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)

    @property
    def moves(self) -> bool:
        """Whether what comes lets the branches go on that are there."""
        return self.kind is not WaitKind.BRANCHES and (self.starts is None or self.interrupting)


@dataclass(frozen=True, kw_only=True)
class Thrown:
    """A message or signal that nothing inside the case took."""

    kind: EventKind
    name: str
    key: object = None
    payload: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TableRecord:
    """One decision table as it decided: rule ids in order of the result, inputs as FEEL values."""

    decision_id: str
    rules: tuple[str, ...]
    inputs: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class DecisionRecord:
    """What a business rule task decided, and why; `problems` are facts of the evaluation."""

    decision_id: str
    value: object
    tables: tuple[TableRecord, ...] = ()
    problems: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Passed(Where):
    """A step that this call finished or cancelled; `kind` is the BPMN tag, `flows` those it took."""

    id: str
    kind: str
    how: How
    at: datetime
    decision: DecisionRecord | None = None
    flows: tuple[str, ...] = ()
    problems: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Incident(Where):
    """The model cannot go on here; the step is kept and `retry` tries it again after mending."""

    id: str
    kind: str
    step: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Situation:
    """`ready`, `jobs`, `waits`, `incidents`: all that is open. `thrown`, `passed`: this call only.

    `variables` are the root scope's; `seen` adds those of the calls under way, inner ones first.
    """

    state: bytes
    ready: tuple[Step, ...]
    jobs: tuple[Job, ...]
    waits: tuple[Wait, ...]
    thrown: tuple[Thrown, ...]
    passed: tuple[Passed, ...]
    incidents: tuple[Incident, ...]
    variables: Mapping[str, object]
    seen: Mapping[str, object]
    finished: bool
    ends: tuple[str, ...]

    @property
    def stuck(self) -> bool:
        """Whether nothing can ever happen again: tokens wait at joins that no other branch will reach."""
        moving = self.ready or self.jobs or self.incidents
        return not (self.finished or moving or any(wait.moves for wait in self.waits))
