"""Where names are looked up: inner scopes first, then the variables, converted once when first used."""

from collections.abc import Mapping

from engine.feel.fuel import Run
from engine.feel.values import Value, to_feel

MISSING = object()


class Scope:
    """Local names over an outer scope. A mapping given as `names` may go on filling up."""

    __slots__ = ("names", "outer", "run")

    def __init__(self, run: Run, names: Mapping[str, Value], outer: "Scope | None" = None) -> None:
        self.run = run
        self.names = names
        self.outer = outer

    def find(self, name: str) -> Value:
        """The value, or MISSING."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        return MISSING


class Variables(dict[str, Value]):
    """The variables of an evaluation as FEEL values; a value that cannot be one is null and a problem."""

    def __init__(self, run: Run, given: Mapping[str, object]) -> None:
        super().__init__()
        self._run = run
        self._given = given

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self._given

    def __missing__(self, name: str) -> Value:
        try:
            value = to_feel(self._given[name])
        except TypeError:
            value = self._run.null("foreign_value", name=name)
        self[name] = value
        return value
