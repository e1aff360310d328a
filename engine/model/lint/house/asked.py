"""What people may be asked to send: case actions are complete, translated, and at an event that people bring about."""

from collections.abc import Iterator

from engine import errors
from engine.model import actions, zeebe
from engine.model.documents import Element
from engine.model.lint.subject import Subject, problem

_NEEDED = (actions.NAME, actions.KEY, actions.FORM, actions.BY)


def case_actions(subject: Subject) -> Iterator[errors.Problem]:
    """An action has a key, a name, a form and roles, and stands at a message or signal; for all cases, at a signal."""
    for process, element in subject.elements():
        properties = element.extensions.properties
        if not any(properties.get(name) for name in actions.PROPERTIES):
            continue
        for name in _NEEDED:
            if not properties.get(name):
                yield problem("action_incomplete", element.id, key=name)
        yield from _translated(element)
        event = actions.event_of(element)
        if event not in actions.KINDS:
            yield problem("action_without_event", element.id, event=event or "none")
        elif properties.get(actions.SCOPE) == actions.PROGRAMME and event != "signal":
            yield problem("action_not_for_all", element.id)
        for role in sorted(_roles(element) - set(subject.bundle.roles)) if subject.bundle.roles else ():
            yield problem("role_unknown", element.id, role=role, process=process.id)


def _translated(element: Element) -> Iterator[errors.Problem]:
    properties = element.extensions.properties
    for language in zeebe.LANGUAGES:
        if properties.get(actions.NAME) and not properties.get(f"{actions.NAME}:{language}"):
            yield problem("translation_missing", element.id, attribute=actions.NAME, language=language)


def _roles(element: Element) -> set[str]:
    action = actions.read({actions.KEY: "any", **element.extensions.properties})
    return set(action.roles) if action is not None else set()
