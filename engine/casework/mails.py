"""Mail to people: a template and values without personal data per receiver, as rows of the outbox."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine.casework.records import Candidate, Notice, Task
from engine.ledger import outbox
from engine.ledger.outbox import Message, MessageKind, MessageState, OutboxMessage
from engine.people import wishes
from engine.people.participants import Participant
from engine.people.wishes import About, Choice

KINDS = (MessageKind.MAIL,)
LEASE = timedelta(minutes=10)  # a slow server may take minutes to answer


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What is to be said to some people. The words are made when it is sent, in the language of each.

    `values` are kept as they are: ids, case numbers, days and texts of models, never anything about a person.
    `urgent` letters go at once to whoever wants any; `required` ones go at once to everybody.
    """

    key: str
    template: str
    about: About
    case: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    urgent: bool = False
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class Mail:
    """A letter to one person, as the sender needs it; `id` stays the same however often it is tried."""

    id: int
    template: str
    about: About
    required: bool
    values: Mapping[str, Any]
    written_at: datetime
    recipient: int
    address: str
    language: str
    zone: str


def post(session: Session, letter: Letter, receivers: Iterable[int]) -> None:
    """Write a letter to each receiver who wants to be told; the same key is one mail to each, ever."""
    people = list(dict.fromkeys(receivers))
    chosen = wishes.of(session, people) if people else {}
    for person in people:
        if letter.required or chosen[person][letter.about] is not Choice.NEVER:
            outbox.post(session, _message(letter, person))


def next_one(session: Session, at: datetime) -> Mail | None:
    """Lease the mail to be sent next, if there is one; those that nobody needs any more are dropped on the way."""
    while ids := outbox.claim(session, at, 1, kinds=KINDS, lease=LEASE):
        message = session.get_one(OutboxMessage, ids[0])
        receiver = session.get_one(Participant, message.recipient_id, options=[_SLIM])
        if receiver.active and _needed(session, message):
            return of(message, receiver)
        outbox.done(message, MessageState.DROPPED)
        session.flush()
    return None


def of(message: OutboxMessage, receiver: Participant) -> Mail:
    """A row of the outbox as a mail to the person it is for."""
    payload = message.payload
    return Mail(
        id=message.id,
        template=payload["template"],
        about=About(payload["about"]),
        required=payload["required"],
        values=payload["values"],
        written_at=message.created_at,
        recipient=receiver.id,
        address=receiver.email,
        language=receiver.language,
        zone=receiver.organisation.zone,
    )


def _message(letter: Letter, person: int) -> Message:
    payload = {
        "template": letter.template,
        "about": letter.about.value,
        "required": letter.required,
        "values": dict(letter.values),
    }
    key = f"mail:{letter.key}:{person}"
    return Message(key=key, kind=MessageKind.MAIL, case=letter.case, payload=payload, recipient=person)


def _needed(session: Session, message: OutboxMessage) -> bool:
    """Whether there is still something to say: the notice is unread, the task open and its receiver's to do."""
    values = message.payload["values"]
    if "notice" in values:
        notice = session.get(Notice, values["notice"])
        return notice is None or notice.read_at is None
    if "task" not in values:
        return True
    task = session.get_one(Task, values["task"])
    if not task.open or values["who"]:
        return task.open
    offered = session.get(Candidate, (task.id, message.recipient_id)) is not None
    return offered if task.taken_by_id is None else task.taken_by_id == message.recipient_id


_SLIM = sa.orm.lazyload(Participant.memberships)
