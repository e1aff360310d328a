"""Whether the audit trail is whole, in words."""

from flask_babel import gettext as _

from engine.ledger.checks import AuditCheck
from engine.ledger.verification import Fault
from webapp import formats


def summary(check: AuditCheck | None) -> str:
    """What the last check of the whole trail found."""
    if check is None:
        return _("The trail has not been read through yet. That is done every night.")
    when = formats.moment(check.at)
    if check.sound:
        return _("The whole trail was read through on %(when)s: nothing has been changed.", when=when)
    if check.trail_sound:
        return _("The whole trail was read through on %(when)s: it is whole, but answers were changed.", when=when)
    return _("The whole trail was read through on %(when)s: it is not as it was written.", when=when)


def answers(check: AuditCheck | None) -> str:
    """How many tasks had their answers held against the trail; nothing when the last check did not do that."""
    if check is None or check.answers is None:
        return ""
    told = _(
        "Tasks whose answers were compared with what the trail says was handed in: %(number)s.",
        number=formats.number(check.covered),
    )
    if not check.uncovered:
        return told
    older = _("Handed in earlier, without such a proof: %(number)s.", number=formats.number(check.uncovered))
    return f"{told} {older}"


def differing(check: AuditCheck) -> list[str]:
    """The tasks whose answers were changed after they were handed in."""
    told = [
        _(
            "Case %(case)s: the answers of task %(task)s are not those that were handed in.",
            case=one.case,
            task=one.task,
        )
        for one in check.differing
    ]
    if check.unnamed:
        told.append(_("Further tasks with changed answers: %(number)s.", number=formats.number(check.unnamed)))
    return told


def fault(found: Fault) -> str:
    """What was done to a chain, and where."""
    places = {"number": found.seq, "until": found.until}
    words = {
        "missing": _("Entry %(number)s is missing.", **places),
        "changed": _("Entry %(number)s has been changed.", **places),
        "unlinked": _("Entry %(number)s does not follow from the one before it.", **places),
        "tail_cut": _("Entries have been taken away, from number %(number)s on.", **places),
        "extra_tail": _("Entries up to number %(number)s were added without the product.", **places),
        "rehashed": _(
            "Between number %(number)s and %(until)s something was changed, and the chain was hashed anew.", **places
        ),
        "other_key": _("The note about %(number)s entries is signed with another key.", **places),
        "bad_signature": _("The note about %(number)s entries was changed after it was signed.", **places),
    }
    return words.get(found.code, found.code)
