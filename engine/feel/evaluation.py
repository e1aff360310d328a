"""The public functions: parse once, evaluate often."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from engine.feel import iteration, parsing, properties, tokens
from engine.feel.compilation import Step, step_for
from engine.feel.fuel import DEFAULT_FUEL, EvaluationProblem, OutOfFuel, Run, measure
from engine.feel.functions import BUILTINS
from engine.feel.scope import Known, Scope, Variables
from engine.feel.syntax import Node, Tests
from engine.feel.types import SIMPLE
from engine.feel.values import Value

Functions = Mapping[str, Callable[..., object]]
_BUILT_IN_NAMES = tokens.several_parts(BUILTINS) | properties.PROPERTY_NAMES | tokens.several_parts(SIMPLE)
_LOOKED_AT = 2_000


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression, ready to be evaluated any number of times."""

    text: str
    node: Node
    step: Step = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class UnaryTests:
    """Parsed unary tests, ready to be put to any number of values."""

    text: str
    node: Tests
    step: Step = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Result:
    """A value, the problems that explain where it became null, and the fuel it took."""

    value: Value
    problems: tuple[EvaluationProblem, ...] = ()
    used: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What an evaluation may know and use besides its variables.

    `functions` are Python callables over FEEL values; `now` is what `now()` and `today()` answer; `types` are
    further type names for `instance of` (TypeName, or a callable that says whether a value conforms).
    """

    functions: Functions = field(default_factory=dict)
    now: datetime | None = None
    fuel: int = DEFAULT_FUEL
    types: Mapping[str, object] = field(default_factory=dict)


_NOTHING = Surroundings()


def parse(text: str, names: Iterable[str] = (), *, first: int | None = None) -> Expression:
    """The expression a text (without a leading `=`) stands for.

    `first` is how many items its caller wants of a list: a `for` that is the whole text, or a branch of an `if` that
    is, runs no further, so that its price is that of what is wanted and not of what it runs over.

    `names` are the names known where it is used: needed for those with spaces or operators in them, which are
    taken longest first (clause 10.3.1.5). Raises SyntaxProblem: at most 8 000 characters, 100 levels.
    """
    return _expression(text, tokens.several_parts(names), first)


def parse_unary_tests(text: str, names: Iterable[str] = ()) -> UnaryTests:
    """The unary tests (clause 7.3.2) a text stands for; `-` passes everything. Raises SyntaxProblem."""
    return _unary_tests(text, tokens.several_parts(names))


def evaluate(expression: Expression | str, variables: Mapping[str, object], given: Surroundings = _NOTHING) -> Result:
    """The value of an expression; null with problems for whatever goes wrong, OutOfFuel when it takes too much.

    Variables given as `Known` (in `test` also the value) must be FEEL values already and are not converted.
    """
    parsed = expression if isinstance(expression, Expression) else parse(expression, _names_in(variables))
    run = _run(given)
    return _result(run, parsed.step, Scope(run, _known(run, variables)))


def passes(
    tests: UnaryTests | str, value: object, variables: Mapping[str, object], given: Surroundings = _NOTHING
) -> Result:
    """Whether a value passes unary tests: True, False or None; the value is `?` in them."""
    parsed = tests if isinstance(tests, UnaryTests) else parse_unary_tests(tests, _names_in(variables))
    run = _run(given)
    known = _known(run, variables)
    asked: Mapping[str, object] = {"?": value}
    inner = asked if known is variables else Variables(run, asked)
    return _result(run, parsed.step, Scope(run, inner, Scope(run, known)))


test = passes
vars(test)["__test__"] = False  # pytest would take an imported `test` for one of its own


def _known(run: Run, variables: Mapping[str, object]) -> Mapping[str, Value]:
    return variables if type(variables) is Known else Variables(run, variables)


@lru_cache(maxsize=4096)
def _expression(text: str, names: frozenset[str], first: int | None) -> Expression:
    node = parsing.expression(text, names | _BUILT_IN_NAMES)
    return Expression(text, node, step_for(node) if first is None else iteration.beginning(node, first))


@lru_cache(maxsize=4096)
def _unary_tests(text: str, names: frozenset[str]) -> UnaryTests:
    node = parsing.unary_tests(text, names | _BUILT_IN_NAMES)
    return UnaryTests(text, node, step_for(node))


def _run(given: Surroundings) -> Run:
    return Run(steps=given.fuel, limit=given.fuel, now=given.now, functions=given.functions, types=given.types)


def _result(run: Run, step: Step, scope: Scope) -> Result:
    try:
        value = step(scope)
        measure(run, value)
    except RecursionError:
        raise OutOfFuel("nesting", 0) from None
    return Result(value, tuple(run.problems), run.limit - run.steps)


def _names_in(variables: Mapping[str, object]) -> Iterable[str]:
    """The names of variables and of entries inside of them, as far as a look at reasonable cost finds them."""
    stack: list[object] = [variables]
    left = _LOOKED_AT
    while stack and left > 0:
        part = stack.pop()
        left -= 1
        if isinstance(part, Mapping):
            yield from (key for key in part if isinstance(key, str))
            stack.extend(part.values())
        elif isinstance(part, list | tuple):
            stack.extend(part[:left])
