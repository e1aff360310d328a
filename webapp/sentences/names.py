"""What an audit entry points to, by the names that people know."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from engine.insight.trail import Page
from webapp import languages


def person(participant_id: object, page: Page) -> str:
    """A person's name."""
    found = page.people.get(participant_id) if isinstance(participant_id, int) else None
    return found.name if found else _("somebody no longer known")


def people(ids: object, page: Page) -> str:
    """Several people, or that it is nobody."""
    names = [person(one, page) for one in ids] if isinstance(ids, list) else []
    return ", ".join(names) or _("nobody")


def task(details: Mapping[str, Any], page: Page) -> str:
    """The task an entry tells of."""
    found = page.tasks.get(details["task"])
    return languages.text(found.version.name(found.element)) if found else _("a task")


def organisation(details: Mapping[str, Any], page: Page) -> str:
    """The organisation an entry tells of."""
    found = page.organisations.get(details["organisation"])
    return found.name if found else ""
