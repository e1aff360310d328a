"""Every expression of a file: FEEL that parses, calls functions we know, and nothing of other dialects."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine import errors, feel
from engine.model import vocabulary, zeebe
from engine.model.lint.subject import Subject, drawn_owner, problem

ALWAYS_KNOWN = frozenset({"holders", "organisations", "asked"})
_MUST_BE_FEEL = ("conditionExpression", "condition", "loopCondition", "completionCondition", "activationCondition")
_MAY_BE_FEEL = ("timeDate", "timeDuration", "timeCycle", "loopCardinality")
_FIELDS = (
    "form_id",
    "assignee",
    "candidate_groups",
    "candidate_users",
    "due_date",
    "follow_up_date",
    "priority",
    "task_type",
    "retries",
    "decision_id",
    "called_process",
    "correlation_key",
)
_FEEL_FIELDS = ("input_collection", "output_element", "script")


@dataclass(frozen=True, kw_only=True)
class Site:
    """A place where an expression stands; `binding` when it must be FEEL."""

    element: str
    attribute: str
    text: str
    binding: bool


def expressions(subject: Subject) -> Iterator[errors.Problem]:
    """Check every expression of the file (DMN 1.x clause 10.3 grammar, with the leading "=" of the dialect)."""
    names = _spaced_names(subject)
    for site in sites(subject):
        if "${" in site.text or "#{" in site.text:
            yield problem("expression_foreign", site.element, attribute=site.attribute)
        elif site.text.startswith("="):
            yield from _parsed(subject, site, names)
        elif site.binding:
            yield problem("expression_not_feel", site.element, attribute=site.attribute)


def known(functions: Iterable[str]) -> frozenset[str]:
    """The functions that an expression of a model may call: the built-in ones, those of every case, and those given."""
    return frozenset(feel.BUILTINS) | ALWAYS_KNOWN | frozenset(functions)


def sites(subject: Subject) -> Iterator[Site]:
    """Everything that is, or may be, an expression, in the order of the file."""
    for node in subject.nodes(*_MUST_BE_FEEL, *_MAY_BE_FEEL):
        text = "".join(str(part) for part in node.itertext()).strip()
        tag = vocabulary.local(node)
        yield Site(element=drawn_owner(node), attribute=tag, text=text, binding=tag in _MUST_BE_FEEL)
    for node in subject.nodes("messageEventDefinition", "signalEventDefinition", "message", "signal"):
        yield from _of_extensions(drawn_owner(node), zeebe.read(node))
    for process in subject.document.processes:
        yield from _of_extensions(process.id, process.extensions)
        for element in process.elements.values():
            yield from _of_extensions(element.id, element.extensions)


def _of_extensions(element: str, extensions: zeebe.Extensions) -> Iterator[Site]:
    for name in (*_FIELDS, *_FEEL_FIELDS):
        if text := getattr(extensions, name):
            yield Site(element=element, attribute=name, text=text, binding=name in _FEEL_FIELDS)
    for mapping in (*extensions.inputs, *extensions.outputs):
        if mapping.source:
            yield Site(element=element, attribute=mapping.target, text=mapping.source, binding=False)
    if title := extensions.properties.get("caseTitle"):
        yield Site(element=element, attribute="caseTitle", text=title, binding=False)


def _parsed(subject: Subject, site: Site, names: frozenset[str]) -> Iterator[errors.Problem]:
    try:
        expression = feel.parse(site.text[1:], names)
    except feel.SyntaxProblem as trouble:
        yield problem("expression_malformed", site.element, attribute=site.attribute, **_facts(trouble))
        return
    for name in sorted(feel.functions_used(expression) - known(subject.bundle.functions)):
        yield problem("function_unknown", site.element, attribute=site.attribute, function=name)
    for fault in feel.constant_faults(expression):
        yield problem("expression_null", site.element, attribute=site.attribute, text=site.text, reason=fault.code)


def _facts(trouble: feel.SyntaxProblem) -> dict[str, object]:
    return {"reason" if name == "code" else str(name): value for name, value in trouble.facts.items()}


def _spaced_names(subject: Subject) -> frozenset[str]:
    """Variables whose names hold spaces or signs: the parser has to know them before it reads."""
    found: set[str] = set()
    for node in subject.nodes("dataObject", "dataObjectReference", "property", "dataInput", "dataOutput"):
        found.add(node.get("name") or "")
    for _, element in subject.elements():
        extensions = element.extensions
        found.update(mapping.target for mapping in (*extensions.inputs, *extensions.outputs))
        found.update((extensions.result_variable or "", extensions.input_element or ""))
    return frozenset(name for name in found if name and not name.isidentifier())
