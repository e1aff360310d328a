"""Routes of the programme."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import forms
from engine import clock, errors
from engine.casework import actions, programme
from engine.casework.actions import Taking
from engine.casework.programme import Offered, Order
from engine.database import transaction
from engine.insight import overdue
from engine.people import roles
from webapp import access, languages, paging
from webapp import errors as errors_on_pages
from webapp.actions import page
from webapp.actions.page import Sheet
from webapp.database import db
from webapp.people import asker, me, somebody
from webapp.sentences import actions as sentences
from webapp.tasks import answering

blueprint = Blueprint("programme", __name__, url_prefix="/programme")
Answer = str | Response | tuple[str, int]
NAME = "InnoTech 360"


@blueprint.get("/")
@access.holding(roles.COORDINATOR)
def index() -> str:
    """What can be sent to all cases now, and what was sent."""
    session = db.session()
    order, action = paging.choice(Order, "order", Order.NEWEST), paging.words("action")
    found = programme.history(session, action, order, paging.key())
    return render_template(
        "programme/index.html",
        offered=programme.offered(session, me()),
        sent=programme.sent_before(session),
        late=overdue.seen_by(session, asker(), clock.now()),
        action=action,
        order=order,
        page=found,
        progress=programme.progress(session, found.taken),
    )


@blueprint.get("/<key>")
@access.holding(roles.COORDINATOR)
def show(key: str) -> Answer:
    """The form of an action of the programme, while open cases wait for it."""
    one = programme.find(db.session(), key)
    refused = _refusal(one)
    if isinstance(refused, errors.NotAllowed):
        raise refused
    if refused is not None:
        return _page(one, Sheet(told=refused)), 409
    return _page(one, Sheet(form=_form(one), once=page.mark()))


@blueprint.post("/<key>")
@access.holding(roles.COORDINATOR)
def take(key: str) -> Answer:
    """Send the action to every open case that waits for it; what cannot be sent stays on the page."""
    one = programme.find(db.session(), key)
    form = _form(one, posted=request.form)
    if form.rows_changed or "_update" in request.form:
        return _page(one, Sheet(form=form, once=page.mark()))
    if not form.validate():
        return _not_sent(key, form, status=422)
    try:
        return _sent(one, form)
    except (errors.NotAllowed, errors.Conflict) as refusal:
        return _not_sent(key, form, status=403 if isinstance(refusal, errors.NotAllowed) else 409)


@errors_on_pages.keeps("programme.take")
def keep_typed() -> tuple[str, int]:
    """The sign-in ran out while somebody was typing: show what they typed, to be sent again."""
    if somebody() is None:
        typed = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
        return render_template("tasks/signed_out.html", typed=typed), 401
    if roles.COORDINATOR not in asker().roles:
        raise errors.NotAllowed()
    key = (request.view_args or {})["key"]
    form = _form(programme.find(db.session(), key), posted=request.form)
    flash(_("You were signed out meanwhile. What you typed stands here: check it and send it again."), "warning")
    return _not_sent(key, form, status=400)


@blueprint.get("/taken/<int:taken_id>")
@access.holding(roles.COORDINATOR)
def taken(taken_id: int) -> str:
    """What was sent to all cases, and how far it has come."""
    session = db.session()
    one = actions.one_taken(session, None, taken_id)
    return render_template(
        "programme/taken.html",
        taken=one,
        given=answering.given(session, one, asker()),
        progress=programme.progress(session, [one])[one.id],
    )


def _form(one: Offered, *, posted: answering.Posted | None = None) -> forms.TaskForm:
    return page.blank(one.version.id, one.action.form, {"programme": NAME}, posted=posted)


def _sent(one: Offered, form: forms.TaskForm) -> Response:
    name = languages.text(one.version.action(one.element))
    taking = Taking(key=one.action.key, answers=form.answers(), request=page.mark())
    try:
        with transaction(db.session()) as session:
            taken_id = programme.take(session, taking, me()).id
    except errors.ChangedMeanwhile:  # of two who send the same at once, one waits for the other
        known = actions.taken_before(db.session(), taking.request, me())
        if known is None:
            raise
        taken_id = known.id
    flash(_("“%(action)s” is on its way to the open cases.", action=name), "success")
    return redirect(url_for("programme.taken", taken_id=taken_id), 303)


def _not_sent(key: str, form: forms.TaskForm, *, status: int) -> tuple[str, int]:
    """The page again, with what was typed: to be sent once more where that is still possible."""
    one = programme.find(db.session(), key)
    refused = _refusal(one)
    possible = refused is None
    sheet = Sheet(form=form if possible else None, typed=None if possible else form, told=refused, once=page.mark())
    return _page(one, sheet), status if possible or status == 403 else 409


def _refusal(one: Offered) -> errors.EngineError | None:
    try:
        programme.require_may_take(one, me())
    except (errors.NotAllowed, errors.Conflict) as hindrance:
        return hindrance
    return None


def _page(one: Offered, sheet: Sheet) -> str:
    return page.draw(
        sheet,
        names=one.version.action(one.element),
        way=[(_("Programme"), url_for("programme.index"))],
        subject=sentences.waiting(one.cases),
        target=url_for("programme.take", key=one.action.key),
    )
