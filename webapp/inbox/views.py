"""Routes of the inbox."""

from dataclasses import dataclass
from datetime import datetime, time

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from engine import clock
from engine.casework import inbox, notices, permissions
from engine.casework.inbox import Due, Filter, Order, Whose
from engine.casework.records import Notice
from engine.database import transaction
from engine.people import participants
from webapp import access, paging
from webapp.database import db
from webapp.formats import reader_zone
from webapp.people import asker, me
from webapp.sentences import notices as sentences
from webapp.sentences.links import Link


@dataclass(frozen=True, kw_only=True)
class Told:
    """A notice in words, where it leads, and whether the reader may open its case."""

    notice: Notice
    title: str
    text: str
    link: Link | None
    opens: bool


blueprint = Blueprint("inbox", __name__, url_prefix="/inbox")


@blueprint.get("/")
@access.signed_in
def index() -> str:
    """My tasks and those of my roles."""
    session, by, now = db.session(), asker(), clock.now()
    wanted = _filter(now)
    return render_template(
        "inbox/index.html",
        page=inbox.page(session, by, wanted),
        counts=inbox.counts(session, by, now),
        wanted=wanted,
        notices=_told(notices.unread(session, by.id)),
        earlier=_told(notices.earlier(session, by.id)),
        now=now,
        stands_in=bool(by.principals),
        choices={"whose": list(Whose), "due": list(Due), "order": list(Order)},
    )


@blueprint.post("/notices")
@access.signed_in
def read_notices() -> Response:
    """Put notices away that have been read."""
    ids = [found for text in request.form.getlist("notice") if (found := paging.whole(text)) is not None]
    person_id = me().id
    with transaction(db.session()) as session:
        marked = notices.mark_read(session, person_id, ids)
    flash(ngettext("%(num)s message is marked as read.", "%(num)s messages are marked as read.", marked), "success")
    return redirect(url_for("inbox.index"), 303)


def _filter(now: datetime) -> Filter:
    local = now.astimezone(reader_zone())
    order = paging.choice(Order, "order", Order.DUE)
    return Filter(
        now=now,
        day_end=datetime.combine(local.date(), time.max, local.tzinfo),
        whose=paging.choice(Whose, "whose", Whose.ALL),
        due=paging.choice(Due, "due", Due.ALL),
        text=paging.words("q"),
        order=order,
        after=paging.key(number=order is Order.PRIORITY),
    )


def _told(found: list[Notice]) -> list[Told]:
    """Notices without those of confidential cases that the reader may no longer see; who has left may read of that."""
    session = db.session()
    doubtful = {
        notice.case_id
        for notice in found
        if notice.case_id is not None
        and notice.case is not None
        and (notice.case.confidential or notice.template in sentences.OF_THE_GONE)
    }
    hidden = doubtful - permissions.seen(session, asker(), doubtful) if doubtful else set()
    names = participants.names(session, sentences.people(found))
    return [
        Told(
            notice=notice,
            title=sentences.title(notice.template),
            text=sentences.text(notice, names),
            link=sentences.link(notice),
            opens=notice.case_id not in hidden,
        )
        for notice in found
        if notice.case_id not in hidden or notice.template in sentences.OF_THE_GONE
    ]
