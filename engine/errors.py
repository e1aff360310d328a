"""Everything that can go wrong in the engine, as one tree of facts; the web side makes the sentences."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem in a model weighs: errors bind, warnings inform."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing wrong with a model file: where it is, its code, and the facts a sentence needs."""

    code: str
    element: str = ""
    severity: Severity = Severity.ERROR
    facts: Mapping[str, object] = field(default_factory=dict)
    file: str = ""


class EngineError(Exception):
    """Base of the tree. `facts` hold ids and values, never sentences."""

    def __init__(self, **facts: object) -> None:
        super().__init__(type(self).__name__, facts)
        self.facts = facts

    def __str__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{key}={value!r}' for key, value in self.facts.items())})"


class NotFound(EngineError):
    """There is no such thing, or the asker may not know that there is."""


class NotAllowed(EngineError):
    """The asker may know the thing but not do this with it."""


class Conflict(EngineError):
    """The world has moved on since the asker looked."""


class TaskAlreadyCompleted(Conflict):
    """Somebody has completed the task before."""


class TaskWithdrawn(Conflict):
    """The process no longer needs the task."""


class VoteGiven(TaskAlreadyCompleted):
    """The vote was given before; a vote cannot be changed."""


class VoteClosed(TaskWithdrawn):
    """The round of votes was over before this one came."""


class TaskTaken(Conflict):
    """Somebody else is responsible for the task."""


class CaseClosed(Conflict):
    """Nothing can be done in a case that has ended."""


class ActionGone(Conflict):
    """The case no longer waits for what an action would send it."""


class ChangedMeanwhile(Conflict):
    """The revision shown to the asker is no longer the current one."""


class DraftChanged(ChangedMeanwhile):
    """The asker has saved another draft of the task since, in another window."""


class ReleaseChanged(Conflict):
    """Somebody has published since the files of a release were taken to complete others."""


class ProcessExists(Conflict):
    """There is a process, or a draft of one, with this key."""


class DraftUnsettled(Conflict):
    """States of files of the draft are put aside until somebody chooses."""


class SampleFinished(Conflict):
    """Nothing more can be found in a sample of the trail whose review is finished."""


class CannotMove(Conflict):
    """A case cannot follow another release; facts name the steps that stand in the way."""


class DeadlineFixed(Conflict):
    """Nobody moves this deadline by hand; `why` says "hours" (a clock of the law), "none" or "paused"."""


class Rejected(EngineError):
    """What was handed in does not meet the rules."""


class DayRejected(Rejected):
    """Nothing can be due on this day; `why` says "past", "not_later", "too_far" or "not_working" (with `next`)."""


class TeamRejected(Rejected):
    """The people of a case cannot be those; the fact `rule` names what stands against it."""


class SubstituteRejected(Rejected):
    """Somebody cannot stand in for another; the fact `rule` names what stands against it."""


class MembershipRejected(Rejected):
    """A role cannot be held so; the fact `rule` names what stands against it."""


class LastAdministrator(Rejected):
    """Nobody would be left to administer."""


class ModelRejected(Rejected):
    """Model files that cannot be published, with every problem found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(problems=[(problem.file, problem.element, problem.code) for problem in self.problems])


class MailNotSent(EngineError):
    """A mail could not be sent now; facts: `code` and `text` of the server's answer, or `text` of what went wrong."""


class MailRefused(MailNotSent):
    """The server will never take this mail."""


class MailServerAway(MailNotSent):
    """No mail can be sent: the server cannot be reached, does not answer, or does not let us in."""


class ModelFailed(EngineError):
    """The engine itself broke on a model: the case is halted and its old state kept."""


class Busy(EngineError):
    """The database could not be written for longer than a person should wait."""
