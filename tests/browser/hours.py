"""A served installation whose time a test moves: the clock, and nothing else, is not that of the machine."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.browser import serving

COMMAND = (
    sys.executable,
    "-c",
    """
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from engine import clock
from engine.background import clock as ticking
from webapp.commands import main

ahead = Path(os.environ["CLOCK_AHEAD"])
clock.replace(lambda: datetime.now(UTC) + timedelta(seconds=float(ahead.read_text())))
ticking.TELLING_SECONDS = ticking.SIGNING_SECONDS = ticking.CHECK_SECONDS = 1.0  # days pass in seconds here
main()
""",
)


@dataclass(frozen=True)
class Hours:
    """Where the installation is served, and the file that says how many seconds its clock is ahead."""

    address: str
    ahead: Path

    @property
    def moment(self) -> datetime:
        """The moment it is there."""
        return datetime.now(UTC) + timedelta(seconds=float(self.ahead.read_text(encoding="ascii")))

    def go_to(self, moment: datetime) -> None:
        """Let it be another moment from now on; time goes on from there."""
        _write(self.ahead, moment)


@contextmanager
def serve(file: Path, moment: datetime, **settings: str) -> Iterator[Hours]:
    """Serve an installation in which it is another moment now."""
    ahead = file.with_suffix(".ahead")
    _write(ahead, moment)
    with serving.serve(file, COMMAND, CLOCK_AHEAD=str(ahead), **settings) as address:
        yield Hours(address, ahead)


def _write(ahead: Path, moment: datetime) -> None:
    new = ahead.with_suffix(".new")
    new.write_text(str((moment - datetime.now(UTC)).total_seconds()), encoding="ascii")
    new.replace(ahead)
