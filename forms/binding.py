"""From a form document to a form in front of a person."""

from collections.abc import Mapping
from typing import Unpack

from forms.components import Group
from forms.drawing import Line
from forms.sheet import Posted, Reader, Reading, Sheet
from forms.task_form import TaskForm
from forms.texts import Definition

NOTHING: Mapping[str, object] = {}


def form_class(
    document: Definition,
    *,
    data: Mapping[str, object] = NOTHING,
    context: Mapping[str, object] = NOTHING,
    posted: Posted | None = None,
    **reading: Unpack[Reading],
) -> type[TaskForm]:
    """The form as a class: what is hidden, prefilled and computed follows from what was posted or is known.

    `data` holds a draft or earlier answers, as typed or as values; once something is posted only that counts.
    `context` holds the inputs of the task for prefilled and computed values.
    """
    sheet = Sheet(reader=Reader(**reading), posted=posted, data=data, context=context)
    root = Group(document, sheet)
    _settle(root)
    return type("TaskForm", (TaskForm,), {"root": root, "sheet": sheet})


def bind(
    document: Definition,
    *,
    data: Mapping[str, object] = NOTHING,
    context: Mapping[str, object] = NOTHING,
    posted: Posted | None = None,
    **reading: Unpack[Reading],
) -> TaskForm:
    """The form ready to be drawn, saved as a draft or validated; parameters as for `form_class`."""
    return form_class(document, data=data, context=context, posted=posted, **reading)()


def describe(document: Definition, answers: Mapping[str, object], **reading: Unpack[Reading]) -> list[Line]:
    """Given answers for reading only, in the order of the form and the language of the reader."""
    root = Group(document, Sheet(reader=Reader(**reading), data=answers, context=answers))
    return list(root.lines(answers))


def _settle(root: Group) -> None:
    """Hide and compute until nothing changes: a hidden answer is null to every other condition."""
    before: Mapping[str, object] | None = None
    for _ in range(root.size() + 2):
        scope = {**root.sheet.context, **root.known()}
        changed = root.place(scope)
        if not changed and scope == before:
            return
        before = scope
