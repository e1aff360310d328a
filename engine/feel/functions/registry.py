"""How built-in functions are declared: name, signatures as the standard writes them, and a Python body."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from engine.feel.fuel import Run
from engine.feel.values import CALL_COST, Argument, Function, Value

BUILTINS: dict[str, Function] = {}
B = TypeVar("B", bound=Callable[..., Value])

_KINDS = {
    "any": (),
    "temporal": ("date", "date and time"),
    "duration": ("days and time duration", "years and months duration"),
    "offset": ("days and time duration",),
}


def builtin(name: str, *signatures: str, cost: int = CALL_COST, each: int = 0) -> Callable[[B], B]:
    """Declare a function. A signature reads `string: string, length?: number, *rest: any`, kinds split by `|`.

    The body gets the run and the arguments, which already are of these kinds; `?` allows absence and null.
    `cost` are the steps of a call, `each` those for every item of its lists: 0 for what the machine does at once.
    """

    def register(body: B) -> B:
        def called(run: Run, arguments: Sequence[Value]) -> Value:
            return body(run, *arguments)

        BUILTINS[name] = Function(name, tuple(_signature(text) for text in signatures), called, cost=cost, each=each)
        return body

    return register


def _signature(text: str) -> tuple[Argument, ...]:
    return tuple(_argument(part.strip()) for part in text.split(",")) if text else ()


def _argument(text: str) -> Argument:
    name, _, kinds = (part.strip() for part in text.partition(":"))
    known = tuple(kind for each in kinds.split("|") for kind in _KINDS.get(each, (each,)))
    return Argument(name.strip("*?"), optional=name.endswith("?"), rest=name.startswith("*"), kinds=known)
