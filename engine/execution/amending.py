"""Variables that change though no step has written them: who carries a case, who takes part."""

from collections.abc import Iterable, Mapping

from engine.execution.memory import Memory


def amend(memory: Memory, changes: Mapping[str, object]) -> bool:
    """Give names, or entries of contexts ("team.pm"), new values wherever they are; tells whether any was there."""
    found = False
    for path, value in changes.items():
        name, *inner = path.split(".")
        for scope in memory.scopes.values():
            if name in scope and _fits(scope[name], inner):
                scope[name] = _changed(scope[name], inner, value)
                found = True
    return found


def _fits(value: object, inner: Iterable[str]) -> bool:
    """Whether the way leads through contexts; its last entry need not be there yet."""
    for name in inner:
        if not isinstance(value, Mapping):
            return False
        value = value.get(name, {})
    return True


def _changed(value: object, inner: list[str], new: object) -> object:
    if not inner:
        return new
    name, *rest = inner
    known = dict(value) if isinstance(value, Mapping) else {}
    return {**known, name: _changed(known.get(name), rest, new)}
