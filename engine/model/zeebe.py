"""The `zeebe:` extension elements of one BPMN element, read once into a frozen record."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from lxml import etree

from engine.model import overdue

NAMESPACE = "http://camunda.org/schema/zeebe/1.0"
_ZEEBE = f"{{{NAMESPACE}}}"
_EXTENSIONS = "{http://www.omg.org/spec/BPMN/20100524/MODEL}extensionElements"
_SEVERAL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}multiInstanceLoopCharacteristics"
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class IoMapping:
    """One line of an input or output mapping: `source` as written (FEEL with leading "="), `target` a variable."""

    source: str
    target: str


@dataclass(frozen=True, kw_only=True)
class Extensions:
    """What the direct `zeebe:` children say. Empty text counts as absent; values stay as written."""

    is_user_task: bool = False
    form_id: str | None = None
    assignee: str | None = None
    candidate_groups: str | None = None
    candidate_users: str | None = None
    due_date: str | None = None
    follow_up_date: str | None = None
    priority: str | None = None
    inputs: tuple[IoMapping, ...] = ()
    outputs: tuple[IoMapping, ...] = ()
    task_type: str | None = None
    retries: str | None = None
    headers: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    script: str | None = None
    result_variable: str | None = None
    decision_id: str | None = None
    called_process: str | None = None
    propagate_all_variables: bool = True
    input_collection: str | None = None
    input_element: str | None = None
    output_collection: str | None = None
    output_element: str | None = None
    correlation_key: str | None = None
    version_tag: str | None = None
    properties: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    unknown: tuple[str, ...] = ()


class PropertyKind(StrEnum):
    """How the value of a known property is to be read (and which control an editor shows)."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    FEEL = "feel"
    CHOICE = "choice"
    FLAG = "flag"
    ROLES = "roles"
    TASKS = "tasks"
    METHODS = "methods"
    LADDER = "ladder"


@dataclass(frozen=True, kw_only=True)
class KnownProperty:
    """A key of `zeebe:properties` that means something to us; `where` are BPMN local names, empty = anywhere."""

    name: str
    where: tuple[str, ...]
    kind: PropertyKind
    choices: tuple[str, ...] = ()


LANGUAGES = ("da", "sv")
"""Languages of translations in models; the plain attribute is English."""

DEADLINE_KINDS = ("working", "calendar", "hours", "none")
ACTION_SCOPES = ("case", "programme")
PAUSING = ("eventBasedGateway", "intermediateCatchEvent", "receiveTask", "userTask")
_TIMED = ("userTask", "boundaryEvent", "intermediateCatchEvent", "startEvent")
KEPT = ("PT0S", "PT1H", "P1D", "P7D", "P30D")
"""How long a message that comes early may be kept."""
_CATCHING = ("boundaryEvent", "startEvent", "intermediateCatchEvent", "receiveTask")

_TRANSLATIONS = tuple(
    KnownProperty(name=f"{attribute}:{language}", where=(), kind=kind)
    for attribute, kind in (("name", PropertyKind.TEXT), ("documentation", PropertyKind.LONG_TEXT))
    for language in LANGUAGES
)

KNOWN_PROPERTIES: Mapping[str, KnownProperty] = MappingProxyType(
    {
        known.name: known
        for known in (
            *_TRANSLATIONS,
            KnownProperty(name="caseTitle", where=("process",), kind=PropertyKind.FEEL),
            KnownProperty(name="organisation", where=("process",), kind=PropertyKind.TEXT),
            KnownProperty(name="starters", where=("process",), kind=PropertyKind.ROLES),
            KnownProperty(name="public", where=("process", "userTask"), kind=PropertyKind.FLAG),
            KnownProperty(name="phase", where=("callActivity", "subProcess"), kind=PropertyKind.TEXT),
            KnownProperty(name="remind", where=("userTask",), kind=PropertyKind.LADDER),
            KnownProperty(name="deadlineKind", where=_TIMED, kind=PropertyKind.CHOICE, choices=DEADLINE_KINDS),
            KnownProperty(name="overdue", where=("boundaryEvent",), kind=PropertyKind.CHOICE, choices=overdue.KINDS),
            KnownProperty(name="separateFrom", where=("userTask",), kind=PropertyKind.TASKS),
            KnownProperty(name="personal", where=("userTask",), kind=PropertyKind.FLAG),
            KnownProperty(name="ballot", where=("userTask",), kind=PropertyKind.FLAG),
            KnownProperty(name="condition", where=("userTask",), kind=PropertyKind.FLAG),
            KnownProperty(name="method", where=("userTask",), kind=PropertyKind.METHODS),
            KnownProperty(name="pauses", where=PAUSING, kind=PropertyKind.FLAG),
            KnownProperty(name="keepEarly", where=_CATCHING, kind=PropertyKind.CHOICE, choices=KEPT),
            KnownProperty(name="action", where=_CATCHING, kind=PropertyKind.TEXT),
            *(
                KnownProperty(name=f"action:{language}", where=_CATCHING, kind=PropertyKind.TEXT)
                for language in LANGUAGES
            ),
            KnownProperty(name="actionKey", where=_CATCHING, kind=PropertyKind.TEXT),
            KnownProperty(name="actionForm", where=_CATCHING, kind=PropertyKind.TEXT),
            KnownProperty(name="actionBy", where=_CATCHING, kind=PropertyKind.ROLES),
            KnownProperty(name="actionScope", where=_CATCHING, kind=PropertyKind.CHOICE, choices=ACTION_SCOPES),
        )
    }
)
"""The known keys of `zeebe:properties`; others are kept and get a warning."""


