"""What can be said of tasks and conflicts: what happened meanwhile, and what follows."""

from flask_babel import gettext as _
from markupsafe import Markup, escape

from engine import errors
from engine.casework.cases import CaseStatus
from engine.casework.processes import Release
from engine.casework.records import CaseIncident, Task
from engine.insight.trail import Page
from engine.ledger.audit import Action, AuditEntry
from engine.people.participants import Participant
from webapp import formats, languages
from webapp.sentences import audit, incidents, roles


def done(task: Task, case: Markup) -> Markup:
    """That a task has been completed; `case` names its case, as a link."""
    name = languages.marked(task.version.name(task.element))
    return escape(_("“%(task)s” in %(case)s is done.")) % {"task": name, "case": case}


def what_follows(status: str, following: Task | None, reader: int) -> str:
    """What becomes of a case in which the reader has just completed a task."""
    if following is not None and following.taken_by_id == reader:
        return _("This is your next task in the case.")
    if status == CaseStatus.CLOSED:
        return _("The case is closed.")
    if status == CaseStatus.HALTED:
        return _("The case is halted: something in its process must be mended first.")
    if following is not None:
        return _("Another task in the case waits for your roles.")
    return _("The case goes on with others.")


def in_place(person: Participant, absent: Participant | None) -> str:
    """Who has or has done a task, and in whose place."""
    return _("%(name)s for %(absent)s", name=person.name, absent=absent.name) if absent is not None else person.name


def returned(holder: str) -> str:
    """That a task has been given back to the group, by somebody else than its `holder` where one is named."""
    if holder:
        return _("The task has been taken from %(name)s and returned to the group.", name=holder)
    return _("The task has been returned to the group.")


def refusal_title(refusal: errors.EngineError, task: Task, reader: int) -> str:
    """Why something could not be done with a task, in a line."""
    if isinstance(refusal, errors.TaskAlreadyCompleted) and task.ended_by_id == reader:
        return _("You have voted already") if task.ballot else _("You have completed this task already")
    words = {
        errors.TaskAlreadyCompleted: _("Somebody else has completed this task"),
        errors.TaskWithdrawn: _("The process no longer needs this task"),
        errors.VoteGiven: _("This vote has been given"),
        errors.VoteClosed: _("The round of votes is over"),
        errors.TaskTaken: _("Somebody else has taken this task"),
        errors.CaseClosed: _("The case is closed"),
        errors.ChangedMeanwhile: _("The task has changed since you opened it"),
        errors.DraftChanged: _("You have saved another draft meanwhile"),
        errors.NotAllowed: _("You may not do this"),
    }
    return words.get(type(refusal), _("Something has changed meanwhile"))


def refusal_text(refusal: errors.EngineError, task: Task, history: Page) -> str:
    """Who did what meanwhile, or what else stands in the way."""
    if isinstance(refusal, errors.DraftChanged):
        return _("It was saved in another window. What you have typed here has not taken its place.")
    if isinstance(refusal, errors.NotAllowed):
        return hindrance_text(refusal, task) if refusal.facts.get("four_eyes") else _("Your roles do not allow it.")
    if isinstance(refusal, errors.VoteGiven | errors.VoteClosed):
        return _vote_refused(refusal, task)
    if isinstance(refusal, errors.TaskAlreadyCompleted) and task.ended_by is not None and task.ended_at is not None:
        words = {"name": task.ended_by.name, "when": formats.moment(task.ended_at)}
        return _("%(name)s completed it on %(when)s. What you have just sent was not handed in.", **words)
    return _last_act(task, history) or hindrance_text(refusal, task)


def _vote_refused(refusal: errors.EngineError, task: Task) -> str:
    """Why a vote is not counted, and what becomes of it."""
    words = {"when": formats.moment(task.ended_at) if task.ended_at is not None else ""}
    if isinstance(refusal, errors.VoteGiven):
        return _(
            "The vote was given on %(when)s and cannot be changed. What you have just sent is not counted.", **words
        )
    return _(
        "The round ended on %(when)s. Your vote came later and is not counted; what you wrote is kept here.", **words
    )


def hindrance_text(hindrance: errors.EngineError, task: Task) -> str:
    """Why the reader cannot fill in a task."""
    if isinstance(hindrance, errors.TaskTaken | errors.ChangedMeanwhile) and task.taken_by is not None:
        return _("%(name)s has this task.", name=task.taken_by.name)
    if hindrance.facts.get("whose"):
        return _("Whoever you stand in for has done an earlier task in this case. Somebody else must do this one.")
    if done := hindrance.facts.get("four_eyes"):
        return _four_eyes(task, list(done))  # type: ignore[call-overload]
    words: dict[type, str] = {
        errors.TaskWithdrawn: _("The process no longer needs this task."),
        errors.VoteGiven: _("A vote cannot be changed once it is given."),
        errors.VoteClosed: _("The round of votes is over. A vote that comes later is not counted."),
        errors.CaseClosed: _("The case is closed. Nothing can be changed in it."),
        errors.NotAllowed: _("This task is not offered to you."),
    }
    return words.get(type(hindrance), _("The case history shows what was done."))


def _last_act(task: Task, history: Page) -> str:
    """The newest entry about the task: who did what, and when."""
    found = next((entry for entry in history.entries if entry.facts["details"].get("task") == task.id), None)
    return _act(found, history) if found is not None else ""


def _act(entry: AuditEntry, history: Page) -> str:
    words = {"name": audit.actor(entry, history), "when": formats.moment(entry.at)}
    if entry.action == Action.TASK_CLAIMED:
        return _("%(name)s took the task on %(when)s.", **words)
    if entry.action == Action.TASK_RELEASED:
        return _("%(name)s returned the task to the group on %(when)s.", **words)
    receiver = history.people.get(entry.facts["details"].get("after"))
    if entry.action == Action.TASK_REASSIGNED and receiver is not None:
        return _("%(name)s handed the task over to %(receiver)s on %(when)s.", receiver=receiver.name, **words)
    return _("%(name)s, %(when)s: %(what)s", what=audit.sentence(entry, history), **words)


def _four_eyes(task: Task, done: list[str]) -> str:
    """What the reader has done that the task must be separate from; it may be drawn in another process."""
    names = [languages.text(task.version.name(element)) for element in done]
    if not all(names):
        return _("You have done an earlier task in this case. Somebody else must do this task (four eyes).")
    told = ", ".join(names)
    return _("You have done “%(task)s” in this case. Somebody else must do this task (four eyes).", task=told)


def incident_text(incident: CaseIncident, release: Release) -> str:
    """Why a case is halted; a job goes by what it does, another step by its name."""
    if job := incident.facts.get("type", ""):
        return incidents.words(incident.code, roles.job(job))
    version = next((one for one in release.versions if one.process.key == incident.process), None)
    return incidents.words(incident.code, incidents.place(version, incident.element))


def status(key: str) -> str:
    """The status of a case in words."""
    return {"running": _("In progress"), "halted": _("Halted"), "closed": _("Closed")}.get(key, key)
