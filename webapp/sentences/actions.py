"""Why an action cannot be sent, in words."""

from flask_babel import gettext as _

from engine import errors


def refusal_title(problem: errors.EngineError) -> str:
    """The heading of what went wrong."""
    if isinstance(problem, errors.NotAllowed):
        return _("You may not do this")
    if isinstance(problem, errors.ModelFailed):
        return _("The case cannot go on")
    if isinstance(problem, errors.CaseClosed):
        return _("The case is closed")
    if isinstance(problem, errors.ActionGone):
        return _("The case no longer waits for this")
    return _("The case has changed meanwhile")


def refusal_text(problem: errors.EngineError, name: str) -> str:
    """What happened, and what can be done."""
    if isinstance(problem, errors.NotAllowed):
        return _("“%(action)s” is not for your roles in this case. Nothing has been sent.", action=name)
    if isinstance(problem, errors.ModelFailed):
        return _("There is a fault in its process. Nothing has been sent, and the coordinators have been told.")
    if isinstance(problem, errors.CaseClosed):
        return _("Nothing can be changed in it any more. Nothing has been sent.")
    if isinstance(problem, errors.ActionGone):
        return _("The case has gone on, and “%(action)s” is not possible now. Nothing has been sent.", action=name)
    return _("Somebody else has changed the case at the same moment. Nothing has been sent; try again.")