def read(node: etree._Element) -> Extensions:
    """Read the direct children of `node`'s own extensionElements; never those of elements it holds.

    The one exception are its own multi-instance characteristics, whose extensions belong to the activity.

    Foreign namespaces are ignored; zeebe elements this record has no place for are named in `unknown`.
    """
    values: dict[str, object] = {}
    unknown: list[str] = []
    for element in _direct(node):
        name = etree.QName(element).localname
        if name in _ATTRIBUTES:
            values.update(_filled(element, _ATTRIBUTES[name]))
        elif name in _NESTED:
            values.update(_NESTED[name](element))
        else:
            unknown.append(name)
    return Extensions(**values, unknown=tuple(unknown))  # type: ignore[arg-type]


def _direct(node: etree._Element) -> Iterator[etree._Element]:
    for holder in (node, *node.iterchildren(_SEVERAL)):
        for container in holder.iterchildren(_EXTENSIONS):
            yield from container.iterchildren(f"{_ZEEBE}*")


def _filled(element: etree._Element, fields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for attribute, name in fields.items():
        if text := (element.get(attribute) or "").strip():
            yield name, text


def _user_task(_: etree._Element) -> dict[str, object]:
    return {"is_user_task": True}


def _called_element(element: etree._Element) -> dict[str, object]:
    propagate = element.get("propagateAllChildVariables", "true").strip().lower() != "false"
    return {**dict(_filled(element, {"processId": "called_process"})), "propagate_all_variables": propagate}


def _io_mapping(element: etree._Element) -> dict[str, object]:
    return {"inputs": tuple(_lines(element, "input")), "outputs": tuple(_lines(element, "output"))}


def _lines(element: etree._Element, tag: str) -> Iterator[IoMapping]:
    for line in element.iterchildren(_ZEEBE + tag):
        yield IoMapping(source=(line.get("source") or "").strip(), target=(line.get("target") or "").strip())


def _pairs(children: Iterable[etree._Element], key: str, value: str) -> Mapping[str, str]:
    named = ((child.get(key) or "", (child.get(value) or "").strip()) for child in children)
    return MappingProxyType({name: text for name, text in named if name and text})


def _headers(element: etree._Element) -> dict[str, object]:
    return {"headers": _pairs(element.iterchildren(_ZEEBE + "header"), "key", "value")}


def _properties(element: etree._Element) -> dict[str, object]:
    return {"properties": _pairs(element.iterchildren(_ZEEBE + "property"), "name", "value")}


_ATTRIBUTES: Mapping[str, Mapping[str, str]] = {
    "formDefinition": {"formId": "form_id"},
    "assignmentDefinition": {
        "assignee": "assignee",
        "candidateGroups": "candidate_groups",
        "candidateUsers": "candidate_users",
    },
    "taskSchedule": {"dueDate": "due_date", "followUpDate": "follow_up_date"},
    "priorityDefinition": {"priority": "priority"},
    "taskDefinition": {"type": "task_type", "retries": "retries"},
    "script": {"expression": "script", "resultVariable": "result_variable"},
    "calledDecision": {"decisionId": "decision_id", "resultVariable": "result_variable"},
    "loopCharacteristics": {
        "inputCollection": "input_collection",
        "inputElement": "input_element",
        "outputCollection": "output_collection",
        "outputElement": "output_element",
    },
    "subscription": {"correlationKey": "correlation_key"},
    "versionTag": {"value": "version_tag"},
}
_NESTED = {
    "userTask": _user_task,
    "calledElement": _called_element,
    "ioMapping": _io_mapping,
    "taskHeaders": _headers,
    "properties": _properties,
}
