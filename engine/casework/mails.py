"""Mail to people: a template and values without personal data per receiver, as rows of the outbox."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import clock
from engine.casework import bounces, digests, receivers
from engine.casework.digests import DigestItem
from engine.casework.records import Notice, Task
from engine.ledger import outbox
from engine.ledger.outbox import Message, MessageKind, MessageState, OutboxMessage
from engine.people import accounts, calendars, wishes
from engine.people.participants import Participant
from engine.people.wishes import About, Choice

KINDS = (MessageKind.MAIL,)
DIGEST = "digest"
STALE = timedelta(days=1)  # an overview of yesterday says nothing any more
LEASE = timedelta(minutes=10)  # a slow server may take minutes to answer


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What is to be said to some people. The words are made when it is sent, in the language of each.

    `values` are kept as they are: ids, case numbers, days and texts of models, never anything about a person. `at` is
    since when there is something to say. `urgent` ones go at once to whoever wants any, `required` ones to everybody.
    """

    key: str
    template: str
    about: About
    case: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    at: datetime = field(default_factory=clock.now)
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
    """Write a letter to each receiver who wants to be told, now or in the morning; once to each, ever."""
    asked = list(dict.fromkeys(receivers))
    failing = bounces.failing(session, asked)
    people = [person for person in asked if person not in failing]
    chosen = wishes.of(session, people) if people else {}
    later: list[int] = []
    for person in people:
        choice = Choice.AT_ONCE if letter.required else chosen[person].get(letter.about, Choice.AT_ONCE)
        if choice is Choice.DAILY and not letter.urgent:
            later.append(person)
        elif choice is not Choice.NEVER:
            outbox.post(session, _message(letter, person))
    if later:
        _keep_for_the_morning(session, letter, later)


def write_digest(session: Session, person_id: int, at: datetime) -> bool:
    """Tell a person in one mail what has waited for the morning; tells whether there was anything to say."""
    person = session.get_one(Participant, person_id, options=[_SLIM])
    items = digests.waiting(session, person_id)
    key = f"digest:{at.astimezone(ZoneInfo(person.organisation.zone)).date()}"
    if outbox.is_known(session, _key(key, person_id)):  # there is one overview a day
        for item in items:
            item.due_at = digests.next_morning(session, person, max(item.due_at, at) + timedelta(minutes=1))
        return False
    for item in items:
        item.told_at = at
    chosen = wishes.of(session, [person_id])[person_id]
    wanted = [item for item in items if chosen[About(item.about)] is not Choice.NEVER]
    overview = digests.overview(session, person, wanted, at) if person.active else None
    if overview is None:
        return False
    letter = Letter(key=key, template=DIGEST, about=About.DAILY, values=asdict(overview), at=at)
    outbox.post(session, _message(letter, person_id))
    return True


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


def of_item(item: DigestItem, receiver: Participant) -> Mail:
    """What waits for the morning, or was said in one, as the mail to the person that it would be by itself."""
    return Mail(
        id=item.id,
        template=item.template,
        about=About(item.about),
        required=False,
        values=item.values,
        written_at=item.created_at,
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
    return Message(
        key=_key(letter.key, person), kind=MessageKind.MAIL, case=letter.case, payload=payload, recipient=person
    )


def _key(letter: str, person: int) -> str:
    return f"mail:{letter}:{person}"


def _keep_for_the_morning(session: Session, letter: Letter, people: list[int]) -> None:
    query = sa.select(Participant).where(Participant.id.in_(people), Participant.active).options(_SLIM)
    now = clock.now()
    digests.add(
        session,
        [
            DigestItem(
                key=_key(letter.key, person.id),
                participant_id=person.id,
                case_id=letter.case,
                about=letter.about.value,
                template=letter.template,
                values=dict(letter.values),
                created_at=now,
                due_at=digests.next_morning(session, person, letter.at),
            )
            for person in session.scalars(query)
        ],
    )


def _needed(session: Session, message: OutboxMessage) -> bool:
    """Whether there is still something to say: the notice is unread, the task open and its receiver's to do."""
    values = message.payload["values"]
    if message.payload["template"] == DIGEST:
        return message.created_at > clock.now() - STALE
    if "seal" in values:  # a link for choosing a password, which one chosen meanwhile makes worthless
        receiver = session.get_one(Participant, message.recipient_id, options=[_SLIM])
        return bool(values["seal"] == accounts.seal(session, receiver))
    if "notice" in values:
        notice = session.get(Notice, values["notice"])
        return notice is None or notice.read_at is None
    if "task" not in values:
        return True
    task = session.get_one(Task, values["task"])
    if not task.open or values["who"]:
        return task.open
    return message.recipient_id in receivers.own(session, task, calendars.day_of(clock.now()))


_SLIM = sa.orm.lazyload(Participant.memberships)
