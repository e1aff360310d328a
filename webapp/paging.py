"""Lists that are filtered, sorted and paged through the address: choices and the key of the last row seen."""

import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from flask import request

from webapp.addresses import LARGEST

Choice = TypeVar("Choice", bound=StrEnum)
LONGEST_SEARCH = 100
_NUMBER = re.compile("[0-9]{1,10}")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
# Moments that stay moments in every time zone.
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC) + timedelta(days=2), datetime.max.replace(tzinfo=UTC)


def choice(kind: type[Choice], name: str, otherwise: Choice) -> Choice:
    """What the address asks for among a closed set; anything else is the default."""
    value = request.args.get(name, "")
    return kind(value) if value in set(kind) else otherwise


def words(name: str, longest: int = LONGEST_SEARCH) -> str:
    """Words of the address on one line, without control characters, which some databases refuse."""
    return _CONTROLS.sub(" ", request.args.get(name, "")).strip()[:longest]


def number(name: str) -> int | None:
    """The row the address asks for, or None when it says nothing or no number that a row can have."""
    return whole(request.args.get(name, ""))


def whole(text: str) -> int | None:
    """A number that a row can have, or None."""
    found = int(text) if _NUMBER.fullmatch(text) else None
    return found if found is not None and found <= LARGEST else None


def moment(text: str) -> datetime | None:
    """A moment with its zone, fit to be compared with others; else None."""
    try:
        found = datetime.fromisoformat(text)
        return found if found.tzinfo is not None and _FIRST <= found <= _LAST else None
    except (ValueError, OverflowError):
        return None


def key(*, number: bool = False, text: bool = False) -> tuple[str, int] | None:
    """The key of the last row seen, `value~id`; a key that cannot be one begins the list anew."""
    value, separator, last = request.args.get("after", "").rpartition("~")
    row = whole(last)
    if not separator or row is None:
        return None
    if text:
        return _CONTROLS.sub(" ", value), row
    fits = whole(value) is not None if number else moment(value) is not None
    return (value, row) if fits else None


def following(key_of_last: tuple[str, int] | None) -> str | None:
    """The address of the next page, with every filter kept."""
    if key_of_last is None:
        return None
    return address(after=f"{key_of_last[0]}~{key_of_last[1]}")


def address(**changes: object) -> str:
    """This page's address with some parameters changed; None drops one."""
    arguments = {**request.args.to_dict(), **changes}
    query = urlencode({name: value for name, value in arguments.items() if value not in (None, "")})
    return request.path + (f"?{query}" if query else "")
