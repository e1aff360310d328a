"""A bundle compiled for execution: read, checked, normalised, and made into specifications once."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from engine import decisions, errors, feel, xml
from engine.execution import building
from engine.execution.building import Parts
from engine.execution.compiled import Compiled
from engine.execution.limits import Environment, Functions
from engine.execution.situation import Start, StartKind
from engine.execution.specs import Node
from engine.model import documents, lint, normalise


@dataclass(frozen=True, kw_only=True)
class Program:
    """Immutable and shared by threads. `processes`: what can be started; `starts`: how; `digest`: of the files.

    Every call of this package takes one, and needs nothing else but values.
    """

    processes: tuple[str, ...]
    starts: tuple[Start, ...]
    digest: str
    compiled: Compiled
    environment: Environment

    def with_functions(self, functions: Functions) -> "Program":
        """The same program for calls about one case: these functions answer for it, beside those of all programs."""
        known = {**self.environment.functions, **functions}
        return replace(self, environment=replace(self.environment, functions=known))

    def fingerprint(self) -> str:
        """A digest of every specification: the same before and after any run."""
        total = hashlib.sha256()
        for key in sorted(self.compiled.specs):
            spec = self.compiled.specs[key]
            for name in sorted(spec.task_specs):
                total.update(repr(_outline(spec.task_specs[name])).encode())
        return total.hexdigest()


def compile_bundle(files: Mapping[str, bytes], environment: Environment = Environment()) -> Program:  # noqa: B008
    """Compile *.bpmn and *.dmn files (name → content) into one program.

    Applies the rules of meaning first; raises errors.ModelRejected with every problem (BPMN 2.0.2 clause 8–13,
    DMN 1.5, FEEL). A construct that is not executed is refused by name.
    """
    problems = lint.check(files, profile=lint.Profile.MEANING, functions=tuple(environment.functions))
    binding = [problem for problem in problems if problem.severity is errors.Severity.ERROR]
    if binding:
        raise errors.ModelRejected(binding)
    parts = Parts()
    for name in sorted(files):
        if name.endswith(".bpmn"):
            _add(parts, name, files[name])
    tables = decisions.compile_decisions({name: text for name, text in files.items() if name.endswith(".dmn")})
    compiled = Compiled(specs=parts.specs, starts=parts.starts, armed=parts.armed, decisions=tables)
    return Program(
        processes=tuple(sorted(parts.processes)),
        starts=tuple(start for key in sorted(parts.processes) for start in _starts(key, compiled)),
        digest=_digest(files),
        compiled=compiled,
        environment=environment,
    )


def _add(parts: Parts, name: str, content: bytes) -> None:
    normal = normalise.normalise(xml.read(content))
    document = documents.index(normal.root)
    try:
        building.build(parts, document, normal.drawn)
    except (KeyError, ValueError, feel.SyntaxProblem, etree.LxmlError) as problem:
        facts = {"error": f"{type(problem).__name__}: {problem}"[:200]}
        raise errors.ModelRejected([errors.Problem(code="not_compilable", facts=facts, file=name)]) from problem


def _starts(process: str, compiled: Compiled) -> list[Start]:
    found = []
    for _name, plan in compiled.starts[process]:
        trigger = plan.trigger
        kind = StartKind(trigger.kind) if trigger is not None and trigger.kind in set(StartKind) else StartKind.NONE
        rule = trigger.rule.written if trigger is not None and trigger.rule is not None else ""
        found.append(
            Start(process=process, element=plan.element, kind=kind, name=trigger.name if trigger else "", rule=rule)
        )
    return found


def _digest(files: Mapping[str, bytes]) -> str:
    total = hashlib.sha256()
    for name in sorted(files):
        total.update(hashlib.sha256(name.encode()).digest() + hashlib.sha256(files[name]).digest())
    return total.hexdigest()


def _outline(spec: Any) -> tuple[object, ...]:
    kept = (spec.name, type(spec).__name__, tuple(spec._inputs), tuple(spec._outputs), spec.manual)
    if not isinstance(spec, Node):
        return kept
    place = spec.place
    upstream = [(flow, sorted(names)) for flow, names in place.upstream.items()]
    return (*kept, spec.plan, spec.child, spec.starts, place.out, place.incoming, place.borders, place.cyclic, upstream)
