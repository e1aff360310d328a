"""Where processes, forms and the engine's publishing are introduced to each other."""

import json
from collections.abc import Collection, Iterable
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

import bpmn
import forms
from engine import errors, feel
from engine.casework import ladders
from engine.casework.publishing import Bundle, Publication
from engine.ledger.audit import Actor
from engine.model.lint import Profile

MOST_BYTES, DEEPEST = 1_000_000, 40


class _Unreadable(Exception):
    """A file that holds no form; `code` and `facts` as in a problem."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def check_form(form_id: str, content: bytes, profile: Profile = Profile.HOUSE) -> Iterable[errors.Problem]:
    """Everything wrong with a form document, as problems of the bundle; not all of it binds a form drawn elsewhere."""
    file = f"{form_id}.form"
    try:
        document = _read(content)
    except _Unreadable as fault:
        return [errors.Problem(code=fault.code, element=form_id, facts=fault.facts, file=file)]
    return [
        errors.Problem(
            code=found.code,
            element=found.component or form_id,
            severity=_severity(found, profile),
            facts=found.facts,
            file=file,
        )
        for found in forms.check(document, parse=_parse, read_pattern=_read_pattern)
    ]


def by_person(session: Session, participant_id: int, reason: str, profile: str) -> Publication:
    """A publication by somebody signed in; models drawn elsewhere may follow the looser profile."""
    wanted = Profile.RUN if profile == Profile.RUN else Profile.HOUSE
    check = partial(check_form, profile=wanted)
    known = ladders.keys(session)
    return Publication(by=participant_id, reason=reason, check_form=check, profile=wanted, ladders=known)


def shipped(known: Collection[str] | None = None) -> tuple[Bundle, Publication]:
    """The processes and forms that come with the product, published by the command line; `known` are the ladders."""
    documents = {name: forms.definitions.read_bytes(name) for name in forms.definitions.names()}
    publication = Publication(by=Actor.COMMAND, reason="", check_form=check_form, ladders=known)
    return Bundle(models=bpmn.read_all(), forms=documents), publication


def _read(content: bytes) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise _Unreadable("form_too_large", bytes=len(content), limit=MOST_BYTES)
    try:
        document = json.loads(content, parse_constant=_refuse_constant)
    except RecursionError:
        raise _Unreadable("form_too_deep", limit=DEEPEST) from None
    except ValueError:
        raise _Unreadable("form_not_json") from None
    if not isinstance(document, dict):
        raise _Unreadable("form_not_json")
    if _is_deeper(document, DEEPEST):
        raise _Unreadable("form_too_deep", limit=DEEPEST)
    return document


def _refuse_constant(name: str) -> None:
    """NaN and the infinities are no JSON."""
    raise ValueError(name)


def _is_deeper(document: object, most: int) -> bool:
    level: list[object] = [document]
    for _depth in range(most):
        inside = (one.values() if isinstance(one, dict) else one for one in level if isinstance(one, dict | list))
        level = [part for parts in inside for part in parts]
        if not level:
            return False
    return True


def _severity(found: forms.FormProblem, profile: Profile) -> errors.Severity:
    """Translations are a rule of the house, and an earlier version of the format holds nothing that we do not know."""
    version, ours = found.facts.get("found"), found.facts.get("expected")
    earlier = found.code == "schema_version" and isinstance(version, int) and isinstance(ours, int) and version < ours
    advice = profile is Profile.RUN and (earlier or found.code == "missing_language")
    return errors.Severity.WARNING if advice else errors.Severity.ERROR


def _parse(expression: str) -> None:
    try:
        feel.parse(expression)
    except feel.SyntaxProblem as fault:
        raise ValueError(str(fault)) from fault


def _read_pattern(pattern: str) -> None:
    """Patterns of answers are those of FEEL, matched in time that a long answer cannot draw out."""
    found = feel.evaluate('matches("", pattern)', {"pattern": pattern})
    if found.value is None:
        raise ValueError(", ".join(str(problem.facts.get("reason", problem.code)) for problem in found.problems))
