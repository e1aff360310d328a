"""Reading what another system sends: a small JSON object, every fault of it named at once."""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from engine import feel
from engine.casework.events import Arrival
from engine.casework.routing import Letter
from engine.execution import EventKind
from webapp.api.problems import Refused

LARGEST, DEEPEST = 256 * 1024, 20
LONGEST_ID, LONGEST_KEY = 100, 200
FIELDS = ("id", "name", "kind", "key", "payload")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,119}")
_PRINTED = re.compile(r"[^\x00-\x1f\x7f]+")


def read() -> Letter:
    """The letter in the request; raises Refused."""
    body = _body()
    faults = [{"field": field, "problem": problem} for field, problem in _faults(body)]
    if faults:
        raise Refused("body_invalid", *faults)
    key = body.get("key")
    arrival = Arrival(
        kind=EventKind(body.get("kind", EventKind.MESSAGE)),
        name=body["name"],
        key=None if key is None else str(key),
        payload=dict(body.get("payload") or {}),
    )
    return Letter(id=body["id"], arrival=arrival)


def _body() -> dict[str, Any]:
    if request.mimetype != "application/json":
        raise Refused("not_json")
    try:
        body = json.loads(_content(), parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, RecursionError) as problem:
        raise Refused("body_invalid", {"field": "", "problem": "not_json"}) from problem
    if not isinstance(body, dict):
        raise Refused("body_invalid", {"field": "", "problem": "not_an_object"})
    return body


def _content() -> bytes:
    if (request.content_length or 0) > LARGEST:
        raise Refused("too_large")
    try:
        content = request.get_data()
    except RequestEntityTooLarge as problem:
        raise Refused("too_large") from problem
    if len(content) > LARGEST:
        raise Refused("too_large")
    return content


def _refuse(_constant: str) -> None:
    raise ValueError


def _faults(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((field, "unknown") for field in sorted(body.keys() - set(FIELDS)))
    yield from _of_id(body.get("id"))
    name = body.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        yield "name", "missing" if name is None else "malformed"
    kind, key = body.get("kind", EventKind.MESSAGE.value), body.get("key")
    if kind not in (EventKind.MESSAGE.value, EventKind.SIGNAL.value):
        yield "kind", "unknown"
    if kind == EventKind.SIGNAL.value and key is not None:
        yield "key", "not_for_signals"
    elif key is not None and not _is_key(key):
        yield "key", "malformed"
    yield from _of_payload(body.get("payload"))


def _of_id(given: object) -> Iterator[tuple[str, str]]:
    if given is None:
        yield "id", "missing"
    elif not isinstance(given, str) or len(given) > LONGEST_ID or not _PRINTED.fullmatch(given):
        yield "id", "malformed"


def _is_key(key: object) -> bool:
    whole = isinstance(key, int) and not isinstance(key, bool)
    return whole or (isinstance(key, str) and len(key) <= LONGEST_KEY and bool(_PRINTED.fullmatch(key)))


def _of_payload(payload: object) -> Iterator[tuple[str, str]]:
    if payload is None:
        return
    if not isinstance(payload, dict):
        yield "payload", "not_an_object"
    elif _is_deeper(payload, DEEPEST):
        yield "payload", "too_deep"
    else:
        try:
            feel.to_feel(payload)
        except (TypeError, ValueError):
            yield "payload", "malformed"


def _is_deeper(value: object, most: int) -> bool:
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return bool(inner) and (most == 0 or any(_is_deeper(one, most - 1) for one in inner))
