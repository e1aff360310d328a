"""A place where code from outside may neither reach out of the evaluation nor take more than its share."""

import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

MEMORY = 200 * 1024 * 1024
SECONDS = 2.0
_FORBIDDEN = ("os.", "subprocess.", "socket.", "compile", "ctypes.", "shutil.", "urllib.", "http.", "pickle.")
_LOOKING = ("os.listdir", "os.scandir")


@dataclass
class Watch:
    """What a body has tried, and the processor time it took."""

    tried: list[str] = field(default_factory=list)
    seconds: float = 0.0


_watches: list[Watch] = []


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if not _watches:
        return
    if event in ("open", "exec"):
        path = str(getattr(arguments[0], "co_filename", arguments[0]))
        if not _is_of_python(path):
            _watches[-1].tried.append(f"{event} {path}")
    elif event.startswith(_FORBIDDEN) and event not in _LOOKING:
        _watches[-1].tried.append(event)


def _is_of_python(path: str) -> bool:
    """Time zones, and modules that are loaded when first used."""
    return "zoneinfo" in path or (
        path.startswith((sys.prefix, sys.base_prefix)) and Path(path).suffix in (".py", ".pyc")
    )


sys.addaudithook(_audit)


@contextmanager
def confined() -> Iterator[Watch]:
    """Run a body watched, with 200 MB to use; more of them is a MemoryError.

    Afterwards nothing may have been tried that only a program may do, nor more than two seconds be gone.
    """
    watch = Watch()
    limits = resource.getrlimit(resource.RLIMIT_AS)
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    began = time.process_time()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, limits[1]))
    _watches.append(watch)
    try:
        yield watch
    finally:
        _watches.remove(watch)
        resource.setrlimit(resource.RLIMIT_AS, limits)
        watch.seconds = time.process_time() - began
    assert watch.tried == []
    assert watch.seconds < SECONDS
