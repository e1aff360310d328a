"""The page of one action: its form for whoever may send it, else why not, with what was typed."""

from dataclasses import dataclass
from typing import Any

from flask import render_template

import forms
from engine import errors, feel
from engine.casework import actions, cases, permissions
from engine.casework.actions import Offered
from engine.casework.cases import Case
from webapp.database import db
from webapp.people import asker, me
from webapp.sentences import cases as case_sentences
from webapp.tasks import answering


@dataclass(frozen=True, kw_only=True)
class Blank:
    """The form of an action that nobody has filled in yet."""

    version_id: int
    form_id: str
    case_id: int | None
    inputs: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What the page shows: the form to be filled in or only to be read, what went wrong, and the mark of the asking."""

    form: forms.TaskForm | None = None
    typed: forms.TaskForm | None = None
    told: errors.EngineError | None = None
    once: str = ""


def visible(number: str) -> Case:
    """The case with a number, for who may see it."""
    case = cases.by_number(db.session(), number)
    permissions.require_see_case(db.session(), case, asker())
    return case


def form(case: Case, found: Offered, *, posted: answering.Posted | None = None) -> forms.TaskForm:
    """The action's form as the reader sees it."""
    known = {"case_id": case.number, "title": case_sentences.title(case)}
    blank = Blank(
        version_id=case.release.version(found.process).id,
        form_id=found.action.form,
        case_id=case.id,
        inputs={"given": feel.encode(known)},
    )
    return answering.bind(db.session(), blank, asker(), posted=posted)


def refusal(case: Case, found: Offered) -> errors.EngineError | None:
    """Why the reader cannot send the action now, or None when they can."""
    try:
        actions.require_may_take(db.session(), case, found, me())
    except (errors.NotAllowed, errors.Conflict) as hindrance:
        return hindrance
    return None


def render(case: Case, found: Offered, sheet: Sheet) -> str:
    """The page of an action of a case."""
    names = case.release.version(found.process).action(found.element)
    key = found.action.key
    return render_template("actions/action.html", case=case, names=names, key=key, sheet=sheet, form=sheet.form)
