"""The form of a task or case action as one reader sees it, and given answers as read-only lines."""

import decimal
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

import structlog
from flask import current_app
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

import forms
from engine import clock, feel
from engine.casework import processes
from engine.casework.permissions import Asker
from engine.casework.records import Draft
from engine.people import calendars
from webapp import formats, languages
from webapp.characters import without_controls
from webapp.directory import Directory

Posted = MultiDict[str, str]
MOST_FUEL = 1_500_000
log = structlog.get_logger(__name__)


class Asked(Protocol):
    """What has a form: a task, or an action of a case. The form is that of a process version, frozen with it."""

    @property
    def version_id(self) -> int: ...
    @property
    def form_id(self) -> str: ...
    @property
    def case_id(self) -> int | None: ...
    @property
    def inputs(self) -> dict[str, Any]: ...


class Answered(Asked, Protocol):
    """What has been answered."""

    @property
    def answers(self) -> dict[str, Any] | None: ...


def document(session: Session, task: Asked) -> dict[str, Any]:
    """The form document of the task's process version; a task without a form has an empty one."""
    if not task.form_id:
        return {"type": "default", "schemaVersion": 19, "id": "", "components": []}
    kept: dict[tuple[int, str], dict[str, Any]] = current_app.extensions.setdefault("innotech360-forms", {})
    key = (task.version_id, task.form_id)
    if key not in kept:
        kept[key] = json.loads(processes.form(session, task.version_id, task.form_id))
    return kept[key]


def evaluator(session: Session, by: Asker, task: Asked) -> forms.Evaluate:
    """How expressions in the form of a task are evaluated for a reader."""
    functions = Directory(session, by, calendars.day_of(clock.now()), task.case_id).functions()
    return _Evaluator(functions, task.form_id)


class _Evaluator:
    """Evaluates the expressions of one page: each has its fuel, and all together have what is bearable."""

    def __init__(self, functions: Mapping[str, Callable[..., object]], form_id: str) -> None:
        self._functions, self._form_id = functions, form_id
        self._fuel = MOST_FUEL

    def __call__(self, expression: str, context: Mapping[str, Any], /, *, first: int | None = None) -> object:
        fuel = min(self._fuel, feel.DEFAULT_FUEL)
        if fuel <= 0:
            raise forms.NotComputed
        known = feel.Surroundings(functions=self._functions, now=clock.now(), fuel=fuel)
        try:
            found = feel.evaluate(feel.parse(expression, first=first), context, known)
        except (feel.OutOfFuel, feel.SyntaxProblem, decimal.DecimalException) as problem:
            self._fuel -= fuel
            log.warning("expression not computed", form=self._form_id, problem=type(problem).__name__)
            raise forms.NotComputed from problem
        self._fuel -= found.used
        return found.value


def bind(
    session: Session, task: Asked, by: Asker, *, posted: Posted | None = None, draft: Draft | None = None
) -> forms.TaskForm:
    """The task's form: with what was posted, else with the reader's draft, else fresh."""
    return forms.bind(
        document(session, task),
        evaluate=evaluator(session, by, task),
        language=languages.current(),
        data=draft.typed if draft is not None else {},
        context=inputs(task),
        posted=_without_controls(posted) if posted is not None else None,
        translations=languages.form_messages(),
        zone=formats.reader_zone(),
    )


def given(session: Session, task: Answered, by: Asker) -> list[forms.Line]:
    """What was answered, in the reader's language."""
    answers = feel.decode(task.answers["given"]) if task.answers else {}
    return forms.describe(
        document(session, task),
        answers if isinstance(answers, dict) else {},
        evaluate=evaluator(session, by, task),
        language=languages.current(),
        translations=languages.form_messages(),
        zone=formats.reader_zone(),
    )


def adapts(session: Session, task: Asked) -> bool:
    """Whether what the form asks or shows depends on what is answered in it."""
    shown = document(session, task)
    expressions = [text[1:] for text in _texts(shown["components"]) if text.startswith("=")]
    keys = {component[name] for component in _components(shown) for name in ("key", "path") if name in component}
    return any(keys & _names_used(expression) for expression in expressions)


def inputs(task: Asked) -> dict[str, Any]:
    """What the process hands to the task."""
    values = feel.decode(task.inputs.get("given", {}))
    return dict(values) if isinstance(values, dict) else {}


def _components(part: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    inside = part.get("components")
    for component in inside if isinstance(inside, list) else ():
        if isinstance(component, dict):
            yield component
            yield from _components(component)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def _names_used(text: str) -> frozenset[str]:
    """The names in an expression; a text that only begins like one has none."""
    try:
        return frozenset(feel.names_used(feel.parse(text)))
    except feel.SyntaxProblem:
        return frozenset()


def _without_controls(posted: Posted) -> Posted:
    """What was typed, without characters that are no text."""
    return MultiDict((name, without_controls(value)) for name, value in posted.items(multi=True))
