"""Entries as a table for spreadsheets: CSV as the reader's locale has it, which no spreadsheet takes for formulas."""

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO

from flask_babel import gettext as _

from engine.insight.trail import Page
from engine.ledger.audit import AuditEntry
from webapp import formats, languages
from webapp.sentences import audit, changes

SEPARATORS = {"da": ";", "sv": ";", "en": ","}  # the comma of Danish and Swedish numbers leaves the semicolon
STARTS_OF_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def write(stream: BinaryIO, pages: Iterable[Page]) -> int:
    """Write entries as UTF-8 with a mark by which spreadsheets know it; gives how many there were."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    rows = csv.writer(text, delimiter=SEPARATORS[languages.current()])
    rows.writerow(_heads())
    counted = 0
    for page in pages:
        for entry in page.entries:
            counted += 1
            rows.writerow([_plain(value) for value in _row(entry, page)])
    text.detach()
    return counted


def _heads() -> list[str]:
    return [
        _("Time"),
        _("Time (UTC)"),
        _("Who"),
        _("Action"),
        _("What"),
        _("Before"),
        _("After"),
        _("Reason"),
        _("Case"),
        _("Chain"),
        _("Number in the chain"),
        _("Kind"),
        _("Hash"),
    ]


def _row(entry: AuditEntry, page: Page) -> list[object]:
    changed = changes.of(entry, page, whole=True)
    case = page.cases.get(entry.case_id or 0)
    return [
        entry.at.astimezone(formats.reader_zone()).strftime("%Y-%m-%d %H:%M:%S"),
        entry.at.isoformat(timespec="milliseconds"),
        audit.actor(entry, page),
        audit.action(entry.action),
        audit.sentence(entry, page),
        _several([(one.label, one.before) for one in changed]),
        _several([(one.label, one.after) for one in changed]),
        changes.reason(entry, page, whole=True),
        case.number if case is not None else "",
        audit.chain(entry, page),
        entry.seq,
        entry.action,
        entry.hash.hex(),
    ]


def _several(values: list[tuple[str, str]]) -> str:
    return "; ".join(f"{label}: {value}" if label else value for label, value in values)


def _plain(value: object) -> object:
    """A text that begins like a formula gets an apostrophe in front: spreadsheets show it and compute nothing."""
    if isinstance(value, str) and (value.startswith(STARTS_OF_FORMULAS) or value.lstrip()[:1] in STARTS_OF_FORMULAS):
        return f"'{value}"
    return value
