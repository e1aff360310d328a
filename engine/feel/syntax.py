"""The abstract syntax of FEEL: frozen nodes that know how deep and how large they are."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields

from engine import errors

MAX_TEXT = 8_000
MAX_DEPTH = 100


class SyntaxProblem(errors.Rejected):
    """A text is not FEEL.

    Facts: `code` (unexpected, too_long, too_deep, number_too_large), `position`, `found`, `expected`.
    """


@dataclass(frozen=True)
class Node:
    """One construct. `depth` counts levels below and including it, `size` the nodes in it."""

    depth: int = field(init=False, compare=False, repr=False, default=1)
    size: int = field(init=False, compare=False, repr=False, default=1)

    def __post_init__(self) -> None:
        depth, size = 0, 1
        for child in self.children():
            depth = max(depth, child.depth)
            size += child.size
        if depth >= MAX_DEPTH:
            raise SyntaxProblem(code="too_deep", limit=MAX_DEPTH)
        object.__setattr__(self, "depth", depth + 1)
        object.__setattr__(self, "size", size)

    def children(self) -> Iterator["Node"]:
        """The nodes directly below this one, in the order they were written."""
        for each in fields(self):
            yield from _nodes(getattr(self, each.name))


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _nodes(part)


@dataclass(frozen=True)
class Literal(Node):
    """A number, string, boolean or null written out."""

    value: object


@dataclass(frozen=True)
class TemporalLiteral(Node):
    """`@"…"`: a date, time, date-time or duration."""

    text: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Name(Node):
    """A variable, or `?` for the value under test."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class ListLiteral(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True)
class ContextLiteral(Node):
    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True)
class Interval(Node):
    """A range between two end points, each inside or outside of it."""

    low: Node
    low_included: bool
    high: Node
    high_included: bool


@dataclass(frozen=True)
class OperatorTest(Node):
    """`< 5`: as a value the range of everything that passes, as a test whether the value passes."""

    operator: str
    operand: Node


@dataclass(frozen=True)
class Chain(Node):
    """Operators of one precedence, applied from left to right."""

    first: Node
    rest: tuple[tuple[str, Node], ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Negation(Node):
    operand: Node


@dataclass(frozen=True)
class Comparison(Node):
    operator: str
    left: Node
    right: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Between(Node):
    value: Node
    low: Node
    high: Node


@dataclass(frozen=True)
class Membership(Node):
    """`value in tests`: true when any of the tests holds for the value."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True)
class Conjunction(Node):
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Disjunction(Node):
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Conditional(Node):
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True)
class Binding(Node):
    """A variable that runs over a list or range, or over the numbers or dates from `source` up or down to `end`."""

    name: str
    source: Node
    end: Node | None = None


@dataclass(frozen=True)
class Iteration(Node):
    bindings: tuple[Binding, ...]
    body: Node


@dataclass(frozen=True)
class Quantified(Node):
    """`some` (every = False) or `every` binding satisfies the condition."""

    every: bool
    bindings: tuple[Binding, ...]
    condition: Node


@dataclass(frozen=True)
class Filter(Node):
    source: Node
    condition: Node
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Path(Node):
    source: Node
    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Invocation(Node):
    """A call with arguments by position or by name, never both."""

    function: Node
    positional: tuple[Node, ...] = ()
    named: tuple[tuple[str, Node], ...] = ()
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class TypeName:
    """A type as written: `number`, `list<string>`, `context<a: number>`, `function<number>->string`."""

    name: str
    arguments: tuple["TypeName", ...] = ()
    fields: tuple[tuple[str, "TypeName"], ...] = ()
    result: "TypeName | None" = None


@dataclass(frozen=True)
class InstanceOf(Node):
    value: Node
    type: TypeName


@dataclass(frozen=True)
class Parameter:
    name: str
    type: TypeName | None = None


@dataclass(frozen=True)
class FunctionDefinition(Node):
    """A function value; external ones are known to the syntax and refused when evaluated."""

    parameters: tuple[Parameter, ...]
    body: Node
    external: bool = False


@dataclass(frozen=True)
class Tests(Node):
    """Unary tests: any of them must hold, or none of them when negated; no tests at all is `-`."""

    tests: tuple[Node, ...]
    negated: bool = False
    uses_input: bool = False
