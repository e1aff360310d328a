"""Notices in words: a title and a text per template, from the values of the case."""

from collections.abc import Iterator, Mapping
from datetime import date

from flask_babel import gettext as _

from engine import feel
from engine.casework.records import Notice
from webapp import formats
from webapp.sentences import closing


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


def _extended(until: object) -> str:
    if isinstance(until, date):
        return _("The task is now due on %(day)s.", day=formats.day(until))
    return _("The task is due later now.")


def _details(values: Mapping[str, object]) -> Iterator[str]:
    if outcome := str(values.get("outcome") or ""):
        yield _("Outcome: %(outcome)s.", outcome=closing.reason(outcome))
    if contact := str(values.get("contact") or "").strip():
        yield _("Contact: %(contact)s", contact=contact)
    if reasons := str(values.get("reason") or values.get("reasons") or "").strip():
        yield _("Reasons: %(reasons)s", reasons=reasons)


def _values(notice: Notice) -> Mapping[str, object]:
    values = feel.decode(notice.values.get("values"))
    return values if isinstance(values, dict) else {}
