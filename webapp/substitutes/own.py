"""Routes of one's own substitutes."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import clock
from engine.people import calendars, substitutes
from webapp import access
from webapp.database import db
from webapp.people import me
from webapp.substitutes import forms
from webapp.substitutes.forms import SubstituteForm

blueprint = Blueprint("substitutes", __name__, url_prefix="/substitutes")


@blueprint.route("/", methods=["GET", "POST"])
@access.signed_in
def show() -> Response | tuple[str, int]:
    """Who stands in for me and for whom I do, and naming somebody."""
    session, person, today = db.session(), me(), calendars.day_of(clock.now())
    form = SubstituteForm(forms.sent())
    form.offer(session, person)
    if forms.named(form, person):
        flash(_("Your substitute has been named."), "success")
        return redirect(url_for("account.substitutes.show"), 303)
    page = render_template(
        "substitutes/own.html",
        form=form,
        mine=substitutes.of_absent(session, person.id, today),
        others=substitutes.of_substitute(session, person.id, today),
        today=today,
    )
    return page, forms.status(form)


@blueprint.post("/<int:substitution_id>/end")
@access.signed_in
def end(substitution_id: int) -> Response:
    """End one of mine now."""
    if forms.end(substitution_id):
        flash(_("The substitution has ended."), "success")
    else:
        flash(_("The substitution was over already."), "info")
    return redirect(url_for("account.substitutes.show"), 303)
