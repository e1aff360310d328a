"""Routes of one task."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

import forms
from engine import clock, errors
from engine.casework import cases, inbox, mending, permissions, tasks
from engine.casework.permissions import Asker
from engine.casework.records import Draft, Task
from engine.casework.tasks import Handing
from engine.database import transaction
from engine.insight import trail
from engine.people import participants
from webapp import access
from webapp.database import db
from webapp.people import asker, me
from webapp.tasks import answering

blueprint = Blueprint("tasks", __name__, url_prefix="/tasks")
Answer = str | Response | tuple[str, int]


@blueprint.get("/<int:task_id>")
@access.signed_in
def show(task_id: int) -> Answer:
    """The task: its form for whoever may fill it in, else what is known of it."""
    task = tasks.find(db.session(), task_id, asker())
    draft = tasks.draft(db.session(), task_id, asker()) if task.open else None
    return _page(task, _form(task, draft=draft) if _may_fill(task) else None, draft=draft)


@blueprint.post("/<int:task_id>")
@access.signed_in
def hand_in(task_id: int) -> Answer:
    """Save a draft, refresh the form's conditions, or complete the task."""
    task = tasks.find(db.session(), task_id, asker())
    form = _form(task, posted=request.form)
    if "_draft" in request.form and _may_fill(task):
        return _save_draft(task, form)
    if "_update" in request.form and _may_fill(task):
        return _page(task, form)
    try:
        return _complete(task, form)
    except errors.Conflict as conflict:
        return _conflict(task_id, form, conflict)
    except errors.ModelFailed as failure:
        return _halted(task_id, form, failure)


@blueprint.post("/<int:task_id>/claim")
@access.signed_in
def claim(task_id: int) -> Answer:
    """Take responsibility for a task of one's roles."""
    tasks.find(db.session(), task_id, asker())
    try:
        with transaction(db.session()) as session:
            tasks.claim(session, task_id, me())
    except errors.Conflict as conflict:
        return _conflict(task_id, None, conflict)
    flash(_("You have taken the task."), "success")
    return redirect(url_for("tasks.show", task_id=task_id), 303)


@blueprint.post("/<int:task_id>/release")
@access.signed_in
def release(task_id: int) -> Answer:
    """Give the task back to the group."""
    tasks.find(db.session(), task_id, asker())
    try:
        with transaction(db.session()) as session:
            tasks.release(session, task_id, me())
    except errors.Conflict as conflict:
        return _conflict(task_id, None, conflict)
    flash(_("The task has been returned to the group."), "success")
    return redirect(url_for("tasks.show", task_id=task_id), 303)


@blueprint.route("/<int:task_id>/hand-over", methods=["GET", "POST"])
@access.signed_in
def hand_over(task_id: int) -> Answer:
    """Choose who shall have the task instead."""
    task = tasks.find(db.session(), task_id, asker())
    if not permissions.may_hand_over(task, asker()):
        raise errors.NotAllowed(task=task_id)
    receivers = tasks.receivers(db.session(), task, asker())
    if request.method == "GET":
        return render_template("tasks/hand_over.html", task=task, receivers=receivers, problem="")
    chosen = request.form.get("to", "")
    if chosen not in {str(person.id) for person in receivers}:
        problem = _("Choose who shall have the task.")
        return render_template("tasks/hand_over.html", task=task, receivers=receivers, problem=problem), 422
    try:
        with transaction(db.session()) as session:
            receiver = participants.get(session, int(chosen))
            tasks.hand_over(session, task_id, receiver, me())
            name = receiver.name
    except errors.Conflict as conflict:
        return _conflict(task_id, None, conflict)
    flash(_("The task has been handed over to %(name)s.", name=name), "success")
    return redirect(url_for("tasks.show", task_id=task_id), 303)


def _form(task: Task, *, posted: Any = None, draft: Draft | None = None) -> forms.TaskForm:
    return answering.bind(db.session(), task, asker(), posted=posted, draft=draft)


def _may_fill(task: Task) -> bool:
    if not task.open or task.case.closed:
        return False
    try:
        permissions.require_may_complete(db.session(), task, asker().id)
    except (errors.NotAllowed, errors.Conflict):
        return False
    return True


def _save_draft(task: Task, form: forms.TaskForm) -> Answer:
    task_id = task.id
    with transaction(db.session()) as session:
        tasks.save_draft(session, task_id, form.typed(), me())
    flash(_("Your draft has been saved. Nobody else sees it."), "success")
    return redirect(url_for("tasks.show", task_id=task_id), 303)


def _complete(task: Task, form: forms.TaskForm) -> Answer:
    tasks.require_open(task)
    if not form.validate():
        permissions.require_may_complete(db.session(), task, asker().id)
        return _page(task, form), 422
    task_id, case_id = task.id, task.case_id
    handing = Handing(answers=form.answers(), revision=_posted_revision())
    with transaction(db.session()) as session:
        tasks.complete(session, task_id, handing, me())
        following = inbox.next_own(session, asker(), case_id)
        target = url_for("tasks.show", task_id=following.id) if following else url_for("inbox.index")
    flash(_("The task has been completed."), "success")
    return redirect(target, 303)


def _posted_revision() -> int:
    text = request.form.get("_revision", "")
    return int(text) if text.isdecimal() else -1


def _conflict(task_id: int, form: forms.TaskForm | None, conflict: errors.Conflict) -> Answer:
    if form is not None:
        with transaction(db.session()) as session:
            tasks.save_draft(session, task_id, form.typed(), me())
    task = tasks.find(db.session(), task_id, asker())
    again = form if form is not None and _may_fill(task) else None
    return _page(task, again, conflict=conflict, typed=form), 409


def _halted(task_id: int, form: forms.TaskForm, failure: errors.ModelFailed) -> Answer:
    with transaction(db.session()) as session:
        tasks.save_draft(session, task_id, form.typed(), me())
    case_id = tasks.find(db.session(), task_id, asker()).case_id
    with transaction(db.session()) as session:
        mending.engine_failed(session, case_id, failure, clock.now())
    flash(_("The case cannot go on because of a fault in its process. Your answers are saved as a draft."), "danger")
    return redirect(url_for("tasks.show", task_id=task_id), 303)


def _page(
    task: Task,
    form: forms.TaskForm | None,
    *,
    draft: Draft | None = None,
    conflict: errors.Conflict | None = None,
    typed: forms.TaskForm | None = None,
) -> str:
    session, by = db.session(), asker()
    return render_template(
        "tasks/task.html",
        task=task,
        form=form,
        draft=draft,
        conflict=conflict,
        typed=typed,
        given=answering.given(session, task, by) if task.answers else None,
        history=trail.page(session, by, trail.Filter(case=task.case_id, without=trail.ROUTINE, size=8)),
        candidate=task.open and permissions.is_candidate(session, task, by.id),
        rights=_rights(task, by),
        parties=cases.parties(session, task.case_id),
    )


def _rights(task: Task, by: Asker) -> dict[str, bool]:
    return {
        "release": permissions.may_release(task, by),
        "hand_over": permissions.may_hand_over(task, by),
    }
