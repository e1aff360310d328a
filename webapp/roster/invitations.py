"""Invitations: a signed link, good once and for some days, by which a person chooses a password."""

import hmac
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import hash_password
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine import clock
from engine.database import transaction
from engine.ledger import audit
from engine.ledger.audit import Action, Entry
from engine.people import accounts
from engine.people.participants import Participant
from webapp import access, invitationmarks
from webapp.database import db
from webapp.security.forms import ChosenPasswordForm

blueprint = Blueprint("invitation", __name__, url_prefix="/invitation")
LIFETIME = timedelta(days=7)


def address(session: Session, person: Participant) -> str:
    """The link of a person as it is now; a password chosen meanwhile makes it worthless."""
    mark = invitationmarks.write(person.id, accounts.seal(session, person), clock.now())
    return url_for("invitation.show", token=mark, _external=True)


@blueprint.route("/<token>", methods=["GET", "POST"])
@access.anyone
def show(token: str) -> Response | tuple[str, int]:
    """Choose a password, for whoever has been sent the link."""
    person = _invited(db.session(), token)
    if person is None:
        return render_template("roster/no_invitation.html"), 410
    form = ChosenPasswordForm(request.form if request.method == "POST" else None)
    if request.method == "POST" and form.validate():
        if _chosen(token, form.chosen()):
            flash(_("Your password has been saved. Sign in with it."), "success")
            return redirect(url_for("security.login", email=person.email), 303)
        return render_template("roster/no_invitation.html"), 410
    page = render_template("roster/invitation.html", form=form, person=person)
    return page, 422 if form.errors else 200


def _chosen(token: str, password: str) -> bool:
    """Keep the password unless the link has become worthless in between; every other session of theirs ends."""
    hashed = hash_password(password)
    with transaction(db.session()) as session:
        person = _invited(session, token)
        if person is None:
            return False
        accounts.set_password(session, person, hashed)
        chain = person.organisation_id
        entry = Entry(action=Action.INVITATION_TAKEN, actor=person.id, chain=chain, details={"participant": person.id})
        audit.record(session, entry)
    return True


def _invited(session: Session, token: str) -> Participant | None:
    """Whom a link was made for, as long as it is good."""
    found = invitationmarks.read(token)
    if found is None or clock.now() - found.made_at > LIFETIME:
        return None
    person = session.get(Participant, found.person)
    if person is None or not person.active:
        return None
    return person if hmac.compare_digest(accounts.seal(session, person), found.seal) else None
