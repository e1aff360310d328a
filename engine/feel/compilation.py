"""From syntax to steps: each node becomes a closure over the closures of its parts, once per text.

The steps of loops pay for the size of their body before each round; straight code is bounded by the
length of the text and pays nothing.
"""

from collections.abc import Callable
from typing import TypeAlias, TypeVar

from engine.feel import arithmetic, comparison, properties, temporal, types
from engine.feel.fuel import Invalid, Run
from engine.feel.scope import Scope
from engine.feel.syntax import (
    Between,
    Chain,
    Comparison,
    Conditional,
    Conjunction,
    ContextLiteral,
    Disjunction,
    InstanceOf,
    Interval,
    ListLiteral,
    Literal,
    Negation,
    Node,
    Path,
    TemporalLiteral,
)
from engine.feel.values import Range, Value, kind_of

Step: TypeAlias = Callable[[Scope], Value]
N = TypeVar("N", bound=Node)
_BUILDERS: dict[type[Node], Callable[..., Step]] = {}


def step_for(node: Node) -> Step:
    """The closure that evaluates a node in a scope."""
    return _BUILDERS[type(node)](node)


def builds(kind: type[N]) -> Callable[[Callable[[N], Step]], Callable[[N], Step]]:
    """Register the maker of steps for one kind of node."""

    def register(maker: Callable[[N], Step]) -> Callable[[N], Step]:
        _BUILDERS[kind] = maker
        return maker

    return register


def null(run: Run, problem: Invalid, at: int | None = None) -> Value:
    """Null, with the problem on record."""
    return run.null(problem.code, at, **problem.facts)


@builds(Literal)
def _literal(node: Literal) -> Step:
    value = node.value
    return lambda scope: value


@builds(TemporalLiteral)
def _temporal(node: TemporalLiteral) -> Step:
    value = temporal.read(node.text)
    if value is None:
        return lambda scope: scope.run.null("invalid_literal", node.at, text=node.text)
    return lambda scope: value


@builds(ListLiteral)
def _list(node: ListLiteral) -> Step:
    items = [step_for(item) for item in node.items]

    def step(scope: Scope) -> Value:
        scope.run.grow(len(items))
        return [item(scope) for item in items]

    return step


@builds(ContextLiteral)
def _context(node: ContextLiteral) -> Step:
    entries = [(key, step_for(value)) for key, value in node.entries]
    keys = {key for key, _ in entries}

    def step(scope: Scope) -> Value:
        scope.run.grow(len(entries))
        if len(keys) < len(entries):
            return scope.run.null("duplicate_key")
        context: dict[str, Value] = {}
        inner = Scope(scope.run, context, scope)
        for key, value in entries:
            context[key] = value(inner)
        return context

    return step


@builds(Interval)
def _interval(node: Interval) -> Step:
    low, high = step_for(node.low), step_for(node.high)

    def step(scope: Scope) -> Value:
        start, end = low(scope), high(scope)
        given = [kind_of(each) for each in (start, end) if each is not None]
        if not given or len(set(given)) > 1 or given[0] not in comparison.ORDERED:
            return scope.run.null("invalid_range", start=kind_of(start), end=kind_of(end))
        return Range(start, end, node.low_included and start is not None, node.high_included and end is not None)

    return step


@builds(Chain)
def _chain(node: Chain) -> Step:
    first, at = step_for(node.first), node.at
    rest = [(operator, step_for(operand)) for operator, operand in node.rest]

    def step(scope: Scope) -> Value:
        value = first(scope)
        try:
            for operator, operand in rest:
                value = arithmetic.apply(scope.run, operator, value, operand(scope))
        except Invalid as problem:
            return null(scope.run, problem, at)
        return value

    return step


@builds(Negation)
def _negation(node: Negation) -> Step:
    operand = step_for(node.operand)

    def step(scope: Scope) -> Value:
        try:
            return arithmetic.negate(operand(scope))
        except Invalid as problem:
            return null(scope.run, problem)

    return step


@builds(Comparison)
def _comparison(node: Comparison) -> Step:
    left, right, operator, at = step_for(node.left), step_for(node.right), node.operator, node.at
    direct = comparison.DIRECT[operator]

    def step(scope: Scope) -> Value:
        first, second = left(scope), right(scope)
        if type(first) is type(second) and type(first) in comparison.DIRECT_TYPES:
            return direct(first, second)
        try:
            return comparison.compare(scope.run, operator, first, second)
        except Invalid as problem:
            return null(scope.run, problem, at)

    return step


@builds(Between)
def _between(node: Between) -> Step:
    value, low, high = step_for(node.value), step_for(node.low), step_for(node.high)

    def step(scope: Scope) -> Value:
        try:
            tested, start, end = value(scope), low(scope), high(scope)
            above = comparison.compare(scope.run, ">=", tested, start)
            return comparison.conjunction(above, comparison.compare(scope.run, "<=", tested, end))
        except Invalid as problem:
            return null(scope.run, problem)

    return step


@builds(Conjunction)
def _conjunction(node: Conjunction) -> Step:
    return _logic(node.parts, stop=False)


@builds(Disjunction)
def _disjunction(node: Disjunction) -> Step:
    return _logic(node.parts, stop=True)


def _logic(nodes: tuple[Node, ...], *, stop: bool) -> Step:
    """Three-valued `and` (stops at false) or `or` (stops at true) over any number of parts."""
    parts = [step_for(node) for node in nodes]

    def step(scope: Scope) -> Value:
        result: bool | None = not stop
        for part in parts:
            value = part(scope)
            if value is stop:
                return stop
            if not isinstance(value, bool):
                result = None if value is None else scope.run.null("no_boolean", kind=kind_of(value))
        return result

    return step


@builds(Conditional)
def _conditional(node: Conditional) -> Step:
    return choice(step_for(node.condition), step_for(node.then), step_for(node.otherwise))


def choice(condition: Step, then: Step, otherwise: Step) -> Step:
    """The one step or the other, as the condition says."""

    def step(scope: Scope) -> Value:
        value = condition(scope)
        if value is not None and not isinstance(value, bool):
            scope.run.null("no_boolean", kind=kind_of(value))
        return then(scope) if value is True else otherwise(scope)

    return step


@builds(Path)
def _path(node: Path) -> Step:
    source, name, at = step_for(node.source), node.name, node.at

    def step(scope: Scope) -> Value:
        try:
            return properties.entry(scope.run, source(scope), name)
        except Invalid as problem:
            return null(scope.run, problem, at)

    return step


@builds(InstanceOf)
def _instance_of(node: InstanceOf) -> Step:
    value, wanted = step_for(node.value), node.type

    def step(scope: Scope) -> Value:
        try:
            return types.conforms(scope.run, wanted, value(scope))
        except Invalid as problem:
            return null(scope.run, problem)

    return step
