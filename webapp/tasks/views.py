"""Routes of one task."""

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
from webapp import access, paging
from webapp import errors as errors_on_pages
from webapp.database import db
from webapp.people import asker, me, somebody
from webapp.tasks import answering

blueprint = Blueprint("tasks", __name__, url_prefix="/tasks")
Answer = str | Response | tuple[str, int]


@blueprint.get("/<int:task_id>")
@access.signed_in
def show(task_id: int) -> Answer:
    """The task: its form for whoever may fill it in, else what is known of it."""
    task = tasks.find(db.session(), task_id, asker())
    draft, hindrance = tasks.draft(db.session(), task_id, asker()), _hindrance(task)
    if hindrance is None:
        return _page(task, _form(task, draft=draft), draft=draft)
    return _page(task, None, draft=draft, hindrance=hindrance, typed=_form(task, draft=draft) if draft else None)


@blueprint.post("/<int:task_id>")
@access.signed_in
def hand_in(task_id: int) -> Answer:
    """Save a draft, refresh the form's conditions, or complete the task."""
    task = tasks.find(db.session(), task_id, asker())
    form = _form(task, posted=request.form)
    act = next((act for button, act in BUTTONS.items() if button in request.form), _complete)
    act = _update if form.rows_changed else act
    try:
        return act(task, form)
    except (errors.Conflict, errors.NotAllowed) as refusal:
        return _refused(task_id, form, refusal)
    except errors.ModelFailed as failure:
        return _halted(task_id, form, failure)


@errors_on_pages.keeps("tasks.hand_in")
def keep_typed() -> tuple[str, int]:
    """The sign-in ran out while somebody was typing: show what they typed, to be sent again."""
    if somebody() is None:
        typed = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
        return render_template("tasks/signed_out.html", typed=typed), 401
    task = tasks.find(db.session(), (request.view_args or {})["task_id"], asker())
    refused = _hindrance(task)
    form = _form(task, posted=request.form)
    if refused is not None:
        return _page(task, None, hindrance=refused, typed=form), 409
    flash(_("You were signed out meanwhile. What you typed stands here: check it and send it again."), "warning")
    return _page(task, form), 400


@blueprint.post("/<int:task_id>/questions")
@access.signed_in
def questions(task_id: int) -> str:
    """The questions alone, as they follow from what is typed so far; nothing is kept."""
    task = tasks.find(db.session(), task_id, asker())
    _require_may_fill(task)
    return render_template("tasks/questions.html", form=_form(task, posted=request.form))


@blueprint.post("/<int:task_id>/claim")
@access.signed_in
def claim(task_id: int) -> Answer:
    """Take responsibility for a task of one's roles."""
    tasks.find(db.session(), task_id, asker())
    try:
        with transaction(db.session()) as session:
            tasks.claim(session, task_id, me())
    except (errors.Conflict, errors.NotAllowed) as refusal:
        return _refused(task_id, None, refusal)
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
    except (errors.Conflict, errors.NotAllowed) as refusal:
        return _refused(task_id, None, refusal)
    flash(_("The task has been returned to the group."), "success")
    return redirect(url_for("tasks.show", task_id=task_id), 303)


@blueprint.route("/<int:task_id>/hand-over", methods=["GET", "POST"])
@access.signed_in
def hand_over(task_id: int) -> Answer:
    """Choose who shall have the task instead."""
    task = tasks.find(db.session(), task_id, asker())
    try:
        tasks.require_open(task)
        if not permissions.may_hand_over(task, asker()):
            raise errors.NotAllowed(task=task_id)
        receivers = tasks.receivers(db.session(), task, asker())
        if request.method == "GET":
            return render_template("tasks/hand_over.html", task=task, receivers=receivers, problem="")
        chosen = request.form.get("to", "")
        if chosen not in {str(person.id) for person in receivers}:
            problem = _("Choose who shall have the task.")
            return render_template("tasks/hand_over.html", task=task, receivers=receivers, problem=problem), 422
        name = _give(task_id, int(chosen))
    except (errors.Conflict, errors.NotAllowed) as refusal:
        return _refused(task_id, None, refusal)
    flash(_("The task has been handed over to %(name)s.", name=name), "success")
    return redirect(url_for("tasks.show", task_id=task_id), 303)


def _form(task: Task, *, posted: answering.Posted | None = None, draft: Draft | None = None) -> forms.TaskForm:
    return answering.bind(db.session(), task, asker(), posted=posted, draft=draft)


def _give(task_id: int, receiver_id: int) -> str:
    with transaction(db.session()) as session:
        receiver = participants.get(session, receiver_id)
        tasks.hand_over(session, task_id, receiver, me())
        return receiver.name


def _hindrance(task: Task) -> errors.EngineError | None:
    """Why the reader cannot fill in the task, or None when they can."""
    try:
        _require_may_fill(task)
    except (errors.NotAllowed, errors.Conflict) as hindrance:
        return hindrance
    return None


def _require_may_fill(task: Task) -> None:
    tasks.require_open(task)
    permissions.require_may_complete(db.session(), task, asker().id)


def _update(task: Task, form: forms.TaskForm) -> Answer:
    _require_may_fill(task)
    return _page(task, form)


def _save_draft(task: Task, form: forms.TaskForm) -> Answer:
    _require_may_fill(task)
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


BUTTONS = {"_draft": _save_draft, "_update": _update}


def _posted_revision() -> int:
    shown = paging.whole(request.form.get("_revision", ""))
    return -1 if shown is None else shown


def _refused(task_id: int, form: forms.TaskForm | None, refusal: errors.Conflict | errors.NotAllowed) -> Answer:
    """Say what stands in the way and keep what was typed; it can be handed in again where it is still possible."""
    if form is not None:
        with transaction(db.session()) as session:
            tasks.save_draft(session, task_id, form.typed(), me())
    task = tasks.find(db.session(), task_id, asker())
    hindrance = _hindrance(task)
    again = (form or _form(task)) if hindrance is None else None
    status = 403 if isinstance(refusal, errors.NotAllowed) else 409
    return _page(task, again, told=refusal, hindrance=hindrance, typed=form), status


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
    told: errors.EngineError | None = None,
    hindrance: errors.EngineError | None = None,
    typed: forms.TaskForm | None = None,
) -> str:
    """The page with the form, or with why there is none; `told` is what went wrong just now, `typed` what is kept."""
    session, by = db.session(), asker()
    return render_template(
        "tasks/task.html",
        task=task,
        form=form,
        draft=draft,
        told=told,
        hindrance=hindrance,
        typed=typed,
        adapts=form is not None and answering.adapts(session, task),
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
