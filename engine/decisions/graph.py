"""What a bundle of DMN files says as a whole: its nodes and what each of them requires (DMN 1.5, clause 6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from engine.decisions.boxes import Box, FunctionDefinition, ItemDefinition


class Ref(NamedTuple):
    """A node of the bundle: ids of inputs and knowledge models are unique within a file only."""

    file: str
    id: str


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """A node that another one needs, under the name by which it is seen there; `prefix` names an import."""

    ref: Ref
    name: str
    prefix: str = ""


@dataclass(frozen=True, kw_only=True)
class InputData:
    ref: Ref
    name: str
    type: str | None = None


@dataclass(frozen=True, kw_only=True)
class DecisionNode:
    """A decision; without logic its value can only be given to it."""

    ref: Ref
    name: str
    type: str | None = None
    requires: tuple[Requirement, ...] = ()
    logic: Box | None = None
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """A business knowledge model: logic as a function."""

    ref: Ref
    name: str
    type: str | None = None
    requires: tuple[Requirement, ...] = ()
    logic: FunctionDefinition | None = None


@dataclass(frozen=True, kw_only=True)
class Service:
    """A decision service; its parameters in order: input data, then input decisions (clause 10.4)."""

    ref: Ref
    name: str
    type: str | None = None
    outputs: tuple[Ref, ...] = ()
    parameters: tuple[Ref, ...] = ()


Node: TypeAlias = InputData | DecisionNode | Knowledge | Service


@dataclass(frozen=True, kw_only=True)
class Decisions:
    """Compiled decision models: immutable, shared by all who decide."""

    nodes: Mapping[Ref, Node] = field(repr=False)
    types: Mapping[str, Mapping[str, ItemDefinition]] = field(repr=False)
    entries: Mapping[str, Ref]

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of everything that can be decided, decision services among them, in the order of the files."""
        return tuple(self.entries)

    def name(self, decision_id: str) -> str:
        """The name of a decision or decision service; KeyError for an unknown id."""
        return self.nodes[self.entries[decision_id]].name

    def service(self, decision_id: str) -> Service | None:
        """The decision service of that id, or None when it is a decision."""
        node = self.nodes[self.entries[decision_id]]
        return node if isinstance(node, Service) else None

    def texts(self, decision_id: str) -> Mapping[str, str]:
        """What people read about a decision: `name`, `input:<name>`, `output:<name>`, `rule:<id>` in English.

        With `:da` or `:sv` behind them the same in another language; those and whatever else is there
        (`value:<output value>`) are the properties of the decision in the file.
        """
        node = self.nodes[self.entries[decision_id]]
        return node.texts if isinstance(node, DecisionNode) else {"name": node.name}
