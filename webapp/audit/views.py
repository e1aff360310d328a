"""Routes of the audit trail."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request

from engine import errors
from engine.casework import cases, permissions
from engine.insight import trail
from engine.ledger.audit import Action
from engine.people import organisations, participants
from webapp import access, trailkeys
from webapp.database import db
from webapp.formats import parse_day, reader_zone
from webapp.people import asker

blueprint = Blueprint("audit", __name__, url_prefix="/audit")


@blueprint.get("/")
@access.signed_in
def index() -> str:
    """Entries I may read, newest first."""
    session, by = db.session(), asker()
    return render_template(
        "audit/index.html",
        page=trail.page(session, by, _filter()),
        actions=list(Action),
        people=participants.everyone(session),
        organisations=organisations.all_of(session),
        reads_all=permissions.may_read_audit(by),
    )


def _filter() -> trail.Filter:
    return trail.Filter(
        case=_case(),
        actor=_number("actor"),
        action=request.args.get("action", "")[:40],
        organisation=_number("organisation"),
        since=_moment("since", time.min),
        until=_moment("until", time.max),
        after=trailkeys.parse(request.args.get("after", "")),
    )


def _case() -> int | None:
    number = request.args.get("case", "").strip()
    if not number:
        return None
    try:
        return cases.by_number(db.session(), number).id
    except errors.NotFound:
        return 0  # no entry belongs to it, so that the list is empty


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isdecimal() else None


def _moment(name: str, at: time) -> datetime | None:
    day = parse_day(request.args.get(name, ""))
    zone = reader_zone()
    return datetime.combine(day, at, zone if isinstance(zone, ZoneInfo) else None) if day else None
