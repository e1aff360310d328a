"""One call of decide: what it may use up, and what it leaves behind beside the value."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from engine import errors, feel
from engine.decisions.graph import Decisions, Ref
from engine.decisions.itemtypes import Misfit, Types
from engine.feel.values import Function

MAX_EVALUATIONS = 50_000
MAX_FUEL = 5 * feel.DEFAULT_FUEL
MAX_DEPTH = 60
MAX_PROBLEMS = 200


@dataclass(frozen=True, kw_only=True)
class TableOutcome:
    """What one evaluation of a table came to: the rules behind the result, and what it asked for, by input text.

    `decision_id` is the decision or knowledge model in which the table stands; no rules: none held.
    """

    decision_id: str
    rules: tuple[str, ...]
    inputs: Mapping[str, object]
    table: str = ""


@dataclass(kw_only=True)
class Run:
    """The state of one call: fuel over all texts together, problems, outcomes of tables."""

    decisions: Decisions
    functions: Mapping[str, Callable[..., object]]
    now: datetime | None
    problems: list[errors.Problem] = field(default_factory=list)
    tables: list[TableOutcome] = field(default_factory=list)
    left: int = MAX_EVALUATIONS
    fuel: int = MAX_FUEL
    depth: int = 0
    types: dict[str, Types] = field(default_factory=dict)
    knowledge: dict[Ref, Function] = field(default_factory=dict)

    def problem(self, code: str, element: str, **facts: object) -> None:
        """Note why something became null."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(errors.Problem(code=code, element=element, facts=facts))

    def spend(self) -> int:
        """Pay for one evaluation of a text or box; the fuel it may use."""
        self.left -= 1
        if self.left < 0 or self.fuel <= 0:
            raise feel.OutOfFuel("evaluations" if self.left < 0 else "steps", MAX_EVALUATIONS)
        return min(self.fuel, feel.DEFAULT_FUEL)

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Inside a function of the model."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise feel.OutOfFuel("nesting", MAX_DEPTH)
        try:
            yield
        finally:
            self.depth -= 1

    def types_of(self, file: str) -> Types:
        """The types that a file sees."""
        if file not in self.types:
            self.types[file] = Types(self.decisions.types.get(file, {}), self.now)
        return self.types[file]

    def fitted(self, file: str, kind: str | None, value: object, element: str) -> object:
        """The value as one of the type; null and a problem when it is none (clause 10.3.2.9.4)."""
        try:
            return self.types_of(file).fitted(kind, value)
        except Misfit as misfit:
            self.problem(misfit.code, element, **misfit.facts)
            return None


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Where a box is evaluated: the node it belongs to, and the values its names have there."""

    run: Run
    file: str
    owner: str
    variables: feel.Known

    def plus(self, variables: Mapping[str, object]) -> "Scope":
        """The scope one box further in."""
        known = feel.Known({**self.variables, **variables})
        return Scope(run=self.run, file=self.file, owner=self.owner, variables=known)

    @property
    def types(self) -> Mapping[str, object]:
        """Type names that `instance of` knows here."""
        return self.run.types_of(self.file).predicates

    def fitted(self, kind: str | None, value: object, element: str) -> object:
        """See `Run.fitted`."""
        return value if kind is None else self.run.fitted(self.file, kind, value, element)

    def evaluate(self, expression: feel.Expression, element: str) -> object:
        """The value of a text; its problems are noted at the element."""
        result = feel.evaluate(expression, self.variables, self._surroundings())
        self._note(result, element)
        return result.value

    def passes(self, tests: feel.UnaryTests, value: object, element: str) -> bool:
        """Whether a value passes. That null cannot be compared is no problem: it just does not pass."""
        result = feel.test(tests, value, self.variables, self._surroundings())
        self._note(result, element if value is not None else None)
        return result.value is True

    def _surroundings(self) -> feel.Surroundings:
        run = self.run
        return feel.Surroundings(functions=run.functions, now=run.now, fuel=run.spend(), types=self.types)

    def _note(self, result: feel.Result, element: str | None) -> None:
        self.run.fuel -= result.used
        if element is not None:
            for each in result.problems:
                self.run.problem(each.code, element, position=each.position, **each.facts)
