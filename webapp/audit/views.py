"""Routes of the audit trail."""

from datetime import date, datetime, time

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from engine import errors
from engine.casework import cases, permissions
from engine.insight import trail
from engine.ledger.audit import Action
from engine.people import organisations
from forms import dates
from webapp import access, languages, paging, trailkeys
from webapp.database import db
from webapp.formats import parse_day, reader_zone
from webapp.people import asker

blueprint = Blueprint("audit", __name__, url_prefix="/audit")
EARLIEST, LATEST = date(1900, 1, 1), date(9000, 1, 1)  # days beyond are no moments in every time zone
EXAMPLE = date(2027, 3, 25)


@blueprint.get("/")
@access.signed_in
def index() -> str:
    """Entries I may read, newest first."""
    session, by = db.session(), asker()
    return render_template(
        "audit/index.html",
        page=trail.page(session, by, _filter()),
        actions=list(Action),
        people=trail.people(session, by),
        organisations=organisations.all_of(session),
        reads_all=permissions.may_read_audit(by),
        hint=dates.hint(languages.current()),
        faults=_faults(),
    )


def _filter() -> trail.Filter:
    return trail.Filter(
        case=_case(),
        actor=paging.number("actor"),
        action=paging.words("action"),
        organisation=paging.number("organisation"),
        since=_moment("since", time.min),
        until=_moment("until", time.max),
        after=trailkeys.parse(request.args.get("after", "")),
    )


def _case() -> int | None:
    number = paging.words("case")
    if not number:
        return None
    try:
        return cases.by_number(db.session(), number).id
    except errors.NotFound:
        return 0  # no entry belongs to it, so that the list is empty


def _moment(name: str, at: time) -> datetime | None:
    day = parse_day(paging.words(name))
    return datetime.combine(min(max(day, EARLIEST), LATEST), at, reader_zone()) if day else None


def _faults() -> dict[str, str]:
    """What was typed as a day and is none, with how to write it."""
    language = languages.current()
    example = dates.write(EXAMPLE, language)
    sentence = _("Write a date as %(format)s, for example %(example)s.", format=dates.hint(language), example=example)
    typed = {name: paging.words(name) for name in ("since", "until")}
    return {name: sentence for name, text in typed.items() if text and parse_day(text) is None}
