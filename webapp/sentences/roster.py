"""What the audit trail tells of people, the roles they hold in general, and organisations."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from engine.insight.trail import Page
from engine.ledger.audit import Action
from webapp import formats
from webapp.sentences import names, roles

Details = Mapping[str, Any]


def term(since: date | None, until: date | None) -> str:
    """From when until when something holds."""
    if since is None and until is None:
        return _("without limit")
    if until is None:
        return _("from %(since)s", since=formats.day(since))
    if since is None:
        return _("until %(until)s", until=formats.day(until))
    return _("%(since)s to %(until)s", since=formats.day(since), until=formats.day(until))


def _added(details: Details, page: Page) -> str:
    return _("%(name)s has been entered.", name=_name(details, page))


def _changed(details: Details, page: Page) -> str:
    words = {"name": _("name"), "email": _("e-mail address")}
    changed = [words[one] for one in details.get("changed", ()) if one in words]
    if changed:
        return _("What is known of %(name)s was changed: %(what)s.", name=_name(details, page), what=", ".join(changed))
    return _("What is known of %(name)s was changed.", name=_name(details, page))


def _gone(details: Details, page: Page) -> str:
    return _("%(name)s is no longer active.", name=_name(details, page))


def _back(details: Details, page: Page) -> str:
    return _("%(name)s is active again.", name=_name(details, page))


def _given(details: Details, page: Page) -> str:
    return _("%(name)s: %(role)s in %(organisation)s, %(term)s.", **_held(details, page))


def _term_changed(details: Details, page: Page) -> str:
    return _("The time was changed for which %(name)s is %(role)s in %(organisation)s.", **_held(details, page))


def _ended(details: Details, page: Page) -> str:
    return _("%(name)s is no longer %(role)s in %(organisation)s.", **_held(details, page))


def _invited(details: Details, page: Page) -> str:
    return _("%(name)s was sent a link for choosing a password.", name=_name(details, page))


def _taken(details: Details, page: Page) -> str:
    return _("%(name)s chose a password by invitation.", name=_name(details, page))


def _sign_ins_ended(details: Details, page: Page) -> str:
    return ngettext(
        "%(num)s sign-in of %(name)s was ended.",
        "%(num)s sign-ins of %(name)s were ended.",
        details["count"],
        name=_name(details, page),
    )


def _name(details: Details, page: Page) -> str:
    return names.person(details["participant"], page)


def _held(details: Details, page: Page) -> dict[str, str]:
    since, until = (date.fromisoformat(details[name]) if details[name] else None for name in ("since", "until"))
    return {
        "name": _name(details, page),
        "role": roles.name(details["role"]),
        "organisation": names.organisation(details, page),
        "term": term(since, until),
    }


SENTENCES: dict[str, Callable[[Details, Page], str]] = {
    Action.PERSON_ADDED: _added,
    Action.PERSON_CHANGED: _changed,
    Action.PERSON_DEACTIVATED: _gone,
    Action.PERSON_REACTIVATED: _back,
    Action.MEMBERSHIP_GIVEN: _given,
    Action.MEMBERSHIP_CHANGED: _term_changed,
    Action.MEMBERSHIP_ENDED: _ended,
    Action.ACCOUNT_INVITED: _invited,
    Action.INVITATION_TAKEN: _taken,
    Action.SIGN_IN_ENDED: _sign_ins_ended,
}
