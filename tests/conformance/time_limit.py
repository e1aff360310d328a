"""An end to what takes too long, so that one case never ends a run."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TimeLimit(BaseException):
    """It took too long; no exception that anybody inside would catch."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TimeLimit when the body takes longer than this."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TimeLimit

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
