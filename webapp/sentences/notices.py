"""Notices in words: a title and a text per template, from the values of the case."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from engine import feel
from engine.casework import absences, givenup
from engine.casework.records import Notice
from engine.casework.team import telling
from webapp import formats, languages
from webapp.sentences import closing, gates, roles
from webapp.sentences.links import Link

Values = Mapping[str, Any]
OF_THE_GONE = (telling.REMOVED, telling.VOTES_NO_MORE)
"""What is told to people who perhaps may see the case no more."""


def title(template: str) -> str:
    """What the notice is about."""
    words = {
        "receipt": _("Your need has been received"),
        "referred": _("Your need has been referred"),
        "reuse": _("There may be a solution you can reuse"),
        "lapsed": _("Your need has lapsed"),
        "parked": _("Your need is parked"),
        "accepted": _("Your need goes on to insight work"),
        "board_informed": _("A need has been accepted"),
        "gate_decided": _("The gate has decided"),
        "phase_approved": _("The case is approved for the next phase"),
        "case_stopped": _("The case is stopped"),
        "ordinary_purchase": _("An ordinary purchase is the better way"),
        "legal_stop": _("The case is stopped by law"),
        "condition_overdue": _("A condition is overdue"),
        "partner_released": _("A case you take part in is withdrawn"),
        "case_closed": _("The case is closed"),
        "case_halted": _("A case cannot go on"),
        "deadline_extended": _("A deadline of yours has been extended"),
        givenup.NOTICE: _("A process could not begin by itself"),
        telling.NAMED: _("You have a role in a case"),
        telling.REMOVED: _("You no longer have a role in a case"),
        telling.VOTES: _("You vote at the gates of a case"),
        telling.VOTES_NO_MORE: _("You no longer vote at the gates of a case"),
        absences.NAMED: _("You are a substitute"),
        absences.NAMED_FOR: _("You have a substitute"),
        absences.ENDED: _("You are no longer a substitute"),
        absences.ENDED_FOR: _("Your substitute has been ended"),
    }
    return words.get(template, _("Message from the case"))


def text(notice: Notice, names: Mapping[int, str]) -> str:
    """The notice in a sentence or two, with where to turn and the reasons where the case gives them.

    `names` are those of the people whom notices tell of, by their ids.
    """
    values = _values(notice)
    if notice.template in _MAKERS:
        return _MAKERS[notice.template](values, _names(notice, names))
    words = {
        "receipt": _("We have your need. You will have an answer with reasons within 15 working days."),
        "referred": _("The task force cannot take the need further and refers you to somebody who can help."),
        "reuse": _("A solution to the same need exists. The coordinator contacts you about taking it into use."),
        "lapsed": _("The need has waited twice without a new possibility and is closed. You can describe it again."),
        "parked": _parked(values.get("until")),
        "accepted": _("The need has been screened and goes on. A team will be named."),
        "board_informed": _("The triage has accepted a need. No vote is needed at this point."),
        "gate_decided": _gate_decided(values),
        "phase_approved": _(
            "The work of the next phase is not part of this version of the tool. The team goes on by its usual means; "
            "the coordinators help."
        ),
        "case_stopped": _("The gate has decided to stop the case. Nothing more is done in it."),
        "ordinary_purchase": _("A known product meets the need. Buy it the ordinary way; the coordinator helps you."),
        "legal_stop": _("The law does not allow the case to go on."),
        "condition_overdue": _("A condition of %(gate)s was not answered in time.", gate=str(values.get("gate") or "")),
        "partner_released": _("The need owner has withdrawn the need. Your work in the case has ended."),
        "case_closed": _("Nothing more is to be done in it."),
        "deadline_extended": _extended(values.get("until")),
        "case_halted": _("Its process or an automatic step has failed. Open it to see the cause and to try again."),
    }
    sentence = words.get(notice.template, _("There is news in the case."))
    return " ".join([sentence, *_details(values)])


def people(found: Iterable[Notice]) -> set[int]:
    """The ids of the people whom notices tell of."""
    return {number for notice in found for number in notice.values.get("people", {}).values()}


def link(notice: Notice) -> Link | None:
    """Where a notice leads that belongs to no case."""
    if notice.template == givenup.NOTICE:
        values = _values(notice)
        return Link(_("Open the process"), "processes.show", {"key": values["process"]})
    if notice.template in _MAKERS and notice.case_id is None:
        return Link(_("My substitutes"), "account.substitutes.show")
    return None


def _names(notice: Notice, names: Mapping[int, str]) -> Mapping[str, str]:
    told = notice.values.get("people", {})
    return {part: names.get(number) or _("somebody no longer known") for part, number in told.items()}


def _given_up(values: Values, _names: Mapping[str, str]) -> str:
    due = values["due"]
    assert isinstance(due, datetime)  # noqa: S101
    names = values["names"] if isinstance(values["names"], dict) else {}
    words = {"process": languages.text(names) or str(values["process"]), "when": formats.moment(due)}
    return _(
        "The clock should have opened a case of “%(process)s” on %(when)s and has given up after many tries. The page "
        "of the process says what to do, and lets you try again.",
        **words,
    )


def _named(values: Values, _names: Mapping[str, str]) -> str:
    return _("You are named for the role “%(role)s”.", role=roles.name(str(values["role"])))


def _removed(values: Values, _names: Mapping[str, str]) -> str:
    return _("You no longer have the role “%(role)s”.", role=roles.name(str(values["role"])))


def _votes(_values: Values, _names: Mapping[str, str]) -> str:
    return _("From the next vote on you are asked, or stand in for a member who cannot vote.")


def _votes_no_more(_values: Values, _names: Mapping[str, str]) -> str:
    return _("From the next vote on you are not asked.")


def _stands_in(values: Values, names: Mapping[str, str]) -> str:
    return _("You stand in for %(absent)s from %(since)s to %(until)s.", absent=names["absent"], **_days(values))


def _has_substitute(values: Values, names: Mapping[str, str]) -> str:
    days = _days(values)
    return _("%(substitute)s stands in for you from %(since)s to %(until)s.", substitute=names["substitute"], **days)


def _stands_in_no_more(_values: Values, names: Mapping[str, str]) -> str:
    return _("You stand in for %(absent)s no more.", absent=names["absent"])


def _has_none(_values: Values, names: Mapping[str, str]) -> str:
    return _("%(substitute)s stands in for you no more.", substitute=names["substitute"])


def _days(values: Values) -> dict[str, str]:
    return {part: formats.day(values[part]) for part in ("since", "until")}


def _parked(until: object) -> str:
    if isinstance(until, date):
        return _("The need waits for a better moment. It is looked at again by %(day)s.", day=formats.day(until))
    return _("The need waits for a better moment and is looked at again later.")


def _gate_decided(values: Values) -> str:
    words = {"gate": str(values.get("gate") or ""), "decision": gates.decision(str(values.get("decision") or ""))}
    return _("%(gate)s: %(decision)s.", **words)


def _extended(until: object) -> str:
    if isinstance(until, date):
        return _("The task is now due on %(day)s.", day=formats.day(until))
    return _("The task is due later now.")


def _details(values: Values) -> Iterator[str]:
    if outcome := str(values.get("outcome") or ""):
        yield _("Outcome: %(outcome)s.", outcome=closing.reason(outcome))
    if words := str(values.get("text") or "").strip():
        yield words
    if contact := str(values.get("contact") or "").strip():
        yield _("Contact: %(contact)s", contact=contact)
    if reasons := str(values.get("reason") or values.get("reasons") or "").strip():
        yield _("Reasons: %(reasons)s", reasons=reasons)


def _values(notice: Notice) -> Values:
    values = feel.decode(notice.values.get("values"))
    return values if isinstance(values, dict) else {}


_MAKERS: Mapping[str, Callable[[Values, Mapping[str, str]], str]] = {
    givenup.NOTICE: _given_up,
    telling.NAMED: _named,
    telling.REMOVED: _removed,
    telling.VOTES: _votes,
    telling.VOTES_NO_MORE: _votes_no_more,
    absences.NAMED: _stands_in,
    absences.NAMED_FOR: _has_substitute,
    absences.ENDED: _stands_in_no_more,
    absences.ENDED_FOR: _has_none,
}
