"""What people send a case outside of their tasks: shown to who may, while the case waits for it, done once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from engine import clock, errors, execution, feel
from engine.casework import cases, events, permissions, programs, settlement
from engine.casework.caseroles import Cast
from engine.casework.cases import Case
from engine.casework.processes import ProcessVersion
from engine.casework.records import Subscription
from engine.database import Base
from engine.execution import Event, EventKind
from engine.ledger.audit import Action
from engine.model.actions import CaseAction, Place
from engine.people import calendars, roles
from engine.people.participants import Participant

REASON = "reason"
"""The field of an action's form that says why; the audit trail notes whether it was filled in, never the words."""


class ActionTaken(Base):
    """What somebody has sent by an action: to one case, or, without a case, to every open case of the programme.

    `request` marks the asking, so that sending the same twice does it once.
    """

    __tablename__ = "case_action"
    __table_args__ = (sa.Index("ix_case_action_case_id_taken_at", "case_id", "taken_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request: Mapped[str] = mapped_column(sa.String(64), unique=True)
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case.id"))
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("process_version.id"))
    element: Mapped[str] = mapped_column(sa.String(120))
    action: Mapped[str] = mapped_column(sa.String(60))
    form_id: Mapped[str] = mapped_column(sa.String(120))
    kind: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(sa.String(120))
    answers: Mapped[dict[str, Any]]
    taken_by_id: Mapped[int] = mapped_column(sa.ForeignKey("participant.id"))
    taken_at: Mapped[datetime]

    version: Mapped[ProcessVersion] = relationship(lazy="raise")
    taken_by: Mapped[Participant] = relationship(lazy="raise")

    @property
    def inputs(self) -> dict[str, Any]:
        """What the process hands to the form: nothing."""
        return {}


@dataclass(frozen=True, kw_only=True)
class Offered:
    """An action of a case: where it is drawn, and the wait it would end; without one the case does not wait for it."""

    action: CaseAction
    process: str
    element: str
    wait: Subscription | None


@dataclass(frozen=True, kw_only=True)
class Taking:
    """What somebody sends: the key of the action, the answers of its form, and a mark of the asking."""

    key: str
    answers: Mapping[str, object]
    request: str


def offered(session: Session, case: Case, by: Participant) -> list[Offered]:
    """The actions that somebody may take in a case now, each once, in the order of their keys."""
    drawn = _drawn(session, case)
    waiting = _waiting(session, case) if drawn else {}
    found = [_offer(drawn, key, waiting) for key in sorted({one.key for one in drawn.values()})] if waiting else []
    cast = _cast(session, case)
    return [one for one in found if one.wait is not None and _may(cast, one.action, by)]


def find(session: Session, case: Case, key: str) -> Offered:
    """An action of a case's release by its key, or NotFound; where the case waits for it, else where it is drawn."""
    drawn = _drawn(session, case)
    if not any(action.key == key for action in drawn.values()):
        raise errors.NotFound(case=case.number, action=key)
    return _offer(drawn, key, _waiting(session, case))


def require_may_take(session: Session, case: Case, found: Offered, by: Participant) -> None:
    """NotAllowed for who may not take the action, CaseClosed or ActionGone when the case does not wait for it."""
    if not _may(_cast(session, case), found.action, by):
        raise errors.NotAllowed(case=case.number, action=found.action.key)
    cases.require_open(case)
    if found.wait is None:
        raise errors.ActionGone(case=case.number, action=found.action.key)


def take(session: Session, case_id: int, taking: Taking, by: Participant) -> ActionTaken:
    """Send a case what it waits for, and let it go on; of two who send the same asking, both get the one act.

    Raises NotFound, NotAllowed, CaseClosed, ActionGone, ModelFailed (the engine broke; nothing was changed).
    """
    case = cases.locked(session, case_id)
    permissions.require_see_case(session, case, permissions.asker(by))
    if (known := taken_before(session, taking.request, by)) is not None:
        return known
    found = find(session, case, taking.key)
    require_may_take(session, case, found, by)
    assert found.wait is not None  # noqa: S101 - required just now

    now = clock.now()
    cast = Cast(session, case, calendars.day_of(now))
    situation = execution.deliver(programs.of_case(cast), case.state.state, _event(found.wait, taking.answers), now)
    taken = _taken(found, found.wait, taking, by, now)
    taken.version_id = programs.of(session, case.release_id).versions[found.process]
    session.add(taken)
    session.flush()
    details = {**_details(taken, found.process), "taken": taken.id}
    settlement.settle(
        session, cast, situation, settlement.Act(action=Action.CASE_ACTION, actor=by.id, at=now, details=details)
    )
    return taken


def taken_before(session: Session, request: str, by: Participant) -> ActionTaken | None:
    """What somebody has sent by the same asking, if anything."""
    query = sa.select(ActionTaken).where(ActionTaken.request == request, ActionTaken.taken_by_id == by.id)
    return session.scalar(query)


def taken_in(session: Session, case_id: int, most: int = 10) -> list[ActionTaken]:
    """What was sent to a case by actions, newest first."""
    query = sa.select(ActionTaken).where(ActionTaken.case_id == case_id)
    query = query.order_by(ActionTaken.taken_at.desc(), ActionTaken.id.desc()).limit(most)
    return list(session.scalars(query.options(*LOADS)))


def one_taken(session: Session, case_id: int | None, taken_id: int) -> ActionTaken:
    """One act of a case, or of the programme, with its version and who took it; NotFound when there is none."""
    found = session.get(ActionTaken, taken_id, options=LOADS)
    if found is None or found.case_id != case_id:
        raise errors.NotFound(taken=taken_id)
    return found


def _waiting(session: Session, case: Case) -> dict[Place, Subscription]:
    if case.closed:
        return {}
    listening = (one for one in events.subscriptions_of(session, case.id) if _is_for(one, case))
    return {(one.process, one.element): one for one in listening}


def _is_for(wait: Subscription, case: Case) -> bool:
    """Whether a wait can be ended by what is sent to the case: a message of any other key is never meant for it."""
    return wait.kind != EventKind.MESSAGE or wait.key is None or wait.key.startswith(case.number)


def _drawn(session: Session, case: Case) -> Mapping[Place, CaseAction]:
    known = programs.places(session, case.release_id).actions
    return {place: action for place, action in known.items() if not action.programme}


def _offer(drawn: Mapping[Place, CaseAction], key: str, waiting: Mapping[Place, Subscription]) -> Offered:
    possible = [place for place, action in drawn.items() if action.key == key]
    place = next((place for place in possible if place in waiting), possible[0])
    return Offered(action=drawn[place], process=place[0], element=place[1], wait=waiting.get(place))


def _may(cast: Cast, action: CaseAction, by: Participant) -> bool:
    """Who is named for a role in the case goes before who holds it in general, but for roles of the whole house."""
    for role in action.roles:
        everywhere = roles.scope_of(role) is roles.Scope.PLATFORM
        holders = cast.real_holders(role) if everywhere else cast.holders(role)
        if any(holder.participant_id == by.id for holder in holders):
            return True
    return False


def _cast(session: Session, case: Case) -> Cast:
    return Cast(session, case, calendars.day_of(clock.now()))


def _event(wait: Subscription, answers: Mapping[str, object]) -> Event:
    """A message goes to the very wait that was shown; a signal to everything in the case that waits for it."""
    kind = EventKind(wait.kind)
    aimed = wait.wait if kind is EventKind.MESSAGE else None
    return Event(kind=kind, name=wait.name, key=wait.key, payload=answers, step=aimed)


def _taken(found: Offered, wait: Subscription, taking: Taking, by: Participant, at: datetime) -> ActionTaken:
    return ActionTaken(
        request=taking.request,
        case_id=wait.case_id,
        element=found.element,
        action=found.action.key,
        form_id=found.action.form,
        kind=wait.kind,
        name=wait.name,
        answers={"given": feel.encode(dict(taking.answers))},
        taken_by_id=by.id,
        taken_at=at,
    )


def _details(taken: ActionTaken, process: str) -> dict[str, object]:
    given = feel.decode(taken.answers["given"])
    reason = bool(given.get(REASON)) if isinstance(given, dict) else False
    return {
        "action": taken.action,
        "process": process,
        "element": taken.element,
        "kind": taken.kind,
        "name": taken.name,
        "reason_given": reason,
    }


LOADS = (joinedload(ActionTaken.version), joinedload(ActionTaken.taken_by).lazyload(Participant.memberships))
