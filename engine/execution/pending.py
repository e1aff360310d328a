"""An event on its way."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Pending:
    """An event to be routed; `target` aims it at one waiting step."""

    kind: str
    name: str = ""
    code: str | None = None
    key: object = None
    payload: Mapping[str, object] = field(default_factory=dict)
    target: str = ""

    def aimed(self, task: Any) -> "Pending":
        """The same event, aimed at one step."""
        return replace(self, target=str(task.id))
