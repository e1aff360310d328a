"""Routes of one's own account."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from engine import clock
from engine.casework import bounces
from engine.database import transaction
from engine.ledger import audit
from engine.ledger.audit import Action, Entry
from engine.people import calendars, wishes
from engine.people.wishes import Choice
from webapp import access, languages
from webapp.database import db
from webapp.people import me
from webapp.sentences import mails

blueprint = Blueprint("account", __name__, url_prefix="/account")
THEMES = ("auto", "light", "dark")


@blueprint.get("/")
@access.signed_in
def show() -> str:
    """Who I am here, and my settings."""
    person, today = me(), calendars.day_of(clock.now())
    held = [membership for membership in person.memberships if membership.holds_on(today)]
    return render_template(
        "account/show.html",
        person=person,
        held=held,
        unreached=person.id in bounces.troubles(db.session(), [person.id]),
        languages=languages.NAMES,
        themes=THEMES,
        chosen=wishes.of(db.session(), [person.id])[person.id],
        choices=list(Choice),
        mail_words=mails,
    )


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


@blueprint.post("/mail")
@access.signed_in
def save_mail() -> Response:
    """Keep what I want to be told by mail, and when."""
    typed = {about: request.form.get(about.value, "") for about in wishes.ORDINARY}
    if not set(typed.values()) <= set(Choice):
        raise BadRequest()
    wanted = {about: Choice(choice) for about, choice in typed.items()}
    with transaction(db.session()) as session:
        person = me()
        before = wishes.choose(session, person.id, wanted)
        if before != wanted:
            details = {"setting": "mail", "before": dict(before), "after": dict(wanted)}
            chain = person.organisation_id
            audit.record(session, Entry(action=Action.SETTINGS_CHANGED, actor=person.id, chain=chain, details=details))
    flash(_("Your settings have been saved."), "success")
    return redirect(url_for("account.show", _anchor="mail"), 303)
