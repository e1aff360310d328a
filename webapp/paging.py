"""Lists that are filtered, sorted and paged through the address: choices and the key of the last row seen."""

from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from flask import request, url_for

Choice = TypeVar("Choice", bound=StrEnum)


def choice(kind: type[Choice], name: str, otherwise: Choice) -> Choice:
    """What the address asks for among a closed set; anything else is the default."""
    value = request.args.get(name, "")
    return kind(value) if value in set(kind) else otherwise


def key(*, number: bool = False, text: bool = False) -> tuple[str, int] | None:
    """The key of the last row seen, `value~id`; a key that cannot be one begins the list anew."""
    value, separator, row = request.args.get("after", "").rpartition("~")
    if not separator or not row.isdecimal():
        return None
    if text:
        return value, int(row)
    if number:
        return (value, int(row)) if value.isdecimal() else None
    return (value, int(row)) if _is_moment(value) else None


def following(key_of_last: tuple[str, int] | None) -> str | None:
    """The address of the next page, with every filter kept."""
    if key_of_last is None:
        return None
    return address(after=f"{key_of_last[0]}~{key_of_last[1]}")


def address(**changes: object) -> str:
    """This page's address with some parameters changed; None drops one."""
    arguments: dict[str, object] = {**request.args.to_dict(), **(request.view_args or {}), **changes}
    kept = {name: value for name, value in arguments.items() if value not in (None, "")}
    return url_for(request.endpoint or "", **kept)  # type: ignore[arg-type]


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
