"""User tasks and settings: form, role, deadline, four eyes, and properties that mean something."""

from collections.abc import Iterator

from engine import errors
from engine.model import overdue, zeebe
from engine.model.assignments import written_roles
from engine.model.documents import Element, ProcessModel
from engine.model.lint.subject import Subject, problem
from engine.model.vocabulary import B


def user_tasks(subject: Subject) -> Iterator[errors.Problem]:
    """Every user task has a form, a role or lane, and a deadline or the word that it needs none."""
    for process, element in subject.elements():
        if element.kind != "userTask":
            continue
        extensions = element.extensions
        if not extensions.is_user_task:
            yield problem("user_task_marker_missing", element.id)
        if not extensions.form_id:
            yield problem("task_without_form", element.id)
        if not _has_role(process, element):
            yield problem("task_without_role", element.id)
        if not extensions.due_date and extensions.properties.get("deadlineKind") != "none":
            yield problem("task_without_deadline", element.id)


def roles(subject: Subject) -> Iterator[errors.Problem]:
    """Roles written out in assignments, starters and lanes exist."""
    known = subject.bundle.roles
    if not known:
        return
    for process, element in subject.elements():
        for role in written_roles(element.extensions.candidate_groups or ""):
            if role not in known:
                yield problem("role_unknown", element.id, role=role, process=process.id)
    for process in subject.document.processes:
        for role in process.properties.get("starters", "").replace(",", " ").split():
            if role not in known:
                yield problem("role_unknown", process.id, role=role, process=process.id)
        for lane in process.lanes.values():
            if lane.node.find(B + "childLaneSet") is None and lane.name not in known:
                yield problem("lane_not_role", lane.id, name=lane.name)


def four_eyes(subject: Subject) -> Iterator[errors.Problem]:
    """`separateFrom` names user tasks of the bundle."""
    tasks = {
        element.id
        for process in subject.bundle.processes()
        for element in process.elements.values()
        if element.kind == "userTask"
    }
    for _, element in subject.elements():
        for name in element.extensions.properties.get("separateFrom", "").split():
            if name not in tasks:
                yield problem("separate_from_unknown", element.id, task=name)


def late_timers(subject: Subject) -> Iterator[errors.Problem]:
    """`overdue` is said of a timer at a single task for a person, whose deadline it counts from."""
    for process, element in subject.elements():
        if overdue.NAME not in element.extensions.properties:
            continue
        task = process.elements.get(element.attached_to or "")
        single = task is not None and task.kind == "userTask" and task.loop is None
        if element.event != "timer" or not single:
            yield problem("overdue_without_task", element.id)


def settings(subject: Subject) -> Iterator[errors.Problem]:
    """`zeebe:properties` have known keys, on elements they mean something for, with known values."""
    for node in subject.document.tree.iter(f"{B}*"):
        name, kind = node.get("id") or "", str(node.tag).removeprefix(B)
        for key, value in zeebe.read(node).properties.items():
            known = zeebe.KNOWN_PROPERTIES.get(key)
            if known is None:
                yield problem("property_unknown", name, key=key)
            elif known.where and kind not in known.where:
                yield problem("property_out_of_place", name, key=key, kind=kind)
            elif known.choices and value not in known.choices:
                yield problem("property_value_unknown", name, key=key, value=value)


def mappings(subject: Subject) -> Iterator[errors.Problem]:
    """Mappings have both sides; extension elements are ones that are read."""
    for _, element in subject.elements():
        for mapping in (*element.extensions.inputs, *element.extensions.outputs):
            if not mapping.source or not mapping.target:
                yield problem("mapping_incomplete", element.id, source=mapping.source, target=mapping.target)
        for unknown in element.extensions.unknown:
            yield problem("extension_unknown", element.id, name=unknown)


def _has_role(process: ProcessModel, element: Element) -> bool:
    extensions = element.extensions
    own = extensions.candidate_groups or extensions.candidate_users or extensions.assignee
    return bool(own or process.lane_of(element.id))
