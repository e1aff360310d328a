"""What a run over a suite comes to: one outcome per case, printed by group and written as JSON."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How one case went; `status` is pass, unsupported, wrong, error or timeout."""

    id: str
    group: str
    status: str
    detail: str = ""
    expected: Any = None
    got: Any = None
    ms: int = 0


def passed(outcomes: Iterable[Outcome]) -> int:
    """How many of them passed."""
    return sum(outcome.status == "pass" for outcome in outcomes)


def print_groups(outcomes: Sequence[Outcome], *, traces: bool) -> None:
    """One line per group, then every case that did not pass; with `traces` every case and what it came to."""
    for group in sorted({outcome.group for outcome in outcomes}):
        members = [outcome for outcome in outcomes if outcome.group == group]
        failed = Counter(outcome.status for outcome in members if outcome.status != "pass")
        told = ", ".join(f"{status} {count}" for status, count in sorted(failed.items()))
        print(f"{group}: {len(members)} cases, {len(members) - failed.total()} passed; {told}".rstrip("; "))  # noqa: T201
    for outcome in outcomes:
        if traces:
            print(f"{outcome.id}: {outcome.status}; expected {outcome.expected}, got {outcome.got}; {outcome.detail}")  # noqa: T201
        elif outcome.status != "pass":
            print(f"  {outcome.id}: {outcome.status}: {outcome.detail}")  # noqa: T201


def write(path: Path, suite: str, options: Mapping[str, object], outcomes: Sequence[Outcome]) -> None:
    """Every case in the order it was run."""
    report = {
        "suite": suite,
        "options": dict(options),
        "passed": passed(outcomes),
        "failed": len(outcomes) - passed(outcomes),
        "cases": [asdict(outcome) for outcome in outcomes],
    }
    path.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
