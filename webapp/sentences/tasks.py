"""What can be said of tasks and conflicts: why a deadline falls where it does, and what happened meanwhile."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from engine import errors, feel
from engine.casework import rules
from engine.casework.records import CaseIncident, Task
from webapp import formats
from webapp.sentences import roles


def deadline_reason(task: Task) -> str:
    """The rule behind a task's deadline: how many working days, and of which country."""
    rule = feel.decode(task.deadline_rule["value"]) if task.deadline_rule else None
    if isinstance(rule, Mapping) and rules.is_workdays(rule):
        days = ngettext("%(num)s working day", "%(num)s working days", int(rule["days"]))
        return f"{days}, {roles.calendar(task.deadline_calendar)}"
    return _("Calendar days") if task.deadline_kind == "calendar" else ""


def conflict_title(conflict: errors.Conflict) -> str:
    """What has happened, in a line."""
    words = {
        errors.TaskAlreadyCompleted: _("Somebody else has completed this task"),
        errors.TaskWithdrawn: _("The process no longer needs this task"),
        errors.TaskTaken: _("Somebody else has taken this task"),
        errors.CaseClosed: _("The case is closed"),
        errors.ChangedMeanwhile: _("The task has changed since you opened it"),
    }
    return words.get(type(conflict), _("Something has changed meanwhile"))


def conflict_text(conflict: errors.Conflict, task: Task) -> str:
    """Who did what, and what to do now."""
    if isinstance(conflict, errors.TaskAlreadyCompleted) and task.ended_by is not None and task.ended_at is not None:
        when = formats.moment(task.ended_at)
        return _(
            "%(name)s completed it on %(when)s. Nothing of yours was handed in.", name=task.ended_by.name, when=when
        )
    if isinstance(conflict, errors.TaskTaken) and task.taken_by is not None:
        return _("%(name)s has the task now. Talk together before you go on.", name=task.taken_by.name)
    if isinstance(conflict, errors.ChangedMeanwhile) and task.taken_by is not None:
        return _("It was taken or handed over; %(name)s has it now.", name=task.taken_by.name)
    return _("The history beside shows what was done.")


def incident_text(incident: CaseIncident) -> str:
    """Why a case is halted."""
    where = incident.element or incident.facts.get("type", "")
    words = {
        "job_failed": _("An automatic step could not be done: %(where)s.", where=where),
        "no_flow": _(
            "No way out of “%(where)s” fits the answers. The process owner must look at its conditions.", where=where
        ),
        "engine_failed": _("The process engine failed. Nothing was lost; the case stands where it was."),
        "uncaught_error": _("An error that nobody handles was raised at “%(where)s”.", where=where),
        "too_many_steps": _("The process ran in circles at “%(where)s” and was stopped.", where=where),
    }
    return words.get(
        incident.code, _("The process cannot go on at “%(where)s” (%(code)s).", where=where, code=incident.code)
    )


def status(key: str) -> str:
    """The status of a case in words."""
    return {"running": _("In progress"), "halted": _("Halted"), "closed": _("Closed")}.get(key, key)
