"""A search result as a file, and the entry that tells of it."""

import hashlib
import hmac
import tempfile
from collections.abc import Callable
from dataclasses import replace
from typing import BinaryIO, cast

from flask import current_app
from flask_babel import gettext as _

from engine.casework import permissions
from engine.database import transaction
from engine.insight import exports, trail, xes
from engine.insight.exports import MOST_ENTRIES, Export, Format
from engine.insight.trail import Filter, Page
from engine.insight.xes import Wording
from engine.ledger.audit import AuditEntry
from webapp import languages
from webapp.audit import search, spreadsheet
from webapp.database import db
from webapp.people import asker, me
from webapp.sentences import audit

KEPT_IN_MEMORY = 4_000_000
TYPES = {Format.CSV: "text/csv; charset=utf-8", Format.XES: "application/xml"}
LENGTH_OF_CODE = 8


class TooMany(Exception):
    """More entries are asked for than may leave at once."""


def make(kind: Format, wanted: Filter, *, names: bool) -> BinaryIO:
    """Write what is asked for to a file, record that it was taken, and give it; TooMany when it is too much.

    What is written meanwhile stays out, so that the number recorded is the number of entries in the file.
    """
    session, by = db.session(), asker()
    bounded = replace(wanted, heads=trail.heads(session), after=None)
    if trail.count(session, by, bounded, MOST_ENTRIES + 1) > MOST_ENTRIES:
        raise TooMany
    named = names and permissions.may_export_names(by)
    file = cast(BinaryIO, tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY))  # noqa: SIM115 - who sends it closes it
    if kind is Format.CSV:
        counted = spreadsheet.write(file, trail.batches(session, by, bounded))
    else:
        counted = xes.write(file, trail.batches(session, by, bounded, by_case=True), _wording(named=named))
    file.seek(0)
    taken = Export(
        format=kind,
        count=counted,
        names=named or kind is Format.CSV,
        asked=search.asked(),
        case=wanted.case,
        person=wanted.actor,
        organisation=wanted.organisation,
    )
    with transaction(session):
        exports.record(session, taken, me().id)
    return file


def _wording(*, named: bool) -> Wording:
    return Wording(
        log=_("Audit trail"),
        activity=lambda entry, _page: audit.action(entry.action),
        task=lambda task: languages.text(task.version.name(task.element)),
        resource=audit.actor if named else _coded(),
    )


def _coded() -> Callable[[AuditEntry, Page], str]:
    key = str(current_app.config["SECRET_KEY"]).encode()

    def code(entry: AuditEntry, page: Page) -> str:
        """The same code for the same person in every file of this installation, and no way back to the person."""
        if entry.actor_id is None:
            return str(entry.facts["actor"])
        digest = hmac.new(key, f"person {entry.actor_id}".encode(), hashlib.sha256).hexdigest()
        return f"P-{digest[:LENGTH_OF_CODE]}"

    return code
