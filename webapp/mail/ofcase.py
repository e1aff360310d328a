"""The page of a case about its mail: what was said to whom, and what will be."""

from flask import Blueprint, render_template, request

from engine.insight import casemail
from webapp import access
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
    posted = casemail.posted(session, case)
    return render_template(
        "mail/case.html",
        case=case,
        posted=[(message, receiver, letters.title(message, receiver, base)) for message, receiver in posted],
        kept=casemail.kept(session, case),
        ahead=casemail.ahead(session, case),
        sentences=mails,
        ladders=ladders,
    )
