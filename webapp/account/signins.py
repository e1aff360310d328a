"""Routes of where I am signed in."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from engine import clock, errors
from engine.casework import signingout
from engine.database import transaction
from engine.people import signins
from webapp import access
from webapp.database import db
from webapp.people import me
from webapp.security import sessions

blueprint = Blueprint("signins", __name__, url_prefix="/sign-ins")


@blueprint.get("/")
@access.signed_in
def show() -> str:
    """Where I am signed in, since when, and when I last did something there."""
    found = signins.of(db.session(), me().id, clock.now() - sessions.LONGEST)
    return render_template("account/signins.html", found=found, own_key=sessions.key())


@blueprint.post("/<int:sign_in_id>/end")
@access.signed_in
def end(sign_in_id: int) -> Response:
    """End one of them."""
    try:
        with transaction(db.session()) as session:
            signingout.end_one(session, sign_in_id, me())
        flash(_("The sign-in has ended."), "success")
    except errors.NotFound:
        flash(_("The sign-in was over already."), "info")
    return redirect(url_for("account.signins.show"), 303)


@blueprint.post("/end-others")
@access.signed_in
def end_others() -> Response:
    """End all but the one that asks."""
    with transaction(db.session()) as session:
        ended = signingout.end_others(session, sessions.key(), me())
    if ended:
        flash(ngettext("%(num)s sign-in has ended.", "%(num)s sign-ins have ended.", ended), "success")
    else:
        flash(_("You were signed in nowhere else."), "info")
    return redirect(url_for("account.signins.show"), 303)
