"""What a gate has decided, in words."""

from decimal import Decimal

from flask_babel import format_currency, ngettext
from flask_babel import gettext as _

from engine.casework.gates import GateDecision, Tranche


def decision(key: str) -> str:
    """The words for a decision; one that is not known stands as it is."""
    words = {
        "go": _("Approve"),
        "conditional": _("Approve with conditions"),
        "rework": _("Send back"),
        "pause": _("Pause"),
        "stop": _("Stop"),
        "leave": _("Ordinary purchase"),
        "pivot": _("Change course"),
        "extend": _("Extend"),
        "local": _("Local use only"),
    }
    return words.get(key, key)


def heading(made: GateDecision) -> str:
    """Which gate it was, in which round, and what was decided."""
    if made.round > 1:
        names = {"gate": made.gate, "round": made.round, "decision": decision(made.decision)}
        return _("%(gate)s, round %(round)s: %(decision)s", **names)
    return _("%(gate)s: %(decision)s", gate=made.gate, decision=decision(made.decision))


def conditions(made: GateDecision) -> str:
    """How many conditions go with a decision; nothing where none do."""
    if not made.conditions:
        return ""
    return ngettext("%(num)s condition", "%(num)s conditions", made.conditions)


def tranche(released: Tranche) -> str:
    """What was released at a gate."""
    return _("Released at %(gate)s: %(amount)s", gate=released.gate, amount=amount(released.amount, released.currency))


def amount(digits: str, currency: str) -> str:
    """Money with its ISO code, as short forms mean different currencies in the two countries."""
    return str(format_currency(Decimal(digits), currency, "#,##0.00 ¤¤"))
