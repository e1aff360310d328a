"""Routes of the mail box of a demonstration, and of the links in mail that switch it off."""

from flask import Blueprint, current_app, render_template, request
from flask.blueprints import BlueprintSetupState

from engine import errors
from engine.casework import mails
from engine.database import transaction
from engine.insight import mailbox
from engine.ledger import audit
from engine.ledger.audit import Action, Entry
from engine.ledger.outbox import MessageState
from engine.people import participants, wishes
from engine.people.wishes import About
from webapp import access, paging
from webapp.database import db
from webapp.mail import letters, tokens
from webapp.sentences import mails as sentences

blueprint = Blueprint("mail", __name__, url_prefix="/mail")


@blueprint.get("/")
@access.signed_in
def index() -> str:
    """All mail of a demonstration, sent or not."""
    _only_in_a_demonstration()
    state = paging.words("state")
    wanted = mailbox.Filter(
        receiver=paging.number("receiver"),
        state=state if state in set(MessageState) else "",
        order=paging.choice(mailbox.Order, "order", mailbox.Order.NEWEST),
        after=paging.key(),
    )
    page = mailbox.page(db.session(), wanted)
    return render_template(
        "mail/index.html",
        rows=[(posted, _written(posted)) for posted in page.rows],
        following=page.following,
        wanted=wanted,
        receivers=mailbox.receivers(db.session()),
        states=list(MessageState),
        sentences=sentences,
    )


@blueprint.get("/<int:mail_id>")
@access.signed_in
def show(mail_id: int) -> str:
    """One mail as its receiver reads it."""
    _only_in_a_demonstration()
    posted = mailbox.one(db.session(), mail_id)
    written = _written(posted)
    sender = current_app.extensions["innotech360-settings"].sender
    return render_template(
        "mail/show.html",
        posted=posted,
        written=written,
        sender=sender,
        message_id=letters.message_id(mail_id, posted.message.created_at, letters.domain(sender)),
        text=letters.text(written),
        sentences=sentences,
    )


@blueprint.get("/stop/<token>")
@access.anyone
def stop(token: str) -> str:
    """Ask whether one kind of mail is to stop; changes nothing."""
    _person, about = _asked(token)
    return render_template("mail/stop.html", about=sentences.about(about), token=token, stopped=False)


@blueprint.post("/stop/<token>")
@access.anyone
def stopped(token: str) -> str:
    """Stop one kind of mail: for whoever pressed the button, or by the one click of a mail program."""
    person_id, about = _asked(token)
    with transaction(db.session()) as session:
        person = participants.get(session, person_id)
        before, after = wishes.stop(session, person.id, about)
        details = {"setting": "mail", "before": dict(before), "after": dict(after)}
        audit.record(
            session,
            Entry(action=Action.SETTINGS_CHANGED, actor=person.id, chain=person.organisation_id, details=details),
        )
    return render_template("mail/stop.html", about=sentences.about(about), token=token, stopped=True)


@blueprint.record
def _trust_the_mark(state: BlueprintSetupState) -> None:
    """A mail program sends neither cookies nor our token against forgery: the signed mark stands for both."""
    state.app.extensions["csrf"].exempt(stopped)


def _only_in_a_demonstration() -> None:
    if not current_app.config["DEMO"]:
        raise errors.NotFound(route=request.endpoint)


def _asked(token: str) -> tuple[int, About]:
    found = tokens.read_stop(token)
    if found is None:
        raise errors.NotFound(token=token[:20])
    return found


def _written(posted: mailbox.Posted) -> letters.Written:
    return letters.write(mails.of(posted.message, posted.receiver), request.root_url.rstrip("/"))
