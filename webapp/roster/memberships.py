"""Routes of the roles a person holds in general."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import errors
from engine.casework.roster import memberships
from engine.database import transaction
from engine.people import participants, roles
from engine.people.participants import Membership
from webapp import access
from webapp.database import db
from webapp.people import me
from webapp.roster.forms import RoleForm, TermForm, sent
from webapp.roster.people import last_administrator

blueprint = Blueprint("memberships", __name__, url_prefix="/people/<int:person_id>/roles")
Answer = str | Response | tuple[str, int]


@blueprint.route("/new", methods=["GET", "POST"])
@access.holding(roles.ADMIN)
def new(person_id: int) -> Answer:
    """Give a person a role."""
    session, form = db.session(), RoleForm(sent())
    person = participants.get(session, person_id)
    form.offer(session, person)
    if request.method == "POST" and form.validate():
        role, home, term = form.role.data or "", form.organisation.data or "", form.term()
        try:
            with transaction(db.session()) as writing:
                memberships.give(writing, person_id, role, home, term, me())
        except errors.MembershipRejected as problem:
            _refuse(form, problem)
        else:
            flash(_("The role has been given."), "success")
            return _back(person_id)
    page = render_template("roster/role.html", form=form, problems=form.problems(), person=person, held=None)
    return (page, 422) if form.problems() else page


@blueprint.route("/<int:membership_id>", methods=["GET", "POST"])
@access.holding(roles.ADMIN)
def change(person_id: int, membership_id: int) -> Answer:
    """Change from when until when a role is held."""
    held, form = _held(person_id, membership_id), TermForm(sent())
    if request.method == "GET":
        form.show(held)
    elif form.validate():
        try:
            with transaction(db.session()) as session:
                memberships.change(session, membership_id, form.term(), me())
        except errors.MembershipRejected as problem:
            _refuse(form, problem)
        except errors.LastAdministrator:
            form.refuse(last_administrator(), form.until)
        else:
            flash(_("The change has been saved."), "success")
            return _back(person_id)
    facts = {"person": held.participant, "held": held}
    page = render_template("roster/role.html", form=form, problems=form.problems(), **facts)
    return (page, 422) if form.problems() else page


@blueprint.post("/<int:membership_id>/end")
@access.holding(roles.ADMIN)
def end(person_id: int, membership_id: int) -> Response:
    """Let a role be held no more from today on."""
    _held(person_id, membership_id)
    try:
        with transaction(db.session()) as session:
            memberships.end(session, membership_id, me())
        flash(_("The role is no longer held."), "success")
    except errors.LastAdministrator:
        flash(last_administrator(), "warning")
    except errors.Conflict:
        flash(_("Somebody else has done this already."), "info")
    return _back(person_id)


def _held(person_id: int, membership_id: int) -> Membership:
    held = db.session().get(Membership, membership_id)
    if held is None or held.participant_id != person_id:
        raise errors.NotFound(membership=membership_id)
    return held


def _refuse(form: TermForm, problem: errors.MembershipRejected) -> None:
    rule = str(problem.facts["rule"])
    words = {
        "order": _("The last day cannot be before the first."),
        "overlap": _("The person holds this role in this organisation on some of these days already."),
        "inactive": _("An inactive person is given no role."),
        "role": _("Choose a role."),
    }
    field = form.until if rule == "order" else form.since
    form.refuse(words[rule], field if rule != "inactive" else None)


def _back(person_id: int) -> Response:
    return redirect(url_for("administration.people.show", person_id=person_id), 303)
