"""What differs between two versions of a form, question by question."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from forms import texts
from forms.texts import Definition, Text

_NAMES = ("label", "dateLabel", "text", "content")
_NOT_CONTENT = frozenset({"id", "components", "layout"})
_LONGEST = 80


@dataclass(frozen=True, kw_only=True)
class Change:
    """A component that was `added`, `changed` or `removed`, by its key or id, named in the reader's language."""

    id: str
    state: str
    type: str
    name: Text


def compare(old: Definition, new: Definition, language: str, fallbacks: tuple[str, ...] = ()) -> tuple[Change, ...]:
    """Compare two form documents; where components stand on the page does not count, only their order."""
    before, after = dict(_components(old)), dict(_components(new))

    def change(name: str, state: str, component: Definition) -> Change:
        kind = str(component.get("type", ""))
        return Change(id=name, state=state, type=kind, name=_name(component, language, fallbacks))

    found = [change(name, "changed" if name in before else "added", one) for name, one in after.items()]
    gone = [change(name, "removed", one) for name, one in before.items() if name not in after]
    same = {name for name, one in after.items() if name in before and _content(one) == _content(before[name])}
    return tuple(change for change in [*found, *gone] if change.id not in same)


def _components(form: Definition) -> Iterator[tuple[str, Definition]]:
    inside = form.get("components")
    for component in inside if isinstance(inside, list) else ():
        if isinstance(component, Mapping):
            yield str(component.get("key") or component.get("path") or component.get("id") or ""), component
            yield from _components(component)


def _content(component: Definition) -> str:
    return json.dumps({key: value for key, value in component.items() if key not in _NOT_CONTENT}, sort_keys=True)


def _name(component: Definition, language: str, fallbacks: tuple[str, ...]) -> Text:
    for attribute in _NAMES:
        if words := texts.in_language(component, attribute, language, fallbacks):
            short = " ".join(words.split())
            return Text(short if len(short) <= _LONGEST else f"{short[:_LONGEST]}…", words.lang)
    return Text()
