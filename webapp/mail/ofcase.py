"""The page of a case about its mail: what was said to whom, and what will be."""

from flask import Blueprint, render_template, request

from engine.insight import casemail
from engine.insight.casemail import Order
from engine.ledger.outbox import MessageState
from engine.people import wishes
from webapp import access, paging
from webapp.cases import finding
from webapp.database import db
from webapp.mail import letters
from webapp.sentences import ladders, mails

blueprint = Blueprint("casemail", __name__, url_prefix="/cases")


@blueprint.get("/<number>/mail")
@access.signed_in
def show(number: str) -> str:
    """Mail and reminders of a case I may see."""
    session = db.session()
    case = finding.visible(number)
    base = request.root_url.rstrip("/")
    state, kind, order = paging.words("state"), paging.words("kind"), paging.choice(Order, "order", Order.NEWEST)
    wanted = casemail.Filter(
        kind=kind if kind in wishes.ORDINARY else "",
        state=state if state in set(MessageState) else "",
        receiver=paging.number("receiver"),
        order=order,
        after=paging.key(text=order is Order.RECEIVER),
    )
    found, following = casemail.said(session, case, wanted)
    return render_template(
        "mail/case.html",
        case=case,
        found=[(one, letters.title(one.mail, base)) for one in found],
        following_key=following,
        wanted=wanted,
        receivers=casemail.receivers(session, case),
        kinds=list(wishes.ORDINARY),
        states=list(MessageState),
        ahead=casemail.ahead(session, case),
        sentences=mails,
        ladders=ladders,
    )
