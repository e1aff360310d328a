"""The way of messages and signals: to the one case that waits, to the process that begins by them, or to the list.

A message that no case waits for is kept a while, until one does; what several wait for, or waits in vain, is
undelivered; nobody guesses. A signal reaches every case that waits for it, and is over when none does.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import clock, errors
from engine.casework import cases, events, incoming, keeping, mending, opening, programs
from engine.casework.cases import Case
from engine.casework.events import Arrival
from engine.casework.incoming import Incoming, Outcome, Why
from engine.casework.messagekeys import MessageKey
from engine.casework.opening import Beginning
from engine.casework.processes import Release
from engine.execution import EventKind, StartKind
from engine.ledger import outbox
from engine.ledger.audit import Actor
from engine.ledger.outbox import Message, MessageKind, MessageState, OutboxMessage
from engine.people.organisations import Organisation
from engine.people.participants import Participant


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What another system sends: its own id of it, and the message or signal."""

    id: str
    arrival: Arrival


@dataclass(frozen=True)
class Way:
    """Where a message can go: to one case, to a process that begins by it, or, with a reason, nowhere."""

    case: int | None = None
    release: Release | None = None
    why: Why | None = None


def accept(session: Session, key: MessageKey, letter: Letter) -> Incoming:
    """Take in what a key sends, once per id of the sender, and deliver it where that is possible.

    Raises NotAllowed for a name the key may not send, Conflict when the id has brought something else before,
    ChangedMeanwhile when the same is being taken in at this moment, ModelFailed (nothing was changed).
    """
    arrival = letter.arrival
    if arrival.name not in key.names:
        raise errors.NotAllowed(name=arrival.name)
    message = _from_key(key, letter)
    if (known := incoming.by_mark(session, message.mark)) is not None:
        return _same(known, message)
    if arrival.kind is EventKind.SIGNAL:
        return _spread(session, message, arrival)

    way = way_of(session, arrival, party=key.organisation_id)
    case = cases.locked(session, way.case) if way.case is not None else None
    session.add(message)
    session.flush()
    if case is not None:
        _deliver(session, case, message, arrival)
    elif way.release is not None:
        open_for(session, way.release, message)
    else:
        keep(session, message, way.why)
    return message


def keep_failed(session: Session, key: MessageKey, letter: Letter, failure: errors.EngineError) -> Incoming:
    """Keep a message on which the engine broke, and halt the case that it was for."""
    way = way_of(session, letter.arrival, party=key.organisation_id)
    if way.case is not None:
        mending.engine_failed(session, way.case, failure, clock.now())
    message = _from_key(key, letter)
    leave(message, Why.FAILED)
    session.add(message)
    session.flush()
    return message


def send_on(session: Session, message_id: int) -> bool:
    """Turn a thrown event into one message for each case that is to get it; False when that was done before."""
    message = outbox.locked(session, message_id)
    if message is None:
        return False
    arrival = events.arrival_of(message)
    if arrival.kind is EventKind.MESSAGE:
        _send_message(session, message, arrival)
    else:
        for case_id in events.waiting(session, arrival):
            if case_id != message.case_id:
                _post(session, message, case_id)
    outbox.done(message)
    return True


def receive(session: Session, message_id: int, at: datetime) -> bool:
    """Give a case the event that was sent to it, once in effect; a message that it waits for no more is kept."""
    case_id = session.scalar(sa.select(OutboxMessage.case_id).where(OutboxMessage.id == message_id))
    if case_id is None:
        return False
    case = cases.locked(session, case_id)
    message = outbox.locked(session, message_id)
    if message is None:
        return False

    arrival = events.arrival_of(message)
    try:
        events.deliver(session, case, arrival, at)
        outbox.done(message)
    except errors.Conflict:
        outbox.done(message, MessageState.DROPPED)
        if arrival.kind is EventKind.MESSAGE:
            session.add(_from_case(session, message, arrival, Why.GONE_ON))
    return True


def way_of(
    session: Session,
    arrival: Arrival,
    *,
    party: int | None = None,
    sender: int | None = None,
    came: datetime | None = None,
) -> Way:
    """Where a message can go now: among the cases of a party if one is given, and never back to its sender.

    With the moment at which it `came`, by number only to a case that had been opened by then.
    """
    found = [case_id for case_id in events.waiting(session, arrival, party, came) if case_id != sender]
    if len(found) == 1:
        return Way(case=found[0])
    if found:
        return Way(why=Why.SEVERAL_WAIT)
    starting = programs.started_by(session, StartKind(arrival.kind.value), arrival.name)
    if len(starting) == 1:
        return Way(release=starting[0])
    return Way(why=Why.SEVERAL_START if starting else Why.NOBODY_WAITS)


def way_of_kept(session: Session, message: Incoming) -> Way:
    """Where a message that was kept can go now."""
    party = message.organisation_id if message.key_id is not None else None
    return way_of(session, message.arrival, party=party, sender=message.sender_id, came=message.received_at)


