"""From the bytes of DMN files to the graph of their decisions; every problem of every file in one list."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from engine import errors, xml
from engine.decisions import captions, itemtypes, logic, markup
from engine.decisions.boxes import ItemDefinition
from engine.decisions.graph import DecisionNode, Decisions, InputData, Knowledge, Node, Ref, Requirement, Service
from engine.decisions.problems import Report

_NODES = ("inputData", "decision", "businessKnowledgeModel", "decisionService")
_REQUIREMENTS = ("informationRequirement", "knowledgeRequirement")
_REQUIRED = ("requiredInput", "requiredDecision", "requiredKnowledge")


@dataclass(frozen=True, kw_only=True)
class File:
    """One file on its way: its root, what it defines, the names under which it imports other namespaces."""

    name: str
    root: etree._Element
    report: Report
    types: Mapping[str, ItemDefinition]
    nodes: Mapping[str, etree._Element]
    imports: Mapping[str, str]

    @property
    def namespace(self) -> str:
        return self.root.get("namespace") or ""


def compile_decisions(files: Mapping[str, bytes]) -> Decisions:
    """Read and check DMN files (editions 1.1 to 1.5) that belong together; names of files are only labels.

    Raises ModelRejected with all problems of all files: XML that is refused, ids missing or used twice,
    requirements that lead nowhere or in a circle, unknown hit policies, texts that are not FEEL,
    rules with too few cells, functions in other languages, imports that are not in the bundle.
    """
    problems: list[errors.Problem] = []
    opened = [each for each in (_opened(name, data, problems) for name, data in files.items()) if each is not None]
    bundle = {each.name: each for each in opened}
    nodes = {node.ref: node for file in opened for node in _nodes(file, bundle)}
    entries = _entries(opened, nodes)
    for file in opened:
        _require_imports(file, bundle)
        itemtypes.require_known(file.root, _visible_types(file, bundle), file.report)
        _require_no_circle(file, nodes)
    problems += [problem for file in opened for problem in file.report.found]
    if problems:
        raise errors.ModelRejected(problems)
    types = {file.name: _visible_types(file, bundle) for file in opened}
    return Decisions(nodes=nodes, types=types, entries=entries)


def _opened(name: str, data: bytes, problems: list[errors.Problem]) -> File | None:
    try:
        root = xml.read(data)
    except errors.ModelRejected as refused:
        problems += [errors.Problem(code=each.code, facts=each.facts, file=name) for each in refused.problems]
        return None
    if not markup.is_dmn(root) or markup.kind(root) != "definitions":
        problems.append(errors.Problem(code="not_dmn", facts={"element": markup.kind(root)}, file=name))
        return None
    report = Report(name)
    _require_unique_ids(root, report)
    return File(
        name=name,
        root=root,
        report=report,
        types=itemtypes.read(root, report),
        nodes={each.get("id", ""): each for each in markup.children(root, *_NODES) if each.get("id")},
        imports={each.get("namespace", ""): each.get("name", "") for each in markup.children(root, "import")},
    )


def _require_unique_ids(root: etree._Element, report: Report) -> None:
    seen: set[str] = set()
    for node in root.iter(etree.Element):
        name = node.get("id")
        if not markup.is_dmn(node):
            continue
        if not name and markup.kind(node) in _NODES and node.getparent() is root:
            report.add("missing_id", node, kind=markup.kind(node), name=node.get("name"))
        if name in seen:
            report.add("duplicate_id", node, id=name)
        seen |= {name} if name else set()


def _require_imports(file: File, bundle: Mapping[str, File]) -> None:
    known = {each.namespace for each in bundle.values()}
    for node in markup.children(file.root, "import"):
        if node.get("namespace") not in known:
            file.report.add("unknown_import", node, namespace=node.get("namespace"), type=node.get("importType"))


def _entries(files: list[File], nodes: Mapping[Ref, Node]) -> dict[str, Ref]:
    """What can be decided, by id; an id must be the only one of the bundle."""
    entries: dict[str, Ref] = {}
    for file in files:
        for name, node in file.nodes.items():
            if markup.kind(node) not in ("decision", "decisionService") or Ref(file.name, name) not in nodes:
                continue
            if name in entries:
                file.report.add("duplicate_id", node, id=name, other=entries[name].file)
            entries.setdefault(name, Ref(file.name, name))
    return entries


def _nodes(file: File, bundle: Mapping[str, File]) -> Iterator[Node]:
    fields = _field_names(file, bundle)
    for name, node in file.nodes.items():
        ref = Ref(file.name, name)
        requires = tuple(_requirements(file, node, bundle))
        scope = frozenset(word for each in requires for word in (each.name, each.prefix) if word)
        names = logic.Names(report=file.report, fields=fields, scope=scope)
        yield _node(file, ref, requires, names, bundle)


def _node(
    file: File, ref: Ref, requires: tuple[Requirement, ...], names: logic.Names, bundle: Mapping[str, File]
) -> Node:
    node = file.nodes[ref.id]
    name, kind = variable(node)
    match markup.kind(node):
        case "inputData":
            return InputData(ref=ref, name=name, type=kind)
        case "businessKnowledgeModel":
            body = markup.child(node, "encapsulatedLogic")
            defined = None if body is None else logic.function(body, names.plus(name))
            return Knowledge(ref=ref, name=name, type=kind, requires=requires, logic=defined)
        case "decisionService":
            outputs = tuple(_targets(file, node, bundle, "outputDecision"))
            parameters = (*_targets(file, node, bundle, "inputData"), *_targets(file, node, bundle, "inputDecision"))
            return Service(ref=ref, name=name, type=kind, outputs=outputs, parameters=parameters)
    box = logic.box_in(node, names)
    texts = captions.of_decision(node, box)
    return DecisionNode(ref=ref, name=name, type=kind, requires=requires, logic=box, texts=texts)


def variable(node: etree._Element) -> tuple[str, str | None]:
    """The name and type under which the value of a node is known."""
    inner = markup.child(node, "variable")
    name = node.get("name") or node.get("id") or ""
    return (name, None) if inner is None else (inner.get("name") or name, logic.type_of(inner))


def _requirements(file: File, node: etree._Element, bundle: Mapping[str, File]) -> Iterator[Requirement]:
    for requirement in markup.children(node, *_REQUIREMENTS):
        for ref in _targets(file, requirement, bundle, *_REQUIRED):
            other = bundle[ref.file]
            prefix = "" if other is file else file.imports.get(other.namespace, "")
            yield Requirement(ref=ref, name=variable(other.nodes[ref.id])[0], prefix=prefix)


def _targets(file: File, node: etree._Element, bundle: Mapping[str, File], *kinds: str) -> Iterator[Ref]:
    """The nodes that children of those kinds point at; `unknown_requirement` for those that are not there."""
    for child in markup.children(node, *kinds):
        href = child.get("href") or ""
        namespace, _, name = href.rpartition("#")
        others = [each for each in bundle.values() if namespace and each.namespace == namespace]
        for candidate in ([file] if namespace in ("", file.namespace) else []) + others:
            if name in candidate.nodes:
                yield Ref(candidate.name, name)
                break
        else:
            file.report.add("unknown_requirement", child, kind=markup.kind(child), href=href)


def _field_names(file: File, bundle: Mapping[str, File]) -> frozenset[str]:
    """Names that may follow a dot: components of types, entries of contexts, outputs, and what is imported."""
    names: set[str] = set()
    for each in bundle.values():
        names |= set(itemtypes.field_names(each.types))
        names |= {node.get("name", "") for node in each.root.iter("{*}output")}
        names |= {node.get("name", "") for node in each.root.iterfind(".//{*}contextEntry/{*}variable")}
        if each is not file and each.namespace in file.imports:
            names |= {variable(node)[0] for node in each.nodes.values()}
    return frozenset(names - {""})


def _visible_types(file: File, bundle: Mapping[str, File]) -> dict[str, ItemDefinition]:
    """The file's own types, and those it imports under the name of the import and a dot."""
    visible: dict[str, ItemDefinition] = {}
    for each in bundle.values():
        if each is not file and each.namespace in file.imports:
            prefix = file.imports[each.namespace]
            visible |= {f"{prefix}.{name}" if prefix else name: kind for name, kind in each.types.items()}
            visible |= {name: kind for name, kind in each.types.items() if name not in visible}
    return visible | dict(file.types)


def _require_no_circle(file: File, nodes: Mapping[Ref, Node]) -> None:
    """Decisions may not need themselves; knowledge models may call themselves."""
    for ref in (Ref(file.name, name) for name in file.nodes):
        if isinstance(nodes.get(ref), DecisionNode) and ref in _needed(ref, nodes):
            file.report.add("circular_requirement", file.nodes[ref.id])


def _needed(ref: Ref, nodes: Mapping[Ref, Node]) -> set[Ref]:
    """All decisions that a decision needs, directly or not."""
    found: set[Ref] = set()
    waiting = [ref]
    while waiting:
        node = nodes.get(waiting.pop())
        for each in node.requires if isinstance(node, DecisionNode) else ():
            if each.ref not in found and isinstance(nodes.get(each.ref), DecisionNode):
                found.add(each.ref)
                waiting.append(each.ref)
    return found
