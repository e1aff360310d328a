"""The key of an audit entry in an address: moment, chain and number, for paging through long trails."""

from datetime import datetime

Key = tuple[datetime, int, int]


def parse(text: str) -> Key | None:
    """Read a key; one that cannot be read begins the trail anew."""
    parts = text.split("~")
    if len(parts) != 3 or not parts[1].isdecimal() or not parts[2].isdecimal():
        return None
    try:
        at = datetime.fromisoformat(parts[0])
    except ValueError:
        return None
    return (at, int(parts[1]), int(parts[2])) if at.tzinfo else None


def write(key: Key) -> str:
    """A key as text."""
    return f"{key[0].isoformat()}~{key[1]}~{key[2]}"
