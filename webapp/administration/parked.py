"""Mail that could not be sent: what went wrong, and trying it again."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import errors
from engine.casework import parkedmail
from engine.database import transaction
from engine.insight import mailbox
from engine.ledger.outbox import MessageState
from engine.people import roles
from webapp import access, paging
from webapp.database import db
from webapp.people import me
from webapp.sentences import mails as sentences

blueprint = Blueprint("parked", __name__, url_prefix="/mail")


@blueprint.get("/")
@access.holding(roles.ADMIN, roles.COORDINATOR)
def index() -> str:
    """Parked mail, the newest first."""
    wanted = mailbox.Filter(
        receiver=paging.number("receiver"),
        state=MessageState.PARKED.value,
        order=paging.choice(mailbox.Order, "order", mailbox.Order.NEWEST),
        after=paging.key(),
    )
    session = db.session()
    return render_template(
        "administration/parked.html",
        page=mailbox.page(session, wanted),
        wanted=wanted,
        receivers=mailbox.receivers(session, MessageState.PARKED.value),
        sentences=sentences,
    )


@blueprint.post("/<int:mail_id>/retry")
@access.holding(roles.ADMIN, roles.COORDINATOR)
def retry(mail_id: int) -> Response:
    """Try one again."""
    try:
        with transaction(db.session()) as session:
            parkedmail.retry(session, mail_id, me())
    except errors.Conflict:
        flash(_("Somebody else has tried this mail again."), "info")
    else:
        flash(_("The mail is tried again now."), "success")
    return redirect(url_for("administration.parked.index"), 303)
