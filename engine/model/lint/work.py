"""What activities do: scripts in FEEL only, jobs with a type, calls of processes, decisions and forms that exist."""

from collections.abc import Iterator

from lxml import etree

from engine import errors
from engine.model import actions, vocabulary
from engine.model.documents import Element
from engine.model.lint.subject import Subject, drawn_owner, problem
from engine.model.vocabulary import B

_CAMUNDA = f"{{{vocabulary.CAMUNDA}}}"
_RUNNING_ATTRIBUTES = ("class", "delegateExpression", "expression", "type", "topic", "resource")
_RUNNING_ELEMENTS = ("executionListener", "taskListener", "connector", "script", "inputOutput")
_FEEL_FORMATS = ("", "feel", "application/feel", "text/feel")


def scripts(subject: Subject) -> Iterator[errors.Problem]:
    """Script tasks hold FEEL in `zeebe:script`, or hand the work to a job; BPMN's own script is refused."""
    for node in subject.nodes("script"):
        yield problem("script_not_feel", drawn_owner(node), format=_format(node.getparent()))
    for _, element in subject.elements():
        if element.kind != "scriptTask":
            continue
        has_script = element.node.find(B + "script") is not None
        if _format(element.node).lower() not in _FEEL_FORMATS and not has_script:
            yield problem("script_not_feel", element.id, format=_format(element.node))
        elif not (has_script or element.extensions.script or element.extensions.task_type):
            yield problem("script_missing", element.id)


def foreign(subject: Subject) -> Iterator[errors.Problem]:
    """`camunda:` code that nothing here would run is refused by name, its settings are only reported."""
    for node in subject.document.tree.iter("{*}*"):
        name = vocabulary.local(node)
        if str(node.tag).startswith(_CAMUNDA):
            code = "camunda_code" if name in _RUNNING_ELEMENTS else "camunda_ignored"
            yield problem(code, drawn_owner(node), name=name)
        for attribute in (str(key) for key in node.attrib):
            if attribute.startswith(_CAMUNDA) and vocabulary.is_bpmn(node):
                name = attribute.removeprefix(_CAMUNDA)
                code = "camunda_code" if name in _RUNNING_ATTRIBUTES else "camunda_ignored"
                yield problem(code, drawn_owner(node), name=name)


def jobs(subject: Subject) -> Iterator[errors.Problem]:
    """A service task needs a job type, a business rule task that or a decision."""
    for _, element in subject.elements():
        extensions = element.extensions
        if element.kind == "serviceTask" and not extensions.task_type:
            yield problem("job_type_missing", element.id)
        if element.kind == "businessRuleTask" and not (extensions.decision_id or extensions.task_type):
            yield problem("decision_unnamed", element.id)
        if element.kind == "sendTask" and not (extensions.task_type or element.node.get("messageRef")):
            yield problem("job_type_missing", element.id)
        if element.kind == "receiveTask" and not element.node.get("messageRef"):
            yield problem("trigger_missing", element.id, event="message")


def kinds(subject: Subject) -> Iterator[errors.Problem]:
    """Executable processes are private ones (clause 10.1)."""
    for process in subject.document.processes:
        if process.is_executable and process.node.get("processType") == "Public":
            yield problem("process_public", process.id)


def calls(subject: Subject) -> Iterator[errors.Problem]:
    """Called processes, decisions and forms stand in the bundle; a FEEL id is chosen later and not checked."""
    processes, waiting = subject.bundle.callable_ids, subject.bundle.started_by_events
    for _, element in subject.elements():
        if element.kind == "callActivity":
            called = called_process(element)
            if not called:
                yield problem("called_process_unnamed", element.id)
            elif not called.startswith("=") and called not in processes:
                yield problem("called_process_unknown", element.id, process=called)
            elif called in waiting:
                yield problem("called_process_waits", element.id, process=called)
        decision = element.extensions.decision_id or ""
        if decision and not decision.startswith("=") and decision not in subject.bundle.decisions:
            yield problem("decision_unknown", element.id, decision=decision)
        yield from _form(subject, element)


def called_process(element: Element) -> str:
    """The process a call activity names: the zeebe extension, else BPMN's own attribute; "" for neither."""
    return element.extensions.called_process or vocabulary.reference(element.node.get("calledElement"))


def _form(subject: Subject, element: Element) -> Iterator[errors.Problem]:
    forms = subject.bundle.forms
    for form in (element.extensions.form_id or "", element.extensions.properties.get(actions.FORM, "")):
        if form and forms is not None and not form.startswith("=") and form not in forms:
            yield problem("form_unknown", element.id, form=form)


def _format(node: etree._Element | None) -> str:
    return "" if node is None else (node.get("scriptFormat") or node.get("scriptLanguage") or "").strip()
