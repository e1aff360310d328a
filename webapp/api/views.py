"""Routes for other systems."""

from datetime import timedelta

from flask import Blueprint, Response, jsonify, request

from engine import clock, errors
from engine.casework import incoming, messagekeys, routing
from engine.casework.incoming import Incoming, Outcome
from engine.casework.messagekeys import MessageKey
from engine.casework.routing import Letter
from engine.database import transaction
from webapp import access
from webapp.api import letters
from webapp.api.problems import Refused
from webapp.database import db
from webapp.security import limits

blueprint = Blueprint("api", __name__, url_prefix="/api")
MOST_A_MINUTE = 120
MINUTE = timedelta(minutes=1)
MOST_WRONG_KEYS = 20
_SETTLED = (Outcome.DELIVERED, Outcome.OPENED)


@blueprint.post("/messages")
@access.with_key
def send() -> Response:
    """Send a message or signal to the cases that wait for it; the same id again gives the same answer."""
    try:
        key = _key()
        return _answer(_taken_in(key, letters.read()))
    except Refused as refusal:
        return refusal.answer()


def _key() -> MessageKey:
    """The key that the request shows; who sends too much, or too many wrong keys, is asked to wait."""
    session = db.session()
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    key = messagekeys.valid(session, secret.strip()) if kind.lower() == "bearer" else None
    if key is None:
        raise _wrong_key()
    if incoming.since(session, key.id, clock.now() - MINUTE) >= MOST_A_MINUTE:
        raise Refused("too_many", Retry_After=str(int(MINUTE.total_seconds())))
    return key


def _wrong_key() -> Refused:
    session = db.session()
    counted = limits.of_address(limits.address(), MOST_WRONG_KEYS)
    if limits.exceeded(session, counted):
        return Refused("too_many", Retry_After=str(int(limits.WINDOW.total_seconds())))
    with transaction(session):
        limits.note(session, counted)
    return Refused("key_missing", WWW_Authenticate="Bearer")


def _taken_in(key: MessageKey, letter: Letter) -> Incoming:
    key_id = key.id
    try:
        with transaction(db.session()) as session:
            found = routing.accept(session, session.get_one(MessageKey, key_id), letter).id
    except errors.NotAllowed as refusal:
        raise Refused("name_not_allowed") from refusal
    except errors.ChangedMeanwhile as race:
        raise Refused("busy", Retry_After="1") from race
    except errors.Conflict as refusal:
        raise Refused("id_used") from refusal
    except errors.ModelFailed as failure:
        with transaction(db.session()) as session:
            found = routing.keep_failed(session, session.get_one(MessageKey, key_id), letter, failure).id
    return incoming.get(db.session(), found)


def _answer(message: Incoming) -> Response:
    """What became of the message: 200 when a case has it, 202 when it is on its way or kept."""
    body: dict[str, object] = {"message": message.id, "outcome": message.outcome}
    if message.outcome in _SETTLED and message.case is not None:
        body["case"] = message.case.number
    elif message.outcome == Outcome.SENT:
        body["cases"] = message.reached
    elif message.outcome == Outcome.WAITING and message.keep_until is not None:
        body["until"] = message.keep_until.isoformat()
    elif message.outcome == Outcome.UNDELIVERED:
        body["reason"] = message.why
    answer = jsonify(body)
    answer.status_code = 200 if message.outcome in _SETTLED else 202
    return answer
