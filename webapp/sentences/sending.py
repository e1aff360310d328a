"""What was sent to cases and from outside, as sentences of the audit trail."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import ngettext

from engine.insight.trail import Page
from engine.ledger.audit import Action
from webapp import languages

Details = Mapping[str, Any]


def _programme_action(details: Details, page: Page) -> str:
    key = details["process"]
    version = page.published.get((key, details["versions"][key]))
    name = languages.text(version.action(details["element"])) if version is not None else ""
    return ngettext(
        "Sent “%(action)s” to %(num)s open case.",
        "Sent “%(action)s” to %(num)s open cases.",
        details["cases"],
        action=name or details["action"],
    )


SENTENCES: dict[str, Callable[[Details, Page], str]] = {Action.PROGRAMME_ACTION: _programme_action}
