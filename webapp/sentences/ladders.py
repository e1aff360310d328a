"""Reminder ladders in words: when each rung comes, to whom, and what is wrong with a text that is none."""

from flask_babel import gettext as _
from flask_babel import ngettext

from engine.model import ladders
from engine.model.ladders import ESCALATE, STANDARD, LadderRejected, Rung, Unit
from webapp.sentences import roles


def name(key: str) -> str:
    """What a ladder is called; those of the house by their names, others by their keys."""
    return {
        "": _("Steps of its own"),
        STANDARD: _("Standard"),
        "gate": _("Tasks of a gate"),
        "review": _("Tasks of outsiders"),
        "clarify": _("Questions to clarify"),
        "round": _("Rounds"),
        "dpo": _("Advice on data protection"),
        "long": _("Long tasks"),
        "meeting": _("Decisions in meetings"),
        "weekly": _("Weekly tasks"),
        "clock24": _("24-hour clocks"),
        "clock72": _("72-hour clocks"),
        "calendar": _("Duties in calendar days"),
        "once": _("One reminder"),
    }.get(key, key)


def rungs(text: str) -> list[tuple[Rung, str]]:
    """Each rung of a ladder with its words."""
    return [(rung, f"{when(rung)}: {who(rung)}") for rung in ladders.parse(text)]


def when(rung: Rung) -> str:
    """How long before or after the deadline."""
    if not rung.offset:
        return _("on the due date")
    count = abs(rung.offset)
    before = {
        Unit.WORKING_DAYS: ngettext("%(num)s working day before", "%(num)s working days before", count),
        Unit.DAYS: ngettext("%(num)s day before", "%(num)s days before", count),
        Unit.HOURS: ngettext("%(num)s hour before", "%(num)s hours before", count),
    }
    after = {
        Unit.WORKING_DAYS: ngettext("%(num)s working day after", "%(num)s working days after", count),
        Unit.DAYS: ngettext("%(num)s day after", "%(num)s days after", count),
        Unit.HOURS: ngettext("%(num)s hour after", "%(num)s hours after", count),
    }
    return (before if rung.offset < 0 else after)[rung.unit]


def who(rung: Rung) -> str:
    """To whom it goes."""
    if not rung.who:
        return _("whoever has the task, or the whole group")
    if rung.who == ESCALATE:
        return _("one step up: the coordinator, or the manager for roles of an organisation")
    return roles.name(rung.who)


def fault(rejected: LadderRejected) -> str:
    """What is wrong with a text, and how it is written."""
    facts = {key: str(value) for key, value in rejected.facts.items()}
    rung, limit = facts["rung"][:60], facts.get("limit", "")
    return {
        "empty": _("Write at least one step, for example -3w, 0, +2w:escalate."),
        "too_many": _("A ladder has at most %(limit)s steps.", limit=limit),
        "unreadable": _(
            "“%(rung)s” is no step. Write for example -3w, 0 or +2w:escalate, separated by commas.", rung=rung
        ),
        "no_unit": _("“%(rung)s” lacks its unit: w for working days, d for days, h for hours.", rung=rung),
        "no_sign": _("Write - or + before the number in “%(rung)s”: before or after the due date.", rung=rung),
        "too_far": _("“%(rung)s” is too far away: at most %(limit)s.", rung=rung, limit=limit),
        "twice": _("The step “%(rung)s” stands there twice.", rung=rung),
        "nobody": _("“%(who)s” is no receiver. Write escalate or the key of a role.", who=facts.get("who", "")),
    }[facts["code"]]
