"""Routes of the actions of a case."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import forms
from engine import clock, errors
from engine.casework import actions, mending
from engine.casework.actions import Offered, Taking
from engine.casework.cases import Case
from engine.database import transaction
from webapp import access, languages
from webapp import errors as errors_on_pages
from webapp.actions import page
from webapp.actions.page import Sheet
from webapp.cases import finding
from webapp.database import db
from webapp.people import asker, me, somebody
from webapp.tasks import answering

blueprint = Blueprint("actions", __name__, url_prefix="/cases/<number>/actions")
Answer = str | Response | tuple[str, int]


@blueprint.get("/<key>")
@access.signed_in
def show(number: str, key: str) -> Answer:
    """The form of an action, while the case waits for it."""
    case = finding.visible(number)
    found = actions.find(db.session(), case, key)
    refused = page.refusal(case, found)
    if isinstance(refused, errors.NotAllowed):
        raise refused
    if refused is not None:
        return page.render(case, found, Sheet(told=refused)), 409
    return page.render(case, found, Sheet(form=page.form(case, found), once=page.mark()))


@blueprint.post("/<key>")
@access.signed_in
def take(number: str, key: str) -> Answer:
    """Send what was filled in; what cannot be sent stays on the page."""
    case = finding.visible(number)
    found = actions.find(db.session(), case, key)
    form = page.form(case, found, posted=request.form)
    if form.rows_changed or "_update" in request.form:
        return page.render(case, found, Sheet(form=form, once=page.mark()))
    if not form.validate():
        return _not_sent(number, key, form, status=422)
    try:
        return _sent(case, found, form)
    except (errors.NotAllowed, errors.Conflict) as refusal:
        status = 403 if isinstance(refusal, errors.NotAllowed) else 409
        return _not_sent(number, key, form, told=refusal, status=status)
    except errors.ModelFailed as failure:
        with transaction(db.session()) as session:
            mending.engine_failed(session, finding.visible(number).id, failure, clock.now())
        return _not_sent(number, key, form, told=failure, status=500)


@errors_on_pages.keeps("actions.take")
def keep_typed() -> tuple[str, int]:
    """The sign-in ran out while somebody was typing: show what they typed, to be sent again."""
    if somebody() is None:
        typed = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
        return render_template("tasks/signed_out.html", typed=typed), 401
    number, key = (request.view_args or {})["number"], (request.view_args or {})["key"]
    case = finding.visible(number)
    form = page.form(case, actions.find(db.session(), case, key), posted=request.form)
    flash(_("You were signed out meanwhile. What you typed stands here: check it and send it again."), "warning")
    return _not_sent(number, key, form, status=400)


@blueprint.get("/taken/<int:taken_id>")
@access.signed_in
def taken(number: str, taken_id: int) -> str:
    """What somebody has sent the case, for whoever may see the case."""
    case = finding.visible(number)
    one = actions.one_taken(db.session(), case.id, taken_id)
    given = answering.given(db.session(), one, asker())
    return render_template("actions/taken.html", case=case, taken=one, given=given)


def _sent(case: Case, found: Offered, form: forms.TaskForm) -> Response:
    name = languages.text(case.release.version(found.process).action(found.element))
    number = case.number
    taking = Taking(key=found.action.key, answers=form.answers(), request=page.mark())
    case_id = case.id
    try:
        with transaction(db.session()) as session:
            actions.take(session, case_id, taking, me())
    except errors.ChangedMeanwhile:  # of two who send the same at once, one waits for the other
        if actions.taken_before(db.session(), taking.request, me()) is None:
            raise
    flash(_("“%(action)s” has been sent. The case goes on from here.", action=name), "success")
    return redirect(url_for("cases.show", number=number), 303)


def _not_sent(
    number: str, key: str, form: forms.TaskForm, *, status: int, told: errors.EngineError | None = None
) -> tuple[str, int]:
    """The page again, with what was typed: to be sent once more where that is still possible."""
    case = finding.visible(number)
    found = actions.find(db.session(), case, key)
    refused = page.refusal(case, found)
    sheet = Sheet(
        form=form if refused is None else None,
        typed=form if refused is not None else None,
        told=refused or told,
        once=page.mark(),
    )
    return page.render(case, found, sheet), status if refused is None or told is not None else 409
