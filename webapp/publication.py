"""Where processes, forms and the engine's publishing are introduced to each other."""

import json
from collections.abc import Iterable

import bpmn
import forms
from engine import errors, feel
from engine.casework.publishing import Bundle, Publication
from engine.ledger.audit import Actor
from engine.model.lint import Profile


def check_form(form_id: str, content: bytes) -> Iterable[errors.Problem]:
    """Everything wrong with a form document, as problems of the bundle."""
    file = f"{form_id}.form"
    try:
        document = json.loads(content)
    except ValueError:
        return [errors.Problem(code="form_not_json", element=form_id, file=file)]
    if not isinstance(document, dict):
        return [errors.Problem(code="form_not_json", element=form_id, file=file)]
    return [
        errors.Problem(code=found.code, element=found.component or form_id, facts=found.facts, file=file)
        for found in forms.check(document, parse=_parse)
    ]


def by_person(participant_id: int, reason: str, profile: str) -> Publication:
    """A publication by somebody signed in; models drawn elsewhere may follow the looser profile."""
    wanted = Profile.RUN if profile == Profile.RUN else Profile.HOUSE
    return Publication(by=participant_id, reason=reason, check_form=check_form, profile=wanted)


def shipped() -> tuple[Bundle, Publication]:
    """The processes and forms that come with the product, published by the command line."""
    documents = {name: forms.definitions.read_bytes(name) for name in forms.definitions.names()}
    publication = Publication(by=Actor.COMMAND, reason="Shipped with the product", check_form=check_form)
    return Bundle(models=bpmn.read_all(), forms=documents), publication


def _parse(expression: str) -> None:
    feel.parse(expression)
