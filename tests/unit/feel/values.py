"""Short ways to evaluate in tests."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

from engine import feel

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def value_of(text: str, variables: Mapping[str, object] | None = None, **more: object) -> object:
    """The value of an expression at NOW."""
    return feel.evaluate(text, variables or {}, feel.Surroundings(now=NOW, **more)).value  # type: ignore[arg-type]


def codes_of(text: str, variables: Mapping[str, object] | None = None) -> list[str]:
    """The codes of the problems of an expression."""
    return [problem.code for problem in feel.evaluate(text, variables or {}, feel.Surroundings(now=NOW)).problems]


def numbers(*values: int) -> list[Decimal]:
    return [Decimal(value) for value in values]
