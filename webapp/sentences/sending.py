"""What was sent to cases and from outside, as sentences of the audit trail."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
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


def _discarded(details: Details, page: Page) -> str:
    return _("Gave up the undelivered message “%(name)s”.", name=details["name"])


def _key_made(details: Details, page: Page) -> str:
    return _("Made the key “%(name)s” for %(organisation)s.", **_key(details, page))


def _key_revoked(details: Details, page: Page) -> str:
    return _("Revoked the key “%(name)s” of %(organisation)s.", **_key(details, page))


def _key(details: Details, page: Page) -> dict[str, str]:
    organisation = page.organisations.get(details["organisation"])
    return {"name": details["name"], "organisation": organisation.name if organisation else ""}


SENTENCES: dict[str, Callable[[Details, Page], str]] = {
    Action.PROGRAMME_ACTION: _programme_action,
    Action.MESSAGE_DISCARDED: _discarded,
    Action.KEY_MADE: _key_made,
    Action.KEY_REVOKED: _key_revoked,
}
