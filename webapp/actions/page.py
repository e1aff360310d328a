"""The page of one action: its form for whoever may send it, else why not, with what was typed."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

import forms
from engine import errors, feel
from engine.casework import actions
from engine.casework.actions import Offered
from engine.casework.cases import Case
from webapp.database import db
from webapp.people import asker, me
from webapp.sentences import cases as case_sentences
from webapp.tasks import answering

ONCE, LONGEST_MARK = "_once", 64


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


def mark() -> str:
    """The mark of the asking that the page has sent, or a new one."""
    return request.form.get(ONCE, "")[:LONGEST_MARK] or secrets.token_urlsafe(24)


def form(case: Case, found: Offered, *, posted: answering.Posted | None = None) -> forms.TaskForm:
    """The action's form as the reader sees it."""
    known: Mapping[str, object] = {"case_id": case.number, "title": case_sentences.title(case)}
    return blank(case.release.version(found.process).id, found.action.form, known, case=case.id, posted=posted)


def blank(
    version_id: int,
    form_id: str,
    known: Mapping[str, object],
    *,
    case: int | None = None,
    posted: answering.Posted | None = None,
) -> forms.TaskForm:
    """The form of a process version that nobody has filled in yet, with what it may prefill."""
    inputs = {"given": feel.encode(dict(known))}
    asked = Blank(version_id=version_id, form_id=form_id, case_id=case, inputs=inputs)
    return answering.bind(db.session(), asked, asker(), posted=posted)


def refusal(case: Case, found: Offered) -> errors.EngineError | None:
    """Why the reader cannot send the action now, or None when they can."""
    try:
        actions.require_may_take(db.session(), case, found, me())
    except (errors.NotAllowed, errors.Conflict) as hindrance:
        return hindrance
    return None


def render(case: Case, found: Offered, sheet: Sheet) -> str:
    """The page of an action of a case."""
    way = [(_("Cases"), url_for("cases.index")), (case.number, url_for("cases.show", number=case.number))]
    return draw(
        sheet,
        names=case.release.version(found.process).action(found.element),
        way=way,
        subject=case_sentences.title(case),
        target=url_for("actions.take", number=case.number, key=found.action.key),
    )


def draw(sheet: Sheet, *, names: Mapping[str, str], way: list[tuple[str, str]], subject: str, target: str) -> str:
    """The page of any action: how it is called, the way there, what it is about, and where its form is sent."""
    return render_template(
        "actions/action.html", sheet=sheet, form=sheet.form, names=names, way=way, subject=subject, target=target
    )
