"""Routes of organisations: the list, entering and changing one."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import errors
from engine.casework.roster import homes, lists
from engine.casework.roster.lists import HomeFilter, HomeOrder
from engine.database import transaction
from engine.people import organisations, roles
from engine.people.organisations import Country, Organisation, OrganisationKind
from webapp import access, languages, paging
from webapp.database import db
from webapp.people import me
from webapp.roster.forms import HomeForm, NewHomeForm, sent
from webapp.roster.people import changed_meanwhile

blueprint = Blueprint("organisations", __name__, url_prefix="/organisations")
Answer = str | Response | tuple[str, int]


@blueprint.get("/")
@access.holding(roles.ADMIN)
def index() -> str:
    """All organisations, to be searched."""
    wanted = HomeFilter(
        text=paging.words("q"),
        country=paging.words("country"),
        kind=paging.words("kind"),
        order=paging.choice(HomeOrder, "order", HomeOrder.NAME),
        after=paging.key(text=True),
    )
    found, following = lists.homes(db.session(), wanted)
    return render_template(
        "roster/homes.html",
        found=found,
        following_key=following,
        wanted=wanted,
        countries=list(Country),
        kinds=list(OrganisationKind),
        languages=languages.NAMES,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@access.holding(roles.ADMIN)
def new() -> Answer:
    """Enter an organisation."""
    form = NewHomeForm(sent())
    form.offer()
    if request.method == "POST" and form.validate():
        facts = form.facts(form.key.data or "", form.country.data or "")
        try:
            with transaction(db.session()) as session:
                homes.add(session, facts, me())
        except errors.Conflict:
            form.refuse(_("Another organisation has this key."), form.key)
        except errors.Rejected:
            form.refuse(_("A key begins with a small letter and has only a–z, digits and “_”."), form.key)
        else:
            flash(_("%(name)s has been entered.", name=facts.name), "success")
            return redirect(url_for("administration.organisations.index"), 303)
    return _page(form, None, "")


@blueprint.route("/<key>", methods=["GET", "POST"])
@access.holding(roles.ADMIN)
def change(key: str) -> Answer:
    """Change what is known of an organisation."""
    home, form = organisations.get(db.session(), key), HomeForm(sent())
    form.offer()
    mark = homes.mark(home)
    if request.method == "GET":
        form.show(home)
    elif form.validate():
        facts, shown = form.facts(), request.form.get("_shown", "").replace("\r\n", "\n")
        try:
            with transaction(db.session()) as session:
                homes.change(session, key, facts, shown, me())
        except errors.ChangedMeanwhile:
            form.refuse(changed_meanwhile())
        else:
            flash(_("The change has been saved."), "success")
            return redirect(url_for("administration.organisations.index"), 303)
    return _page(form, home, mark)


def _page(form: HomeForm, home: Organisation | None, mark: str) -> Answer:
    page = render_template("roster/home.html", form=form, problems=form.problems(), home=home, shown=mark)
    return (page, 422) if form.problems() else page
