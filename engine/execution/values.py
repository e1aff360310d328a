"""Variables that come in from outside: FEEL values of bounded size and depth."""

from collections.abc import Mapping

import orjson

from engine import errors, feel
from engine.execution.limits import Limits


def read(variables: Mapping[str, object], limits: Limits) -> dict[str, object]:
    """The variables as FEEL values, copied; Rejected when they are none, too large (in bytes of JSON) or too deep."""
    try:
        values = {str(name): feel.to_feel(value) for name, value in variables.items()}
        size = len(orjson.dumps(feel.encode(values)))
    except (TypeError, ValueError) as problem:
        raise errors.Rejected(reason="not_feel_values", error=str(problem)[:200]) from problem
    if size > limits.answer_bytes:
        raise errors.Rejected(reason="values_too_large", bytes=size, limit=limits.answer_bytes)
    if _is_deeper(values, limits.answer_depth):
        raise errors.Rejected(reason="values_too_deep", limit=limits.answer_depth)
    return dict(values)


def _is_deeper(value: object, most: int) -> bool:
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return bool(inner) and (most == 0 or any(_is_deeper(one, most - 1) for one in inner))
