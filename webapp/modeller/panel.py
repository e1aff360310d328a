"""Groups of the properties panel: the known properties of a model with labels and help in the reader's language."""

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _

from engine.model import zeebe
from engine.model.zeebe import KnownProperty, PropertyKind
from engine.people.roles import ROLES
from webapp.sentences import roles

Described = dict[str, object]
# Everything with a name that can be chosen in the drawing.
NAMED = (
    *("bpmn:Process", "bpmn:Participant", "bpmn:Lane", "bpmn:FlowNode", "bpmn:SequenceFlow", "bpmn:MessageFlow"),
    *("bpmn:DataObjectReference", "bpmn:DataStoreReference"),
)
_ENTRIES = {
    PropertyKind.LONG_TEXT: "textarea",
    PropertyKind.FEEL: "feel",
    PropertyKind.CHOICE: "select",
    PropertyKind.FLAG: "checkbox",
}


def described() -> Described:
    """All groups: translations first, then what else we know of each kind of element."""
    translated = [known for known in zeebe.KNOWN_PROPERTIES.values() if not known.where]
    languages = {"id": "i3-languages", "label": _("Languages"), "on": list(NAMED), "fields": _fields(translated)}
    return {"groups": [languages, *_by_place()]}


def label(name: str) -> str:
    """What a property is called; one that no table knows stands as it is."""
    return _labels().get(name, name)


def _by_place() -> Iterator[Described]:
    """A group for each kind of element that properties belong to; kinds with the same properties share theirs."""
    kinds = dict.fromkeys(kind for known in zeebe.KNOWN_PROPERTIES.values() for kind in known.where)
    shared: dict[tuple[KnownProperty, ...], list[str]] = {}
    for kind in kinds:
        known = tuple(one for one in zeebe.KNOWN_PROPERTIES.values() if kind in one.where)
        shared.setdefault(known, []).append(kind)
    for number, (known, where) in enumerate(shared.items()):
        types = [f"bpmn:{kind[0].upper()}{kind[1:]}" for kind in where]
        yield {"id": f"i3-case-{number}", "label": _group_label(where, known), "on": types, "fields": _fields(known)}


def _group_label(where: list[str], known: Iterable[KnownProperty]) -> str:
    if where == ["process"]:
        return _("Cases of this process")
    if where == ["userTask"]:
        return _("Deadline and doers")
    if where == ["callActivity", "subProcess"]:
        return _("Phase")
    return _("Case action") if any(one.name == "action" for one in known) else _("Case")


def _fields(known: Iterable[KnownProperty]) -> list[Described]:
    return [_field(one) for one in known]


def _field(known: KnownProperty) -> Described:
    field: Described = {
        "property": known.name,
        "label": label(known.name),
        "kind": _ENTRIES.get(known.kind, "text"),
        "help": _help(known),
    }
    if known.choices:
        field["options"] = [{"value": choice, "label": _choice(choice)} for choice in known.choices]
    return field


def _help(known: KnownProperty) -> str:
    if known.kind is PropertyKind.ROLES:
        keys = ", ".join(f"{key} ({roles.name(key)})" for key in ROLES)
        return _(
            "Roles by their keys, separated by spaces. Without any, everybody who is signed in. Keys: %(keys)s",
            keys=keys,
        )
    if known.kind is PropertyKind.TASKS:
        return _("Ids of tasks, separated by spaces. Whoever has done one of them may not do this one.")
    if known.kind is PropertyKind.METHODS:
        return _("Ids of method cards, separated by spaces.")
    return ""


def _choice(value: str) -> str:
    words = {
        "working": _("Working days"),
        "calendar": _("Calendar days"),
        "hours": _("Hours of the clock"),
        "none": _("No deadline"),
        "case": _("Of the case"),
        "programme": _("Of the whole programme"),
        "gate": _("A gate"),
        "condition": _("A condition of a gate"),
        "task": _("A task"),
        "PT0S": _("Not at all"),
        "PT1H": _("One hour"),
        "P1D": _("One day"),
        "P7D": _("Seven days"),
        "P30D": _("Thirty days"),
    }
    return words.get(value, value)


def _labels() -> dict[str, str]:
    return {
        "name:da": _("Name in Danish"),
        "name:sv": _("Name in Swedish"),
        "documentation:da": _("Instructions in Danish"),
        "documentation:sv": _("Instructions in Swedish"),
        "caseTitle": _("Title of a case"),
        "organisation": _("Organisation whose cases the clock opens (its key)"),
        "starters": _("Who may open a case"),
        "public": _("May be shown on the public page"),
        "phase": _("Phase on the page of the case"),
        "remind": _("Reminders"),
        "deadlineKind": _("How the deadline is counted"),
        "overdue": _("What is overdue then, counted from the deadline"),
        "separateFrom": _("Four eyes: not by who did"),
        "personal": _("Only whoever is asked may do it"),
        "ballot": _("It is a vote"),
        "condition": _("It meets a condition of a gate"),
        "method": _("Method cards"),
        "action": _("Case action, in English"),
        "action:da": _("Case action, in Danish"),
        "action:sv": _("Case action, in Swedish"),
        "actionKey": _("Key of the case action"),
        "actionForm": _("Form of the case action"),
        "actionBy": _("Who may take the case action"),
        "actionScope": _("Where the case action is offered"),
        "pauses": _("The case is paused here"),
        "keepEarly": _("How long before the message may come"),
    }
