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
            value = scope.names.get(name, MISSING)
            if value is not MISSING:
                return value
            scope = scope.outer
        return MISSING


class Known(dict[str, Value]):
    """Variables that are FEEL values already, so that nothing has to be converted."""


class Variables(dict[str, Value]):
    """The variables of an evaluation as FEEL values; a value that cannot be one is null and a problem."""

    def __init__(self, run: Run, given: Mapping[str, object]) -> None:
        super().__init__()
        self._run = run
        self._given = given

    def get(self, name: str, default: Value = None, /) -> Value:
        """The value, converted when it is first asked for."""
        value = super().get(name, MISSING)
        if value is not MISSING:
            return value
        return self._converted(name) if name in self._given else default

    def _converted(self, name: str) -> Value:
        try:
            value = to_feel(self._given[name])
        except TypeError:
            value = self._run.null("foreign_value", name=name)
        self[name] = value
        return value
