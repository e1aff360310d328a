"""Routes of the substitutes of people for whom one may speak."""

from datetime import date

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import lazyload
from werkzeug.wrappers import Response

from engine import clock, errors
from engine.casework import absences
from engine.casework.absences import Filter, Order
from engine.people import calendars, participants, roles
from engine.people.participants import Participant
from webapp import access, paging
from webapp.database import db
from webapp.people import me
from webapp.substitutes import forms
from webapp.substitutes.forms import SubstituteForm

blueprint = Blueprint("substitutes", __name__, url_prefix="/substitutes")


@blueprint.get("/")
@access.holding(roles.COORDINATOR, roles.MANAGER)
def index() -> str:
    """Who stands in for whom."""
    session, by = db.session(), me()
    order = paging.choice(Order, "order", Order.SINCE)
    after = paging.key(text=True) if order is Order.ABSENT else _day_key()
    wanted = Filter(text=paging.words("q"), over=bool(paging.words("over")), order=order, after=after)
    found, following = absences.page(session, by, wanted)
    people = sa.select(Participant).where(absences.spoken_for(session, by), Participant.active)
    return render_template(
        "substitutes/index.html",
        found=found,
        following_key=following,
        wanted=wanted,
        people=session.scalars(people.order_by(Participant.name).options(lazyload(Participant.memberships))).all(),
        today=calendars.day_of(clock.now()),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@access.holding(roles.COORDINATOR, roles.MANAGER)
def new() -> Response | tuple[str, int]:
    """Name a substitute for somebody."""
    session, number = db.session(), paging.number("person")
    if number is None:
        flash(_("Choose who is away."), "warning")
        return redirect(url_for("administration.substitutes.index"), 303)
    absent = participants.get(session, number)
    if not absences.may_speak_for(me(), absent):
        raise errors.NotAllowed(participant=number)
    form = SubstituteForm(forms.sent())
    form.offer(session, absent)
    name = absent.name
    if forms.named(form, absent):
        flash(_("A substitute has been named for %(name)s.", name=name), "success")
        return redirect(url_for("administration.substitutes.index"), 303)
    return render_template("substitutes/new.html", form=form, absent=absent), forms.status(form)


@blueprint.post("/<int:substitution_id>/end")
@access.holding(roles.COORDINATOR, roles.MANAGER)
def end(substitution_id: int) -> Response:
    """End one now."""
    if forms.end(substitution_id):
        flash(_("The substitution has ended."), "success")
    else:
        flash(_("The substitution was over already."), "info")
    return redirect(url_for("administration.substitutes.index", q=request.args.get("q") or None), 303)


def _day_key() -> tuple[str, int] | None:
    """The key of the last row seen where the list is sorted by days; one that is none begins the list anew."""
    key = paging.key(text=True)
    try:
        return (date.fromisoformat(key[0]).isoformat(), key[1]) if key else None
    except ValueError:
        return None
