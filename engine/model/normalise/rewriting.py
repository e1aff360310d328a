"""The order of the rewrites, and those that concern whole files: reserved ids, references, global tasks."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from lxml import etree

from engine.model import vocabulary, zeebe
from engine.model.normalise import flows, sides
from engine.model.normalise.workbench import Workbench, identity
from engine.model.vocabulary import B

RESERVED = frozenset({"Start", "End", "Root"})
_RESERVED_ENDS = (".EndJoin", ".BoundaryEventSplit")
_REFERRING = ("id", "sourceRef", "targetRef", "attachedToRef", "activityRef", "bpmnElement")
_REFERRING_TEXT = (B + "flowNodeRef", B + "sourceRef", B + "targetRef")


@dataclass(frozen=True, kw_only=True)
class Normalised:
    """The rewritten copy, and for every id that was made or renamed the id that was drawn."""

    root: etree._Element = field(repr=False, compare=False)
    drawn: Mapping[str, str]


def normalise(root: etree._Element) -> Normalised:
    """Rewrite a copy of a linted `definitions` tree into the constructs that are executed directly.

    Link pairs and flows out of activities follow BPMN 2.0 clauses 10.5.4 and 13.3; implicit starts and
    ends clause 13.2. The given tree is not changed. Ids missing from `drawn` are as drawn.
    """
    bench = Workbench(copy.deepcopy(root))
    _rename_reserved(bench)
    _inline_references(bench)
    _global_tasks(bench)
    for scope in [node for node in bench.root.iter(f"{B}*") if vocabulary.local(node) in vocabulary.SCOPES]:
        flows.rewrite(bench, scope)
    sides.write(bench.root)
    return Normalised(root=bench.root, drawn=MappingProxyType(bench.drawn))


def _is_reserved(name: str) -> bool:
    return name in RESERVED or name.endswith(_RESERVED_ENDS)


def _rename_reserved(bench: Workbench) -> None:
    nodes = [node for node in bench.root.iter(f"{B}*") if vocabulary.local(node) in vocabulary.FLOW_NODES]
    names = {identity(node) for node in nodes if _is_reserved(identity(node))}
    renamed = {name: bench.fresh(name.replace(".", "_") + "_", name) for name in names}
    if not renamed:
        return
    for element in bench.root.iter("{*}*"):
        for attribute in _REFERRING:
            if (value := element.get(attribute)) in renamed:
                element.set(attribute, renamed[value])
        if element.tag in _REFERRING_TEXT and (element.text or "").strip() in renamed:
            element.text = renamed[(element.text or "").strip()]


def _inline_references(bench: Workbench) -> None:
    definitions = {identity(node): node for node in bench.root.iter(f"{B}*")}
    for reference in list(bench.root.iter(B + "eventDefinitionRef")):
        parent = reference.getparent()
        meant = definitions.get(vocabulary.reference(reference.text))
        if parent is None or meant is None:
            continue
        clone = copy.deepcopy(meant)
        clone.set("id", bench.fresh(f"{identity(meant)}__here", identity(parent)))
        clone.tail = reference.tail
        parent.replace(reference, clone)


def _global_tasks(bench: Workbench) -> None:
    for task in [node for node in bench.root if vocabulary.local(node) in vocabulary.GLOBAL_TASKS]:
        name = identity(task)
        process = etree.SubElement(bench.root, B + "process", id=name, isExecutable="true")
        inner = bench.node(process, _task_kind(task), f"{name}__task", name)
        inner.set("name", task.get("name") or "")
        inner.extend([copy.deepcopy(child) for child in task])
        bench.root.remove(task)


def _task_kind(task: etree._Element) -> str:
    kind = vocabulary.local(task).removeprefix("global")
    if kind == "Task":
        return "serviceTask" if zeebe.read(task).task_type else "task"
    return kind[0].lower() + kind[1:]
