"""What coordinators send all open cases of the programme at once: one signal, a message for each case that waits."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import clock, errors, feel
from engine.casework import actions, keyset, permissions, processes, programs
from engine.casework.actions import REASON, ActionTaken, Taking
from engine.casework.cases import Case
from engine.casework.keyset import Key, Sorting
from engine.casework.processes import ProcessVersion
from engine.casework.records import Subscription
from engine.execution import EventKind
from engine.ledger import audit, outbox
from engine.ledger.audit import Action, Entry
from engine.ledger.outbox import Message, MessageKind, MessageState, OutboxMessage
from engine.model.actions import CaseAction
from engine.people.participants import Participant

PAGE_SIZE = 20
Drawn = tuple[CaseAction, int, str, str, str]
"""An action, and the release, process, element and signal by which cases wait for it."""


@dataclass(frozen=True, kw_only=True)
class Offered:
    """An action of the programme: as the newest version that waits for it draws it, and how many cases wait."""

    action: CaseAction
    version: ProcessVersion
    element: str
    signal: str
    cases: int


@dataclass(frozen=True)
class Progress:
    """How far an action has come: cases it has reached, that it is on its way to, that waited no more, that failed."""

    reached: int = 0
    under_way: int = 0
    gone_on: int = 0
    failed: int = 0
    sent_on: bool = True


class Order(StrEnum):
    """What comes first."""

    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True)
class Page:
    """Actions taken, and the key of the next page when there is one."""

    taken: Sequence[ActionTaken]
    following: Key | None


def offered(session: Session, by: Participant) -> list[Offered]:
    """The actions of the programme that somebody may take now, by key: those that some open case waits for."""
    found = (_offer(session, places) for places in _waiting(session).values())
    return [one for one in found if _may(one.action, by)]


def find(session: Session, key: str) -> Offered:
    """One action of the programme by its key, drawn where cases wait for it, else as the newest process draws it.

    Raises NotFound when no process has it.
    """
    places = _waiting(session).get(key) or _drawn(session, key)
    if not places:
        raise errors.NotFound(action=key)
    return _offer(session, places)


def require_may_take(one: Offered, by: Participant) -> None:
    """NotAllowed for who may not take the action, ActionGone when no open case waits for it."""
    if not _may(one.action, by):
        raise errors.NotAllowed(action=one.action.key)
    if not one.cases:
        raise errors.ActionGone(action=one.action.key)


def take(session: Session, taking: Taking, by: Participant) -> ActionTaken:
    """Send the action to every open case that waits for it, each in a transaction of its own; the same asking once.

    Raises NotAllowed, ActionGone.
    """
    if (known := actions.taken_before(session, taking.request, by)) is not None:
        return known
    one = find(session, taking.key)
    require_may_take(one, by)

    taken = _taken(one, taking, by, clock.now())
    session.add(taken)
    session.flush()
    outbox.post(session, _message(taken, by))
    details = {
        "action": taken.action,
        "process": one.version.process.key,
        "versions": {one.version.process.key: one.version.number},
        "element": one.element,
        "name": one.signal,
        "taken": taken.id,
        "cases": one.cases,
        "reason_given": bool(taking.answers.get(REASON)),
    }
    audit.record(session, Entry(action=Action.PROGRAMME_ACTION, actor=by.id, details=details))
    return taken


def history(session: Session, action: str, order: Order, after: Key | None) -> Page:
    """What was sent to all cases by one action, or by any."""
    query = sa.select(ActionTaken, ActionTaken.taken_at).where(ActionTaken.case_id.is_(None))
    query = query.where(ActionTaken.action == action) if action else query
    newest = order is Order.NEWEST
    sorting = Sorting(ActionTaken.taken_at, ActionTaken.id, datetime.fromisoformat, descending=newest)
    rows, following = keyset.page(session, query.options(*actions.LOADS), sorting, after, PAGE_SIZE)
    return Page([row[0] for row in rows], following)


def sent_before(session: Session) -> list[ActionTaken]:
    """The last act by each action of the programme, by key."""
    last = sa.select(sa.func.max(ActionTaken.id)).where(ActionTaken.case_id.is_(None)).group_by(ActionTaken.action)
    query = sa.select(ActionTaken).where(ActionTaken.id.in_(last)).order_by(ActionTaken.action)
    return list(session.scalars(query.options(*actions.LOADS)))


def progress(session: Session, taken: Sequence[ActionTaken]) -> Mapping[int, Progress]:
    """How far each of some actions has come, by their ids."""
    return {one.id: _progress(session, one) for one in taken}


def _waiting(session: Session) -> dict[str, list[Drawn]]:
    """Where open cases wait, by the key of the action."""
    place = (Case.release_id, Subscription.process, Subscription.element, Subscription.name)
    query = sa.select(*place).join(Case, Case.id == Subscription.case_id)
    query = query.where(Subscription.kind == EventKind.SIGNAL.value).group_by(*place).order_by(*place)
    found: dict[str, list[Drawn]] = {}
    for release_id, process, element, signal in session.execute(query):
        action = programs.places(session, release_id).actions.get((process, element))
        if action is not None and action.programme:
            found.setdefault(action.key, []).append((action, release_id, process, element, signal))
    return dict(sorted(found.items()))


def _drawn(session: Session, key: str) -> list[Drawn]:
    """Where an action stands in the processes that new cases follow; nothing waits there, so no signal is known."""
    return [
        (action, release.id, process, element, "")
        for release in processes.newest_releases(session)
        for (process, element), action in programs.places(session, release.id).actions.items()
        if action.programme and action.key == key
    ]


def _offer(session: Session, places: list[Drawn]) -> Offered:
    versions = {place: programs.of(session, place[1]).versions[place[2]] for place in places}
    newest = max(places, key=lambda place: (versions[place], place[1]))
    action, _release, _process, element, signal = newest
    waits = sa.select(sa.func.count(Subscription.case_id.distinct()))
    waits = waits.where(Subscription.kind == EventKind.SIGNAL.value, Subscription.name == signal)
    return Offered(
        action=action,
        version=session.get_one(ProcessVersion, versions[newest]),
        element=element,
        signal=signal,
        cases=session.scalar(waits) or 0,
    )


def _may(action: CaseAction, by: Participant) -> bool:
    return bool(permissions.asker(by).roles & set(action.roles))


def _taken(one: Offered, taking: Taking, by: Participant, at: datetime) -> ActionTaken:
    return ActionTaken(
        request=taking.request,
        case_id=None,
        version_id=one.version.id,
        element=one.element,
        action=one.action.key,
        form_id=one.action.form,
        kind=EventKind.SIGNAL.value,
        name=one.signal,
        answers={"given": feel.encode(dict(taking.answers))},
        taken_by_id=by.id,
        taken_at=at,
    )


def _message(taken: ActionTaken, by: Participant) -> Message:
    payload = {
        "kind": taken.kind,
        "name": taken.name,
        "key": None,
        "payload": taken.answers["given"],
        "actor": by.id,
    }
    return Message(key=_key(taken), kind=MessageKind.EVENT, case=None, payload=payload)


def _key(taken: ActionTaken) -> str:
    return f"action:{taken.id}"


def _progress(session: Session, taken: ActionTaken) -> Progress:
    sent = session.scalar(sa.select(OutboxMessage.state).where(OutboxMessage.key == _key(taken)))
    query = sa.select(OutboxMessage.state, sa.func.count()).group_by(OutboxMessage.state)
    counts = Counter(dict(session.execute(query.where(OutboxMessage.key.startswith(f"{_key(taken)}:"))).all()))
    return Progress(
        reached=counts[MessageState.SENT],
        under_way=counts[MessageState.NEW],
        gone_on=counts[MessageState.DROPPED],
        failed=counts[MessageState.PARKED],
        sent_on=sent != MessageState.NEW,
    )
