"""The only reading of time."""

from collections.abc import Callable
from datetime import UTC, datetime


def _system_time() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system_time


def now() -> datetime:
    """This moment, in UTC."""
    return _source()


def replace(source: Callable[[], datetime] | None) -> None:
    """Let another source tell the time, or the system again when None: for tests, and for playing what has passed."""
    global _source
    _source = source or _system_time
