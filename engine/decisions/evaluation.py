"""Deciding: the requirements of a decision, each evaluated once, then its logic (DMN 1.5, clauses 6 and 10.4)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from engine import errors, feel
from engine.decisions import boxed
from engine.decisions.graph import DecisionNode, Decisions, InputData, Knowledge, Ref, Requirement, Service
from engine.decisions.run import Run, Scope, TableOutcome
from engine.feel.values import Function

_NO_FUNCTIONS: Mapping[str, Callable[..., object]] = {}


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A result: FEEL value, the tables evaluated on the way in order, and why it, or a part of it, is null."""

    value: object
    tables: tuple[TableOutcome, ...] = ()
    problems: tuple[errors.Problem, ...] = ()


def decide(
    decisions: Decisions,
    decision_id: str,
    inputs: Mapping[str, object],
    *,
    functions: Mapping[str, Callable[..., object]] = _NO_FUNCTIONS,
    now: datetime | None = None,
) -> Decision:
    """The value of a decision, or of a decision service, for inputs by name; missing inputs are null.

    A service with one output decision gives its value, with several a context by their names; its `inputs` are
    its input decisions and input data. Raises NotFound for an unknown id, feel.OutOfFuel when it takes too much.
    """
    if decision_id not in decisions.entries:
        raise errors.NotFound(decision=decision_id)
    run = Run(decisions=decisions, functions=functions, now=now)
    given = {name: _as_feel(name, value, run) for name, value in inputs.items()}
    node = decisions.nodes[decisions.entries[decision_id]]
    try:
        value = _decided_service(node, given, run) if isinstance(node, Service) else _Ground(run, given).value(node.ref)
    except RecursionError:
        raise feel.OutOfFuel("nesting", 0) from None
    return Decision(value=value, tables=tuple(run.tables), problems=tuple(run.problems))


@dataclass(frozen=True)
class _Ground:
    """One evaluation of the graph: inputs by name, and the values of nodes known so far.

    What is imported has a ground of its own where the inputs hold a context under the name of the import.
    """

    run: Run
    inputs: Mapping[str, object]
    known: dict[Ref, object] = field(default_factory=dict)
    imported: dict[str, "_Ground"] = field(default_factory=dict)

    def required(self, requirement: Requirement) -> object:
        """The value of a node that another one needs."""
        return self._within(requirement.prefix).value(requirement.ref)

    def _within(self, prefix: str) -> "_Ground":
        inputs = self.inputs.get(prefix) if prefix else None
        if not isinstance(inputs, dict):
            return self
        return self.imported.setdefault(prefix, _Ground(self.run, inputs))

    def value(self, ref: Ref) -> object:
        """The value of a node, worked out at most once."""
        if ref not in self.known:
            self.known[ref] = self._value(ref)
        return self.known[ref]

    def _value(self, ref: Ref) -> object:
        node = self.run.decisions.nodes[ref]
        match node:
            case InputData():
                return self.run.fitted(ref.file, node.type, self.inputs.get(node.name), ref.id)
            case DecisionNode():
                return self._decided(node)
            case Knowledge():
                return _knowledge(node, self.run)
            case Service():
                return _service_function(node, self.run)

    def _decided(self, node: DecisionNode) -> object:
        if node.logic is None:
            self.run.problem("no_logic", node.ref.id)
            return None
        variables = feel.Known({**self.inputs, **_named(node.requires, self.required)})
        with self.run.deeper():
            scope = Scope(run=self.run, file=node.ref.file, owner=node.ref.id, variables=variables)
            return scope.fitted(node.type, boxed.value(node.logic, scope), node.ref.id)


def _named(requires: Sequence[Requirement], value: Callable[[Requirement], object]) -> dict[str, object]:
    """The values of required nodes under their names; what is imported lies in a context of the import's name."""
    names: dict[str, object] = {}
    imported: dict[str, dict[str, object]] = {}
    for each in requires:
        if each.prefix:
            imported.setdefault(each.prefix, {})[each.name] = value(each)
        else:
            names[each.name] = value(each)
    return {**names, **imported}


def _knowledge(node: Knowledge, run: Run) -> object:
    """A knowledge model as a function; it sees its parameters, itself and the knowledge it requires."""
    if node.logic is None:
        run.problem("no_logic", node.ref.id)
        return None
    if node.ref not in run.knowledge:
        variables = feel.Known()
        scope = Scope(run=run, file=node.ref.file, owner=node.ref.id, variables=variables)
        function = boxed.function(node.logic, node.name, scope, _result_type(node, run))
        run.knowledge[node.ref] = function  # before its requirements: models may call each other
        variables |= {node.name: function} | _named(node.requires, _Ground(run, {}).required)
    return run.knowledge[node.ref]


def _result_type(node: Knowledge | Service, run: Run) -> str | None:
    """The type of the results: of a function type what it gives, else the type itself."""
    definition = run.types_of(node.ref.file).definition(node.type)
    return definition.function.result if definition is not None and definition.function is not None else node.type


def _service_function(node: Service, run: Run) -> Function:
    names = [run.decisions.nodes[each].name for each in node.parameters]

    def called(_: object, arguments: Sequence[object]) -> object:
        with run.deeper():
            return _service(node, arguments, run, strict=True)

    return boxed.made_function(node.name, names, called)


def _decided_service(node: Service, given: Mapping[str, object], run: Run) -> object:
    arguments = [given.get(run.decisions.nodes[each].name) for each in node.parameters]
    return _service(node, arguments, run, strict=False)


def _service(node: Service, arguments: Sequence[object], run: Run, *, strict: bool) -> object:
    """The outputs of a service for its parameters in order; `strict`: an argument that does not fit makes it null."""
    nodes, problems = run.decisions.nodes, len(run.problems)
    known = {
        ref: run.fitted(ref.file, nodes[ref].type, value, ref.id)
        for ref, value in zip(node.parameters, arguments, strict=True)
    }
    if strict and len(run.problems) > problems:
        return None
    ground = _Ground(run, {nodes[ref].name: value for ref, value in known.items()}, known)
    outputs = {nodes[ref].name: ground.value(ref) for ref in node.outputs}
    result: object = next(iter(outputs.values())) if len(outputs) == 1 else outputs
    return run.fitted(node.ref.file, _result_type(node, run), result, node.ref.id)


def _as_feel(name: str, value: object, run: Run) -> object:
    try:
        return feel.to_feel(value)
    except TypeError:
        run.problem("foreign_value", "", name=name)
        return None
