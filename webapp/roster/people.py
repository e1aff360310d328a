"""Routes of people: the list, one person, entering, changing, letting go and coming back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from engine import clock, errors
from engine.casework import bounces, signingout
from engine.casework.roster import lists, people
from engine.casework.roster.lists import PeopleFilter, PeopleOrder, Status
from engine.database import transaction
from engine.people import accounts, calendars, organisations, participants, roles, signins
from engine.people.participants import Participant
from webapp import access, languages, paging
from webapp.database import db
from webapp.people import me
from webapp.plainforms import PlainForm
from webapp.roster import invitations
from webapp.roster.forms import PersonForm, WhyForm, sent
from webapp.security import sessions
from webapp.sentences import mails

blueprint = Blueprint("people", __name__, url_prefix="/people")
Answer = str | Response | tuple[str, int]
UNREACHED = "unreached"


@blueprint.get("/")
@access.holding(roles.ADMIN)
def index() -> str:
    """Everybody, to be searched."""
    session, order = db.session(), paging.choice(PeopleOrder, "order", PeopleOrder.NAME)
    newest = order is PeopleOrder.NEWEST
    wanted = PeopleFilter(
        day=calendars.day_of(clock.now()),
        text=paging.words("q"),
        organisation=paging.number("organisation"),
        role=paging.words("role"),
        status=paging.choice(Status, "status", Status.ACTIVE),
        unreached=paging.words("mail") == UNREACHED,
        order=order,
        after=paging.key(number=newest, text=not newest),
    )
    found, following = lists.people(session, wanted)
    return render_template(
        "roster/people.html",
        found=found,
        following_key=following,
        wanted=wanted,
        troubles=bounces.troubles(session, [person.id for person in found]),
        organisations=organisations.all_of(session),
        keys=list(roles.ROLES),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@access.holding(roles.ADMIN)
def new() -> Answer:
    """Enter a person."""
    session, form = db.session(), PersonForm(sent())
    form.offer(session)
    if request.method == "POST" and form.validate():
        facts = form.facts(session)
        try:
            with transaction(db.session()) as writing:
                number = people.add(writing, facts, me()).id
        except errors.Conflict:
            form.refuse(_("Somebody has this address already."), form.email)
        else:
            flash(_("%(name)s has been entered. Give a role, and send the invitation.", name=facts.name), "success")
            return redirect(url_for("administration.people.show", person_id=number), 303)
    return _page("roster/person_form.html", form, person=None, shown="")


@blueprint.get("/<int:person_id>")
@access.holding(roles.ADMIN)
def show(person_id: int) -> str:
    """One person: what is known, the roles, the account."""
    session = db.session()
    person = participants.get(session, person_id)
    today = calendars.day_of(clock.now())
    held = sorted(person.memberships, key=lambda one: (one.until is not None and one.until < today, one.role, one.id))
    return render_template(
        "roster/person.html",
        person=person,
        held=held,
        today=today,
        trouble=bounces.troubles(session, [person_id]).get(person_id),
        mail_words=mails,
        sign_ins=signins.of(session, person_id, clock.now() - sessions.LONGEST),
        can_sign_in=accounts.has_password(session, person),
        lifetime=invitations.LIFETIME.days,
        languages=languages.NAMES,
    )


@blueprint.route("/<int:person_id>/change", methods=["GET", "POST"])
@access.holding(roles.ADMIN)
def change(person_id: int) -> Answer:
    """Change what is known of a person."""
    session, form = db.session(), PersonForm(sent())
    person = participants.get(session, person_id)
    form.offer(session)
    mark = people.mark(person)
    if request.method == "GET":
        form.show(person)
    elif form.validate():
        facts, shown = form.facts(session), request.form.get("_shown", "")
        try:
            with transaction(db.session()) as writing:
                people.change(writing, person_id, facts, shown, me())
        except errors.ChangedMeanwhile:
            form.refuse(changed_meanwhile())
        except errors.Conflict:
            form.refuse(_("Somebody has this address already."), form.email)
        else:
            flash(_("The change has been saved."), "success")
            return redirect(url_for("administration.people.show", person_id=person_id), 303)
    return _page("roster/person_form.html", form, person=person, shown=mark)


@blueprint.route("/<int:person_id>/deactivate", methods=["GET", "POST"])
@access.holding(roles.ADMIN)
def deactivate(person_id: int) -> Answer:
    """Let somebody go."""
    person, form = participants.get(db.session(), person_id), WhyForm(sent())
    if request.method == "POST" and form.validate():
        try:
            with transaction(db.session()) as session:
                cases = people.deactivate(session, person_id, form.reason.data or "", me())
        except errors.LastAdministrator:
            form.refuse(last_administrator())
        except errors.Conflict:
            flash(_("Somebody else has done this already."), "info")
            return _back(person_id)
        else:
            told = ngettext(
                "Their open tasks in %(num)s case go to others.",
                "Their open tasks in %(num)s cases go to others.",
                cases,
            )
            flash(f"{_('The person can no longer sign in.')} {told if cases else ''}".strip(), "success")
            return _back(person_id)
    return _page("roster/deactivate.html", form, person=person)


@blueprint.route("/<int:person_id>/reactivate", methods=["GET", "POST"])
@access.holding(roles.ADMIN)
def reactivate(person_id: int) -> Answer:
    """Let somebody come back."""
    person, form = participants.get(db.session(), person_id), WhyForm(sent())
    if request.method == "POST" and form.validate():
        try:
            with transaction(db.session()) as session:
                people.reactivate(session, person_id, form.reason.data or "", me())
            flash(_("The person is active again, with the roles they hold."), "success")
        except errors.Conflict:
            flash(_("Somebody else has done this already."), "info")
        return _back(person_id)
    return _page("roster/reactivate.html", form, person=person)


@blueprint.post("/<int:person_id>/invite")
@access.holding(roles.ADMIN)
def invite(person_id: int) -> Answer:
    """Show the link by which a person chooses a password, and send it."""
    try:
        with transaction(db.session()) as session:
            people.invite(session, person_id, me())
    except errors.Conflict:
        flash(_("An inactive person cannot be invited."), "warning")
        return _back(person_id)
    person = participants.get(db.session(), person_id)
    link = invitations.address(db.session(), person)
    return render_template("roster/invited.html", person=person, link=link, lifetime=invitations.LIFETIME.days)


@blueprint.post("/<int:person_id>/sign-out")
@access.holding(roles.ADMIN)
def sign_out(person_id: int) -> Response:
    """End all sign-ins of a person."""
    with transaction(db.session()) as session:
        ended = signingout.end_all(session, person_id, me())
    if ended:
        flash(ngettext("%(num)s sign-in has ended.", "%(num)s sign-ins have ended.", ended), "success")
    else:
        flash(_("The person is signed in nowhere."), "info")
    return _back(person_id)


def changed_meanwhile() -> str:
    """Why an old page cannot be saved."""
    return _("Somebody has changed this since you opened the page. Look at it again and send it once more.")


def last_administrator() -> str:
    """Why somebody must stay."""
    return _("Nobody else is an administrator for good. Give somebody else the role first.")


def _back(person_id: int) -> Response:
    return redirect(url_for("administration.people.show", person_id=person_id), 303)


def _page(template: str, form: PlainForm, *, person: Participant | None, **facts: object) -> Answer:
    answer = render_template(template, form=form, problems=form.problems(), person=person, **facts)
    return (answer, 422) if form.problems() else answer
