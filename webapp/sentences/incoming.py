"""What became of messages that came for cases, in words."""

import json

from flask_babel import gettext as _
from flask_babel import ngettext

from engine import feel
from engine.casework.incoming import ADDRESS, CASE, UNSETTLED, Incoming, Outcome, Why
from webapp import formats


def name(key: str) -> str:
    """What a message or signal says; one of another process goes by the name that its model gives it."""
    words = {
        "msg_withdraw_need": _("The need is withdrawn"),
        "msg_case_idle": _("Nobody has done anything in the case for a long time"),
        "msg_resume": _("The case goes on"),
        "msg_funding_secured": _("The funding is secured"),
        "sig_programme_pause": _("The programme is paused"),
        "sig_programme_resume": _("The programme goes on"),
        "sig_solution_available": _("A solution is available"),
    }
    return words.get(key, key)


def outcome(value: str) -> str:
    """What became of a message, in a word or two."""
    words = {
        UNSETTLED: _("Not delivered or waiting"),
        Outcome.WAITING: _("Waits for a case"),
        Outcome.DELIVERED: _("Delivered"),
        Outcome.OPENED: _("Opened a case"),
        Outcome.SENT: _("Sent to all that wait"),
        Outcome.UNDELIVERED: _("Not delivered"),
        Outcome.DISCARDED: _("Given up"),
    }
    return words.get(value, value)


def why(value: str) -> str:
    """Why a message could not be delivered."""
    words = {
        Why.NOBODY_WAITS: _("No case waits for it"),
        Why.SEVERAL_WAIT: _("Several cases wait for it"),
        Why.SEVERAL_START: _("Several processes begin by it"),
        Why.GONE_ON: _("The case had gone on"),
        Why.FAILED: _("The case broke on it"),
    }
    return words[Why(value)] if value else ""


def source(value: str) -> str:
    """Where a message came from, for choosing."""
    return {ADDRESS: _("Another system"), CASE: _("A case")}[value]


def sender(message: Incoming) -> str:
    """Who sent a message: the key of another system."""
    return message.message_key.name if message.message_key is not None else _("A case")


def value(found: object) -> str:
    """A value of a payload, as it came."""
    if isinstance(found, str):
        return found
    return json.dumps(feel.encode(found), ensure_ascii=False)


def now(message: Incoming) -> str:
    """Where a message stands, as one sentence."""
    if message.outcome == Outcome.DELIVERED:
        return _("The message has been delivered.")
    if message.outcome == Outcome.OPENED:
        return _("The message has opened a case.")
    if message.outcome == Outcome.SENT:
        return ngettext(
            "The signal was sent to %(num)s case.", "The signal was sent to %(num)s cases.", message.reached
        )
    if message.outcome == Outcome.DISCARDED:
        return _("The message has been given up.")
    if message.outcome == Outcome.WAITING and message.keep_until is not None:
        return _("The message waits for a case until %(when)s.", when=formats.moment(message.keep_until))
    return _("The message is not delivered. %(why)s.", why=why(message.why))
