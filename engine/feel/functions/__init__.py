"""The built-in functions of FEEL (clause 10.3.4), by subject."""

from engine.feel.functions import (
    booleans,
    contexts,
    conversion,
    lists,
    numbers,
    ranges,
    statistics,
    strings,
    temporals,
)
from engine.feel.functions.registry import BUILTINS

__all__ = [
    "BUILTINS",
    "booleans",
    "contexts",
    "conversion",
    "lists",
    "numbers",
    "ranges",
    "statistics",
    "strings",
    "temporals",
]
