"""The key of an audit entry in an address: moment, chain and number, for paging through long trails."""

from datetime import datetime

from webapp import paging

Key = tuple[datetime, int, int]


def parse(text: str) -> Key | None:
    """Read a key; one that cannot be read begins the trail anew."""
    parts = text.split("~")
    if len(parts) != 3:
        return None
    at, chain, number = paging.moment(parts[0]), paging.whole(parts[1]), paging.whole(parts[2])
    return (at, chain, number) if at is not None and chain is not None and number is not None else None


def write(key: Key) -> str:
    """A key as text."""
    return f"{key[0].isoformat()}~{key[1]}~{key[2]}"
