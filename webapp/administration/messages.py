"""Messages that nobody took: the list, one with what it brings, delivering it after all, and giving it up."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import StringField

from engine import errors
from engine.casework import incoming, permissions, reasons, undelivered
from engine.casework.incoming import OPEN, UNSETTLED, Incoming, Order, Outcome, Wanted, Why
from engine.database import transaction
from engine.people import organisations, roles
from webapp import access, paging
from webapp.database import db
from webapp.people import asker, me
from webapp.plainforms import PlainForm, Words, WordsField
from webapp.sentences import incoming as sentences

blueprint = Blueprint("messages", __name__, url_prefix="/messages")
Answer = str | Response | tuple[str, int]
ANY = "any"


class GivingForm(PlainForm):
    """To which case a message goes; without one, where the rules lead it."""

    number = StringField(lazy_gettext("Case number"), filters=[lambda text: (text or "").strip()])


class DiscardForm(PlainForm):
    """Why a message is given up."""

    reason = WordsField(
        lazy_gettext("Reason"),
        [
            Words(
                lazy_gettext("Write at least %(count)s characters.", count=reasons.SHORTEST),
                shortest=reasons.SHORTEST,
                longest=reasons.LONGEST,
            )
        ],
    )


@blueprint.get("/")
@access.holding(roles.COORDINATOR, roles.ADMIN)
def index() -> str:
    """What came and was not delivered, or anything else that came."""
    session, order = db.session(), paging.choice(Order, "order", Order.NEWEST)
    outcome = paging.words("outcome") or UNSETTLED
    wanted = Wanted(
        outcome="" if outcome == ANY else outcome,
        why=paging.words("why"),
        name=paging.words("name"),
        source=paging.words("source"),
        organisation=paging.number("organisation"),
    )
    return render_template(
        "administration/messages.html",
        page=incoming.page(session, wanted, order, paging.key()),
        wanted=wanted,
        order=order,
        outcomes=[UNSETTLED, *Outcome],
        reasons=list(Why),
        names=incoming.names(session),
        organisations=organisations.all_of(session),
        narrowed=wanted != Wanted(),
    )


@blueprint.get("/<int:incoming_id>")
@access.holding(roles.COORDINATOR, roles.ADMIN)
def show(incoming_id: int) -> str:
    """One message: where it came from, what became of it, and for who may see it what it brings."""
    return _page(incoming.get(db.session(), incoming_id))


@blueprint.post("/<int:incoming_id>/deliver")
@access.holding(roles.COORDINATOR, roles.ADMIN)
def deliver(incoming_id: int) -> Answer:
    """Try again: to the case that is named, or by the rules as they are today."""
    incoming.get(db.session(), incoming_id)
    form = GivingForm(request.form)
    number = form.number.data or ""
    try:
        with transaction(db.session()) as session:
            undelivered.again(session, incoming_id, me(), number)
    except errors.NotFound:
        form.number.errors = [_("There is no such case that you may see.")]
    except errors.ChangedMeanwhile:
        flash(_("Somebody else has dealt with this message."), "info")
    except errors.Conflict:
        form.number.errors = [_("That case does not wait for this message.")]
    except errors.ModelFailed as failure:
        with transaction(db.session()) as session:
            undelivered.failed(session, incoming_id, failure, me(), number)
    if form.number.errors:
        return _page(incoming.get(db.session(), incoming_id), giving=form), 422
    _tell(incoming.get(db.session(), incoming_id))
    return redirect(url_for("administration.messages.show", incoming_id=incoming_id), 303)


@blueprint.post("/<int:incoming_id>/discard")
@access.holding(roles.COORDINATOR, roles.ADMIN)
def discard(incoming_id: int) -> Answer:
    """Give the message up, with a reason."""
    message, form = incoming.get(db.session(), incoming_id), DiscardForm(request.form)
    if not form.validate():
        return _page(message, discarding=form), 422
    try:
        with transaction(db.session()) as session:
            undelivered.discard(session, incoming_id, form.reason.data or "", me())
        flash(_("The message has been given up."), "success")
    except errors.ChangedMeanwhile:
        flash(_("Somebody else has dealt with this message."), "info")
    return redirect(url_for("administration.messages.index"), 303)


def _page(message: Incoming, *, giving: GivingForm | None = None, discarding: DiscardForm | None = None) -> str:
    return render_template(
        "administration/message.html",
        message=message,
        contents=_contents(message),
        shown=_may_read(message),
        waits=message.outcome in OPEN,
        giving=giving or GivingForm(),
        discarding=discarding or DiscardForm(),
        seen={one.id for one in (message.sender, message.case) if one is not None and _sees(one.id)},
    )


def _contents(message: Incoming) -> list[tuple[str, Any]]:
    """What the message brings, by name, for who may read it."""
    return sorted(message.arrival.payload.items()) if _may_read(message) else []


def _may_read(message: Incoming) -> bool:
    """Coordinators read what came from outside, and what came from cases they see; administrators see no case."""
    if roles.COORDINATOR not in asker().roles:
        return False
    return message.sender_id is None or _sees(message.sender_id)


def _sees(case_id: int) -> bool:
    return permissions.sees_case(db.session(), case_id, asker())


def _tell(message: Incoming) -> None:
    kind = "warning" if message.outcome in OPEN else "success"
    flash(sentences.now(message), kind)
