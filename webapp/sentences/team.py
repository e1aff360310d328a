"""What can be said of the people of a case: who came and went, and what stands against a choice."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _

from engine.errors import TeamRejected
from engine.insight.trail import Page
from engine.ledger.audit import Action
from webapp.sentences import names, roles

Details = Mapping[str, Any]


def refusal(problem: TeamRejected) -> str:
    """Why people cannot hold roles in a case, and what to do."""
    named = [roles.name(role) for role in problem.facts.get("roles", ())]  # type: ignore[attr-defined]
    words: dict[object, str] = {
        "three_people": _("Project manager, board chair and deputy chair must be three different people."),
        "controller": _("The controller must not be the project manager."),
        "two_countries": _("Board chair and deputy chair must come from different countries."),
        "only_one": _("Only one person can hold this role."),
        "never_empty": _("A case must have a need owner. Choose somebody."),
        "not_fit": _("Not everybody chosen can hold this role. Choose among those in the list."),
        "deputy_elsewhere": _("A deputy must belong to the organisation of the voter."),
        "seated_twice": _("Everybody may stand here once only: as a voter or as the deputy of one."),
        "not_seated": _("The board chair and the deputy chair must be among the voters or their deputies."),
        "its_need": _("The need is this organisation's, so it takes part as long as the case runs."),
        "still_named": _("Somebody of this organisation is named in the case. Name others first."),
    }
    if problem.facts.get("rule") == "voters":
        country = roles.country(str(problem.facts.get("country")))
        return _("At least two voters must come from %(country)s.", country=country)
    return words.get(problem.facts.get("rule")) or ", ".join(named)


def _role_given(details: Details, page: Page) -> str:
    words = {"role": roles.name(details["role"]), "after": names.people(details["after"], page)}
    if details["before"]:
        return _("%(role)s: %(after)s instead of %(before)s.", before=names.people(details["before"], page), **words)
    return _("%(role)s: %(after)s.", **words)


def _voters(details: Details, page: Page) -> str:
    return _(
        "Voters at the gates: %(after)s instead of %(before)s.",
        after=_pairs(details["after"], page),
        before=_pairs(details["before"], page),
    )


def _pairs(pairs: list[list[int]], page: Page) -> str:
    return ", ".join(_pair(pair, page) for pair in pairs) or _("nobody")


def _pair(pair: list[int], page: Page) -> str:
    voter, *deputy = [names.person(one, page) for one in pair]
    return _("%(voter)s (deputy %(deputy)s)", voter=voter, deputy=deputy[0]) if deputy else voter


def _joined(details: Details, page: Page) -> str:
    return _("%(organisation)s takes part.", organisation=names.organisation(details, page))


def _left(details: Details, page: Page) -> str:
    return _("%(organisation)s takes part no more.", organisation=names.organisation(details, page))


def _offered(details: Details, page: Page) -> str:
    words = {"task": names.task(details, page), "names": names.people(details["after"], page)}
    if details["stand_in"]:
        return _("“%(task)s” is now offered to %(names)s, who stand in: nobody holds the role.", **words)
    return _("“%(task)s” is now offered to %(names)s.", **words)


SENTENCES: dict[str, Callable[[Details, Page], str]] = {
    Action.ROLE_GIVEN: _role_given,
    Action.VOTERS_CHOSEN: _voters,
    Action.PARTY_JOINED: _joined,
    Action.PARTY_LEFT: _left,
    Action.TASK_OFFERED: _offered,
}
