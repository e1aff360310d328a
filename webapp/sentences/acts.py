"""Groups of acts, for choosing among the many kinds there are."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import pgettext

from engine.ledger.audit import Action

MARK = "group:"
OTHER = "other"
# By the first part of an action: "task.claimed" belongs to tasks.
_GROUPS = {
    "case": "cases",
    "programme": "cases",
    "task": "tasks",
    "draft": "tasks",
    "deadline": "tasks",
    "vote": "tasks",
    "timer": "process",
    "message": "process",
    "key": "people",
    "job": "process",
    "event": "process",
    "decision": "process",
    "process": "models",
    "notice": "told",
    "mail": "told",
    "reminder": "told",
    "ladder": "told",
    "organisation": "people",
    "person": "people",
    "membership": "people",
    "substitute": "people",
    "account": "signing_in",
    "audit": "review",
}


@dataclass(frozen=True)
class Group:
    """Kinds of acts that belong together; `key` stands for all of them in an address."""

    key: str
    name: str
    actions: tuple[str, ...]


def groups() -> list[Group]:
    """Every kind of act in its group."""
    return [Group(MARK + key, name, found) for key, name in _names().items() if (found := tuple(_in_group(key)))]


def chosen(value: str) -> tuple[str, ...]:
    """The kinds of acts that a choice stands for: one, or those of a group."""
    return tuple(_in_group(value.removeprefix(MARK))) if value.startswith(MARK) else (value,)


def _in_group(key: str) -> Iterator[str]:
    return (action.value for action in Action if _GROUPS.get(action.value.partition(".")[0], OTHER) == key)


def _names() -> dict[str, str]:
    return {
        "cases": _("Cases"),
        "tasks": _("Tasks"),
        "process": _("Course of the process"),
        "told": _("Messages to people"),
        "models": _("Process models"),
        "people": _("People and organisations"),
        "signing_in": _("Signing in"),
        "review": pgettext("group of acts", "Review"),
        OTHER: pgettext("group of acts", "Other"),
    }
