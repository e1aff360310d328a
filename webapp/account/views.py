"""Routes of one's own account."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from engine import clock
from engine.database import transaction
from engine.ledger import audit
from engine.ledger.audit import Action, Entry
from engine.people import calendars
from webapp import access, languages
from webapp.database import db
from webapp.people import me

blueprint = Blueprint("account", __name__, url_prefix="/account")
THEMES = ("auto", "light", "dark")


@blueprint.get("/")
@access.signed_in
def show() -> str:
    """Who I am here, and my settings."""
    person, today = me(), calendars.day_of(clock.now())
    held = [membership for membership in person.memberships if membership.holds_on(today)]
    return render_template("account/show.html", person=person, held=held, languages=languages.NAMES, themes=THEMES)


@blueprint.post("/settings")
@access.signed_in
def save() -> Response:
    """Keep language and theme."""
    language, theme = request.form.get("language", ""), request.form.get("theme", "")
    if language not in languages.NAMES or theme not in THEMES:
        raise BadRequest()
    with transaction(db.session()) as session:
        person = me()
        before = (person.language, person.theme)
        person.language, person.theme = language, theme
        if before != (language, theme):
            details = {"setting": "language and theme"}
            chain = person.organisation_id
            audit.record(session, Entry(action=Action.SETTINGS_CHANGED, actor=person.id, chain=chain, details=details))
    languages.forget_choice()
    flash(_("Your settings have been saved."), "success")
    response = redirect(url_for("account.show"), 303)
    languages.choose_for_now(response, language)
    return response
