"""Why an action cannot be sent, in words."""

from flask_babel import gettext as _
from flask_babel import ngettext

from engine import errors
from engine.casework.programme import Progress


def refusal_title(problem: errors.EngineError) -> str:
    """The heading of what went wrong."""
    if isinstance(problem, errors.NotAllowed):
        return _("You may not do this")
    if isinstance(problem, errors.ModelFailed):
        return _("The case cannot go on")
    if isinstance(problem, errors.CaseClosed):
        return _("The case is closed")
    if isinstance(problem, errors.ActionGone):
        return _("The case no longer waits for this") if "case" in problem.facts else _("No open case waits for this")
    return _("The case has changed meanwhile")


def refusal_text(problem: errors.EngineError, name: str) -> str:
    """What happened, and what can be done."""
    if isinstance(problem, errors.NotAllowed):
        return _("“%(action)s” is not for your roles in this case. Nothing has been sent.", action=name)
    if isinstance(problem, errors.ModelFailed):
        return _("There is a fault in its process. Nothing has been sent, and the coordinators have been told.")
    if isinstance(problem, errors.CaseClosed):
        return _("Nothing can be changed in it any more. Nothing has been sent.")
    if isinstance(problem, errors.ActionGone) and "case" not in problem.facts:
        return _("“%(action)s” reaches no case now. Nothing has been sent.", action=name)
    if isinstance(problem, errors.ActionGone):
        return _("The case has gone on, and “%(action)s” is not possible now. Nothing has been sent.", action=name)
    return _("Somebody else has changed the case at the same moment. Nothing has been sent; try again.")


def waiting(cases: int) -> str:
    """How many open cases an action of the programme would reach now."""
    return ngettext("%(num)s open case waits for this.", "%(num)s open cases wait for this.", cases)


def progress(how: Progress) -> str:
    """How far an action of the programme has come."""
    if not how.sent_on:
        return _("On its way")
    parts = [ngettext("Has reached %(num)s case", "Has reached %(num)s cases", how.reached)]
    if how.under_way:
        parts.append(ngettext("on its way to %(num)s case", "on its way to %(num)s cases", how.under_way))
    if how.gone_on:
        parts.append(ngettext("%(num)s case had gone on", "%(num)s cases had gone on", how.gone_on))
    if how.failed:
        parts.append(ngettext("failed in %(num)s case", "failed in %(num)s cases", how.failed))
    return ", ".join(parts)
