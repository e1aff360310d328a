"""Decision logic as frozen values: boxed expressions and decision tables (DMN 1.5, clauses 8 and 10.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from engine import feel


class HitPolicy(StrEnum):
    """Which of the rules that hold make the result of a table; the values are those of the XML."""

    UNIQUE = "UNIQUE"
    FIRST = "FIRST"
    PRIORITY = "PRIORITY"
    ANY = "ANY"
    COLLECT = "COLLECT"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"


class Aggregation(StrEnum):
    """What COLLECT makes of its outputs."""

    SUM = "SUM"
    MIN = "MIN"
    MAX = "MAX"
    COUNT = "COUNT"


class Loop(StrEnum):
    """The boxed iterations: a list of results, or whether some or every item satisfies."""

    FOR = "for"
    SOME = "some"
    EVERY = "every"


@dataclass(frozen=True, kw_only=True)
class Literal:
    """A FEEL text; an empty one is null."""

    id: str
    expression: feel.Expression | None
    text: str = ""
    type: str | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A named box: of a context (None = its result), a binding of an invocation."""

    name: str | None
    box: "Box | None"
    type: str | None = None


@dataclass(frozen=True, kw_only=True)
class Context:
    """Entries, each of which sees those above it; the unnamed one is the value of the whole."""

    id: str
    entries: tuple[Entry, ...]
    type: str | None = None


@dataclass(frozen=True, kw_only=True)
class List:
    """Values in a row. A relation is a list of contexts."""

    id: str
    items: tuple["Box", ...]
    type: str | None = None


@dataclass(frozen=True, kw_only=True)
class Invocation:
    """A function called with named arguments."""

    id: str
    function: "Box"
    bindings: tuple[Entry, ...]
    type: str | None = None


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """What a function is given, and the type its values must have."""

    name: str
    type: str | None = None


@dataclass(frozen=True, kw_only=True)
class FunctionDefinition:
    """A function written in FEEL; functions of Java or PMML never come this far."""

    id: str
    parameters: tuple[Parameter, ...]
    body: "Box | None"
    type: str | None = None


@dataclass(frozen=True, kw_only=True)
class Conditional:
    id: str
    condition: "Box"
    then: "Box"
    otherwise: "Box"
    type: str | None = None


@dataclass(frozen=True, kw_only=True)
class Filter:
    """The items of a list for which `match` is true; `item` and the fields of an item are its names."""

    id: str
    source: "Box"
    match: "Box"
    type: str | None = None


@dataclass(frozen=True, kw_only=True)
class Iteration:
    """A variable that runs over a list, and what is asked of each item."""

    id: str
    kind: Loop
    variable: str
    source: "Box"
    body: "Box"
    type: str | None = None


@dataclass(frozen=True, kw_only=True)
class Input:
    """A column that asks: its expression, whose text is its name, and the values it may have (None: all)."""

    id: str
    name: str
    label: str
    expression: Literal
    allowed: feel.UnaryTests | None = None
    type: str | None = None


@dataclass(frozen=True, kw_only=True)
class Output:
    """A column that answers: allowed values, their order of priority as list, and what is said when no rule holds."""

    id: str
    name: str
    label: str
    allowed: feel.UnaryTests | None = None
    order: feel.Expression | None = None
    default: Literal | None = None
    type: str | None = None


@dataclass(frozen=True, kw_only=True)
class Cell:
    """The tests of one rule for one input; None holds for every value, also for null."""

    id: str
    text: str
    tests: feel.UnaryTests | None


@dataclass(frozen=True, kw_only=True)
class Rule:
    id: str
    cells: tuple[Cell, ...]
    outputs: tuple[Literal, ...]
    annotations: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Table:
    """A decision table; the names of its inputs are unique, so that a mapping can hold their values."""

    id: str
    policy: HitPolicy
    aggregation: Aggregation | None = None
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    type: str | None = None


Box: TypeAlias = Literal | Context | List | Invocation | FunctionDefinition | Conditional | Filter | Iteration | Table


@dataclass(frozen=True, kw_only=True)
class ItemDefinition:
    """A named type: a base or components or a function, perhaps a list of such, perhaps only some of its values."""

    name: str
    base: str | None = None
    components: Mapping[str, "ItemDefinition"] = field(default_factory=dict)
    collection: bool = False
    allowed: feel.UnaryTests | None = None
    constraint: feel.UnaryTests | None = None
    order: feel.Expression | None = None
    function: "FunctionType | None" = None


@dataclass(frozen=True, kw_only=True)
class FunctionType:
    """The type of a function: what it takes and what it gives; None is anything."""

    parameters: tuple[str | None, ...]
    result: str | None
