"""What compiling yields and nothing changes afterwards: specifications, ways, decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.decisions import Decisions
from engine.execution.building import Way
from engine.execution.plans import Plan


@dataclass(frozen=True, kw_only=True)
class Compiled:
    """Shared by all cases and threads of a release. `starts`: per process, element and plan of each start event."""

    specs: Mapping[str, Any]
    ways: Mapping[tuple[str, str], tuple[Way, ...]]
    starts: Mapping[str, tuple[tuple[str, Plan], ...]]
    decisions: Decisions
