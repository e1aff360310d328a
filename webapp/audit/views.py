"""Routes of the audit trail."""

import json

from flask import Blueprint, render_template, request, send_file
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from engine import clock
from engine.casework import permissions
from engine.insight import names, trail
from engine.insight.exports import MOST_ENTRIES, Format
from engine.ledger import audit, checks
from engine.people import calendars, organisations
from forms import dates
from webapp import access, languages
from webapp.audit import exporting, search
from webapp.database import db
from webapp.people import asker
from webapp.sentences import acts, changes

blueprint = Blueprint("audit", __name__, url_prefix="/audit")


@blueprint.get("/")
@access.signed_in
def index() -> str:
    """Entries I may read, as I search and sort them."""
    return _list()


@blueprint.post("/export")
@access.signed_in
def export() -> Response | tuple[str, int]:
    """The search result of the address as a file."""
    asked = request.form.get("format", "")
    if asked not in set(Format):
        raise BadRequest()
    if search.faults():
        return _list(), 422
    kind, names = Format(asked), bool(request.form.get("names"))
    try:
        file = exporting.make(kind, search.wanted(), names=names)
    except exporting.TooMany:
        return _list(too_many=MOST_ENTRIES), 422
    name = f"{search.asked().get('case') or 'innotech360'}-{calendars.day_of(clock.now())}.{kind}"
    return send_file(file, exporting.TYPES[kind], as_attachment=True, download_name=name)


@blueprint.get("/<int:chain>/<int:seq>")
@access.signed_in
def entry(chain: int, seq: int) -> str:
    """One entry: what it says, what is hashed of it, and where it stands in its chain."""
    session = db.session()
    page = trail.entry(session, asker(), chain, seq)
    [found] = page.entries
    release = names.release_of(session, found)
    return render_template(
        "audit/entry.html",
        page=page,
        entry=found,
        task=page.tasks.get(found.task_id or 0),
        release=release,
        process=release.root if release is not None else None,
        last=trail.heads(session).get(chain, seq),
        raw=json.dumps(found.facts, indent=2, ensure_ascii=False, sort_keys=True),
        closed=changes.is_private(found) and found.actor_id != asker().id,
        fits=audit.link(found.prev, found.body) == found.hash,
    )


def _list(too_many: int = 0) -> str:
    """The result of the search; none while a day in it cannot be understood, since every entry would be a wrong one."""
    session, by, faults = db.session(), asker(), search.faults()
    return render_template(
        "audit/index.html",
        page=None if faults else trail.page(session, by, search.wanted()),
        asked=search.asked(),
        groups=acts.groups(),
        people=trail.people(session, by),
        organisations=organisations.all_of(session),
        reads_all=permissions.may_read_audit(by),
        may_name=permissions.may_export_names(by),
        hint=dates.hint(languages.current()),
        faults=faults,
        too_many=too_many,
        check=checks.last(session),
        may_sample=access.allows("audit.sample_list"),
        may_see_chains=access.allows("audit.chains"),
    )
