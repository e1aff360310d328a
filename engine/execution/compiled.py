"""What compiling yields and nothing changes afterwards: specifications, start events, decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.decisions import Decisions
from engine.execution.plans import Plan


@dataclass(frozen=True, kw_only=True)
class Compiled:
    """Shared by all cases and threads of a release. `starts`: per scope, name and plan of each start event.

    `armed`: per scope, the names of the events that its event sub-processes wait for.
    """

    specs: Mapping[str, Any]
    starts: Mapping[str, tuple[tuple[str, Plan], ...]]
    armed: Mapping[str, tuple[str, ...]]
    decisions: Decisions
