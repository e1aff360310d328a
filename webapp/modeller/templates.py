"""Element templates: steps of a process as owners know them, with what this draft and the organisation offer."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from lxml import etree

from engine import errors, xml
from engine.casework import jobs
from engine.people.roles import ROLES
from webapp.sentences import roles

SCHEMA = "https://unpkg.com/@camunda/zeebe-element-templates-json-schema/resources/schema.json"
VERSION = 1  # to be raised when the fields of a template change; ids never change
DEFAULT_DEADLINE = "=workdays(5)"
Template = dict[str, object]
Choices = Sequence[tuple[str, str]]


def offered(files: Mapping[str, bytes]) -> list[Template]:
    """Templates in the reader's language; forms, tables and processes to choose from are those of the files."""
    forms = sorted(name.removesuffix(".form") for name in files if name.endswith(".form"))
    decisions, processes = _defined(files, ".dmn", "decision"), _defined(files, ".bpmn", "process")
    people = [(key, roles.name(key)) for key in ROLES]
    by_role = _choice(_("Role"), people, _assignment("candidateGroups"))
    by_rule = _text(_("Roles"), _assignment("candidateGroups"), feel="optional")
    form = _choice(_("Form"), [(one, one) for one in forms], {"type": "zeebe:formDefinition", "property": "formId"})
    return [
        _template("person-task", _("Task for a person"), "UserTask", _person(by_role, form), default=True),
        _template("person-task-by-rule", _("Task for roles by a rule"), "UserTask", _person(by_rule, form)),
        _template("decision", _("Decision table"), "BusinessRuleTask", _decision(decisions)),
        _template("call", _("Call of a process"), "CallActivity", _call(processes)),
        _template("job", _("Automatic step"), "ServiceTask", _job()),
    ]


def _template(key: str, name: str, kind: str, fields: list[Template], *, default: bool = False) -> Template:
    made: Template = {
        "$schema": SCHEMA,
        "id": f"innotech360.{key}",
        "version": VERSION,
        "name": name,
        "appliesTo": [f"bpmn:{kind}"],
        "elementType": {"value": f"bpmn:{kind}"},
        "properties": fields,
    }
    return {**made, "isDefault": True} if default else made


def _person(who: Template, form: Template) -> list[Template]:
    schedule = {"type": "zeebe:taskSchedule", "property": "dueDate"}
    deadline = {**_text(_("Deadline"), schedule, feel="optional"), "value": DEFAULT_DEADLINE}
    deadline["description"] = _('For instance workdays(5), or now() + duration("PT72H")')
    return [{"type": "Hidden", "binding": {"type": "zeebe:userTask"}}, who, form, deadline]


def _decision(decisions: Choices) -> list[Template]:
    return [
        _choice(_("Decision"), decisions, {"type": "zeebe:calledDecision", "property": "decisionId"}),
        _text(_("Variable of the result"), {"type": "zeebe:calledDecision", "property": "resultVariable"}),
    ]


def _call(processes: Choices) -> list[Template]:
    binding = {"type": "zeebe:calledElement", "property": "propagateAllChildVariables"}
    return [
        _choice(_("Process"), processes, {"type": "zeebe:calledElement", "property": "processId"}),
        {"type": "Hidden", "value": "false", "binding": binding},
    ]


def _job() -> list[Template]:
    kinds = [(kind, roles.job(kind)) for kind in jobs.HANDLERS]
    return [_choice(_("What is done"), kinds, {"type": "zeebe:taskDefinition", "property": "type"})]


def _choice(label: str, options: Choices, binding: Mapping[str, str]) -> Template:
    choices = [{"name": words, "value": value} for value, words in options]
    return {"type": "Dropdown", "label": label, "choices": choices, "binding": dict(binding)}


def _text(label: str, binding: Mapping[str, str], feel: str = "") -> Template:
    field: Template = {"type": "String", "label": label, "binding": dict(binding)}
    return {**field, "feel": feel} if feel else field


def _assignment(name: str) -> Mapping[str, str]:
    return {"type": "zeebe:assignmentDefinition", "property": name}


def _defined(files: Mapping[str, bytes], suffix: str, kind: str) -> Choices:
    """Id and name of what the files define."""
    found: dict[str, str] = {}
    for name, content in files.items():
        if name.endswith(suffix):
            found.update(_named(content, kind))
    return sorted(found.items())


def _named(content: bytes, kind: str) -> dict[str, str]:
    try:
        nodes = xml.read(content).iter(f"{{*}}{kind}")
    except errors.ModelRejected:
        return {}
    return {_id(node): node.get("name") or _id(node) for node in nodes if node.get("id")}


def _id(node: etree._Element) -> str:
    return node.get("id") or ""
