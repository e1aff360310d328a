"""Which class stands for which form-js type: every component class enters itself by its `form_type`."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from forms.sheet import Path, Sheet
from forms.texts import Definition, properties

if TYPE_CHECKING:
    from forms.components.component import Component

NOT_YET = frozenset({"filepicker", "table", "image", "documentPreview"})
REFUSED = frozenset({"iframe", "button"})

TYPES: dict[str, type["Component"]] = {}


def class_of(definition: Definition) -> type["Component"] | None:
    """The class of a component, None where its type is not one that can be used."""
    kind, variant = str(definition.get("type")), properties(definition).get("store") or definition.get("subtype")
    return TYPES.get(f"{kind}/{variant}") or TYPES.get(kind)


def build(definition: Definition, sheet: Sheet, path: Path) -> "Component":
    """A component for one reading; raises LookupError for a type that `check` would have reported."""
    found = class_of(definition)
    if found is None:
        raise LookupError(f"component type {definition.get('type')!r}")
    return found(definition, sheet, path)


def inside(definition: Definition) -> Iterator[Definition]:
    """The components directly within a form or a group."""
    children = definition.get("components")
    if isinstance(children, list):
        yield from (child for child in children if isinstance(child, Mapping))
