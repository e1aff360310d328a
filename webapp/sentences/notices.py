"""Notices in words: a title and a text per template, from the values of the case."""

from collections.abc import Mapping

from flask_babel import gettext as _

from engine import feel
from engine.casework.records import Notice


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
    }
    return words.get(template, _("Message from the case"))


def text(notice: Notice) -> str:
    """The notice in a sentence or two."""
    values = _values(notice)
    reasons = str(values.get("reason") or values.get("reasons") or "").strip()
    words = {
        "receipt": _("We have your need. You will have an answer with reasons within 15 working days."),
        "referred": _("The task force cannot take the need further and refers you to somebody who can help."),
        "reuse": _("A solution to the same need exists. The coordinator contacts you about taking it into use."),
        "lapsed": _("The need has waited twice without a new possibility and is closed. You can describe it again."),
        "parked": _("The need waits for a better moment and is looked at again within six months."),
        "accepted": _("The need has been screened and goes on. A team will be named."),
        "board_informed": _("The triage has accepted a need. No vote is needed at this point."),
    }
    sentence = words.get(notice.template, _("There is news in the case."))
    return f"{sentence} {_('Reasons: %(reasons)s', reasons=reasons)}" if reasons else sentence


def _values(notice: Notice) -> Mapping[str, object]:
    values = feel.decode(notice.values.get("values"))
    return values if isinstance(values, dict) else {}
