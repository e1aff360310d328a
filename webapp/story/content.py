"""What a story tells, gathered from the case as the reader may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import pgettext
from sqlalchemy.orm import Session

import forms
from engine import clock
from engine.casework import caseroles, cases, handedin
from engine.casework import tasks as casework
from engine.casework.caseroles import CaseRole
from engine.casework.cases import Case, CaseParty
from engine.casework.handedin import Sealed
from engine.casework.permissions import Asker
from engine.casework.records import Task, Timer
from engine.insight import standing, trail
from engine.insight.trail import Filter, Order
from engine.ledger.audit import Action, AuditEntry, AuditHead
from webapp.cases import facts
from webapp.cases.facts import Phase
from webapp.sentences import audit, changes
from webapp.tasks import answering

SHOWN_OF_HASH = 16  # figures of a hash that a reader can compare by eye


@dataclass(frozen=True, kw_only=True)
class Position:
    """How far a chain had come when the story was told: its owner, the last number, and the begin of its hash."""

    chain: str
    number: int
    hash: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """One entry of the trail in words."""

    at: datetime
    who: str
    what: str
    changes: Sequence[changes.Change]
    reason: str
    number: int
    decided: bool


@dataclass(frozen=True, kw_only=True)
class TaskStory:
    """One task with what was answered."""

    task: Task
    answers: Sequence[forms.Line]
    sealed: Sealed | None = None

    @property
    def proof(self) -> str:
        """Whether the answers are those that were handed in, in words; nothing where the trail has no seal of them."""
        if self.sealed is None:
            return ""
        if not self.sealed.fits:
            return _(
                "The answers are not those that were handed in: they do not fit entry %(number)s.",
                number=self.sealed.seq,
            )
        return _(
            "As handed in: they fit the seal %(seal)s… in entry %(number)s.",
            seal=self.sealed.seal[:SHOWN_OF_HASH],
            number=self.sealed.seq,
        )

    @property
    def status(self) -> str:
        """How far it has come, in words."""
        words = {"completed": _("Completed"), "open": pgettext("status of a task", "Open")}
        return words.get(self.task.status, _("No longer needed"))


@dataclass(frozen=True, kw_only=True)
class Story:
    """A case from its beginning until `told_at`."""

    case: Case
    told_at: datetime
    positions: Sequence[Position]
    facts: Sequence[tuple[str, str]]
    parties: Sequence[CaseParty]
    people: Sequence[CaseRole]
    phases: Sequence[Phase]
    tasks: Sequence[TaskStory]
    timers: Sequence[Timer]
    lines: Sequence[Line]

    @property
    def decisions(self) -> list[Line]:
        """What decision tables gave."""
        return [line for line in self.lines if line.decided]


def of(session: Session, case: Case, by: Asker) -> Story:
    """The story of a case for a reader who may see it."""
    heads = _heads(session, case)
    sealed = handedin.of_case(session, case.id)
    told = [
        TaskStory(
            task=task,
            answers=answering.given(session, task, by) if task.answers else (),
            sealed=sealed.get(task.id),
        )
        for task in casework.of_case(session, case.id)
    ]
    lines, chains = _lines(session, case, by, {head.chain: head.seq for head in heads})
    return Story(
        case=case,
        told_at=clock.now(),
        positions=[_position(head, chains) for head in heads],
        facts=facts.of(case),
        parties=cases.parties(session, case.id),
        people=caseroles.roles_of(session, case.id),
        phases=facts.phases(session, case),
        tasks=told,
        timers=standing.of(session, case).timers,
        lines=lines,
    )


def _heads(session: Session, case: Case) -> Sequence[AuditHead]:
    """The last links of the chains in which the case has entries, at one moment."""
    chains = sa.select(AuditEntry.chain).where(AuditEntry.case_id == case.id).distinct()
    return session.scalars(sa.select(AuditHead).where(AuditHead.chain.in_(chains)).order_by(AuditHead.chain)).all()


def _lines(session: Session, case: Case, by: Asker, heads: dict[int, int]) -> tuple[list[Line], dict[int, str]]:
    """The entries in order, oldest first, and the names of the chains they stand in."""
    lines, chains = [], {}
    private = (Action.FOLLOW_UP_SET.value,)
    wanted = Filter(case=case.id, heads=heads, without=private, order=Order.OLDEST)
    for page in trail.batches(session, by, wanted):
        for entry in page.entries:
            chains[entry.chain] = audit.chain(entry, page)
            lines.append(_line(entry, page))
    return lines, chains


def _line(entry: AuditEntry, page: trail.Page) -> Line:
    return Line(
        at=entry.at,
        who=audit.actor(entry, page),
        what=audit.sentence(entry, page),
        changes=changes.of(entry, page),
        reason=changes.reason(entry, page),
        number=entry.seq,
        decided=entry.action == Action.DECISION_MADE,
    )


def _position(head: AuditHead, chains: dict[int, str]) -> Position:
    return Position(
        chain=chains.get(head.chain, str(head.chain)), number=head.seq, hash=head.hash.hex()[:SHOWN_OF_HASH]
    )
