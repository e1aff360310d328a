"""What can be said of substitutes: what stands against one, and what the audit trail tells."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from engine.errors import SubstituteRejected
from engine.insight.trail import Page
from engine.ledger.audit import Action
from engine.people.substitutes import Substitution
from webapp import formats
from webapp.sentences import names, roles

Details = Mapping[str, Any]
_FIELDS = {"past": "since", "order": "until", "too_long": "until", "roles": "roles", "roles_elsewhere": "roles"}


def field(problem: SubstituteRejected) -> str:
    """Which answer is at fault, "" for the choice of the person."""
    return _FIELDS.get(str(problem.facts.get("rule")), "")


def refusal(problem: SubstituteRejected, other: Substitution | None) -> str:
    """Why somebody cannot stand in, and what to do; `other` is the substitution that is in the way."""
    rule = problem.facts.get("rule")
    if other is not None:
        words = {
            "absent": other.absent.name,
            "substitute": other.substitute.name,
            "since": formats.day(other.since),
            "until": formats.day(other.until),
        }
        told = {
            "overlap": _("%(substitute)s stands in from %(since)s to %(until)s already. End that first.", **words),
            "away": _("%(absent)s is away too, from %(since)s to %(until)s. Choose somebody else.", **words),
            "stands_in": _(
                "%(substitute)s stands in for %(absent)s from %(since)s to %(until)s. End that first.", **words
            ),
        }
        return told[str(rule)]
    sentences = {
        "oneself": _("Nobody can stand in for themselves."),
        "inactive": _("This person is no longer here. Choose somebody else."),
        "elsewhere": _("Choose somebody of the same organisation, or who holds one of the same roles."),
        "past": _("The first day must be today or later."),
        "order": _("The last day cannot be before the first."),
        "too_long": _("Name a substitute for at most a year."),
        "roles": _("Choose among the roles that the person holds."),
        "roles_elsewhere": _("From another organisation, only roles that both hold can be chosen."),
    }
    return sentences[str(rule)]


def span(found: Substitution) -> str:
    """The days of a substitution."""
    return _("%(since)s to %(until)s", since=formats.day(found.since), until=formats.day(found.until))


def covered(found: Substitution) -> str:
    """The roles that a substitution is for."""
    return ", ".join(roles.name(role) for role in found.roles) or _("all tasks")


def _named(details: Details, page: Page) -> str:
    return _(
        "%(substitute)s stands in for %(name)s from %(since)s to %(until)s.",
        substitute=names.person(details["substitute"], page),
        name=names.person(details["participant"], page),
        since=formats.day(date.fromisoformat(details["since"])),
        until=formats.day(date.fromisoformat(details["until"])),
    )


def _ended(details: Details, page: Page) -> str:
    return _(
        "%(substitute)s no longer stands in for %(name)s.",
        substitute=names.person(details["substitute"], page),
        name=names.person(details["participant"], page),
    )


SENTENCES: dict[str, Callable[[Details, Page], str]] = {
    Action.SUBSTITUTE_NAMED: _named,
    Action.SUBSTITUTE_ENDED: _ended,
}