def open_for(session: Session, release: Release, message: Incoming, by: int | None = None) -> None:
    """Open a case by a message that begins its process; `by` does it by hand."""
    home, responsible = _answering(session, message)
    beginning = Beginning(
        release=release,
        event=message.arrival.event,
        organisation=home,
        by=responsible,
        actor=Actor.SYSTEM if by is None else by,
        request=message.mark,
    )
    case = opening.open_by_event(session, beginning)
    incoming.settle(message, Outcome.OPENED, clock.now(), by=by, case=case.id)


def keep(session: Session, message: Incoming, why: Why | None) -> None:
    """Keep a message that cannot be delivered now: for a while where nobody waits for it, else for somebody to see."""
    if why is Why.NOBODY_WAITS:
        keeping.hold(session, message)
    else:
        leave(message, why)


def leave(message: Incoming, why: Why | None) -> None:
    """Note that a message could not be delivered, and why."""
    why = why or Why.NOBODY_WAITS
    message.outcome, message.why = Outcome.UNDELIVERED.value, why.value


def _deliver(session: Session, case: Case, message: Incoming, arrival: Arrival) -> None:
    """Give a locked case a message that came just now; one that it no longer waits for stays on the list."""
    now = clock.now()
    try:
        events.deliver(session, case, arrival, now)
    except errors.Conflict:
        leave(message, Why.GONE_ON)
        return
    incoming.settle(message, Outcome.DELIVERED, now, case=case.id)


def _spread(session: Session, message: Incoming, arrival: Arrival) -> Incoming:
    """Send a signal to every case that waits and in which the sender's organisation takes part."""
    found = events.waiting(session, arrival, message.organisation_id)
    session.add(message)
    session.flush()
    payload = {"kind": message.kind, "name": message.name, "key": None, "payload": message.payload["values"]}
    for case_id in found:
        key = f"incoming:{message.id}:{case_id}"
        outbox.post(session, Message(key=key, kind=MessageKind.DELIVERY, case=case_id, payload=payload))
    incoming.settle(message, Outcome.SENT, clock.now())
    message.reached = len(found)
    return message


def _send_message(session: Session, message: OutboxMessage, arrival: Arrival) -> None:
    way = way_of(session, arrival, sender=message.case_id)
    if way.case is not None:
        _post(session, message, way.case)
        return
    kept = _from_case(session, message, arrival, way.why)
    session.add(kept)
    session.flush()
    if way.release is not None:
        open_for(session, way.release, kept)
    else:
        keep(session, kept, way.why)


def _post(session: Session, message: OutboxMessage, case_id: int) -> None:
    key = f"{message.key}:{case_id}"
    outbox.post(session, Message(key=key, kind=MessageKind.DELIVERY, case=case_id, payload=message.payload))


def _answering(session: Session, message: Incoming) -> tuple[Organisation, Participant]:
    """Whose a case is that a message opens, and who answers for it: those of the key, or of the case that sent it."""
    if message.key_id is not None:
        key = session.get_one(MessageKey, message.key_id)
        return session.get_one(Organisation, key.organisation_id), session.get_one(Participant, key.responsible_id)
    sender = session.get_one(Case, message.sender_id)
    return sender.organisation, session.get_one(Participant, sender.opened_by_id)


def _same(known: Incoming, message: Incoming) -> Incoming:
    if known.digest != message.digest:
        raise errors.Conflict(incoming=known.id)
    return known


def _from_key(key: MessageKey, letter: Letter) -> Incoming:
    message = _message(incoming.mark_of("key", key.id, letter.id), letter.arrival)
    message.key_id, message.organisation_id = key.id, key.organisation_id
    return message


def _from_case(session: Session, message: OutboxMessage, arrival: Arrival, why: Why | None) -> Incoming:
    """A message of a case that goes on the list; of a delivery, whose outbox row names the receiver, too."""
    kept = _message(incoming.mark_of("outbox", message.key), arrival)
    sender = _sender(session, message)
    kept.sender_id, kept.organisation_id = (sender.id, sender.organisation_id) if sender is not None else (None, None)
    leave(kept, why)
    return kept


def _sender(session: Session, message: OutboxMessage) -> Case | None:
    if message.kind == MessageKind.EVENT:
        return session.get(Case, message.case_id) if message.case_id is not None else None
    thrown = message.key.rpartition(":")[0]
    sender = session.scalar(sa.select(OutboxMessage.case_id).where(OutboxMessage.key == thrown))
    return session.get(Case, sender) if sender is not None else None


def _message(mark: str, arrival: Arrival) -> Incoming:
    return Incoming(
        mark=mark,
        kind=arrival.kind.value,
        name=arrival.name,
        correlation=arrival.key,
        payload=incoming.kept(arrival),
        digest=incoming.digest_of(arrival),
        received_at=clock.now(),
        outcome=Outcome.UNDELIVERED.value,
    )
