"""Where something is found, in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Link:
    """Where something is: words, route and its values."""

    words: str
    route: str
    values: Mapping[str, Any] = field(default_factory=dict)
