"""Where processes, forms and the engine's publishing are introduced to each other."""

import json
from collections.abc import Iterable
from functools import partial

import bpmn
import forms
from engine import errors, feel
from engine.casework.publishing import Bundle, Publication
from engine.ledger.audit import Actor
from engine.model.lint import Profile


def check_form(form_id: str, content: bytes, profile: Profile = Profile.HOUSE) -> Iterable[errors.Problem]:
    """Everything wrong with a form document, as problems of the bundle; not all of it binds a form drawn elsewhere."""
    file = f"{form_id}.form"
    try:
        document = json.loads(content)
    except ValueError:
        return [errors.Problem(code="form_not_json", element=form_id, file=file)]
    if not isinstance(document, dict):
        return [errors.Problem(code="form_not_json", element=form_id, file=file)]
    return [
        errors.Problem(
            code=found.code,
            element=found.component or form_id,
            severity=_severity(found, profile),
            facts=found.facts,
            file=file,
        )
        for found in forms.check(document, parse=_parse)
    ]


def by_person(participant_id: int, reason: str, profile: str) -> Publication:
    """A publication by somebody signed in; models drawn elsewhere may follow the looser profile."""
    wanted = Profile.RUN if profile == Profile.RUN else Profile.HOUSE
    check = partial(check_form, profile=wanted)
    return Publication(by=participant_id, reason=reason, check_form=check, profile=wanted)


def shipped() -> tuple[Bundle, Publication]:
    """The processes and forms that come with the product, published by the command line."""
    documents = {name: forms.definitions.read_bytes(name) for name in forms.definitions.names()}
    publication = Publication(by=Actor.COMMAND, reason="", check_form=check_form)
    return Bundle(models=bpmn.read_all(), forms=documents), publication


def _severity(found: forms.FormProblem, profile: Profile) -> errors.Severity:
    """Translations are a rule of the house, and an earlier version of the format holds nothing that we do not know."""
    version, ours = found.facts.get("found"), found.facts.get("expected")
    earlier = found.code == "schema_version" and isinstance(version, int) and isinstance(ours, int) and version < ours
    advice = profile is Profile.RUN and (earlier or found.code == "missing_language")
    return errors.Severity.WARNING if advice else errors.Severity.ERROR


def _parse(expression: str) -> None:
    feel.parse(expression)
