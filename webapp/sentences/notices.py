"""Notices in words: a title and a text per template, from the values of the case."""

from collections.abc import Iterator, Mapping
from datetime import date

from flask_babel import gettext as _

from engine import feel
from engine.casework.records import Notice
from webapp import formats
from webapp.sentences import closing, gates


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
    }
    return words.get(template, _("Message from the case"))


def text(notice: Notice) -> str:
    """The notice in a sentence or two, with where to turn and the reasons where the case gives them."""
    values = _values(notice)
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


def _parked(until: object) -> str:
    if isinstance(until, date):
        return _("The need waits for a better moment. It is looked at again by %(day)s.", day=formats.day(until))
    return _("The need waits for a better moment and is looked at again later.")


def _gate_decided(values: Mapping[str, object]) -> str:
    words = {"gate": str(values.get("gate") or ""), "decision": gates.decision(str(values.get("decision") or ""))}
    return _("%(gate)s: %(decision)s.", **words)


def _extended(until: object) -> str:
    if isinstance(until, date):
        return _("The task is now due on %(day)s.", day=formats.day(until))
    return _("The task is due later now.")


def _details(values: Mapping[str, object]) -> Iterator[str]:
    if outcome := str(values.get("outcome") or ""):
        yield _("Outcome: %(outcome)s.", outcome=closing.reason(outcome))
    if words := str(values.get("text") or "").strip():
        yield words
    if contact := str(values.get("contact") or "").strip():
        yield _("Contact: %(contact)s", contact=contact)
    if reasons := str(values.get("reason") or values.get("reasons") or "").strip():
        yield _("Reasons: %(reasons)s", reasons=reasons)


def _values(notice: Notice) -> Mapping[str, object]:
    values = feel.decode(notice.values.get("values"))
    return values if isinstance(values, dict) else {}
