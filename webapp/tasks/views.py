"""Routes of one task."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

import forms
from engine import clock, errors
from engine.casework import inbox, mending, permissions, tasks
from engine.casework.cases import Case
from engine.casework.records import Task
from engine.casework.tasks import Handing
from engine.database import transaction
from engine.people import participants
from webapp import access, languages, paging
from webapp import errors as errors_on_pages
from webapp.database import db
from webapp.people import asker, me, somebody
from webapp.sentences import tasks as sentences
from webapp.tasks import page
from webapp.tasks.page import Sheet

blueprint = Blueprint("tasks", __name__, url_prefix="/tasks")
Answer = str | Response | tuple[str, int]
LANGUAGE = "_language"


@blueprint.get("/<int:task_id>")
@access.signed_in
def show(task_id: int) -> Answer:
    """The task: its form for whoever may fill it in, else what is known of it."""
    task = tasks.find(db.session(), task_id, asker())
    draft, hindrance = tasks.draft(db.session(), task_id, asker()), page.hindrance(task)
    if hindrance is None:
        return page.render(task, Sheet(form=page.form(task, draft=draft), draft=draft))
    typed = page.form(task, draft=draft) if draft else None
    return page.render(task, Sheet(hindrance=hindrance, typed=typed, draft=draft))


@blueprint.post("/<int:task_id>")
@access.signed_in
def hand_in(task_id: int) -> Answer:
    """Save a draft, refresh the form's conditions, go on in another language, or complete the task."""
    task = tasks.find(db.session(), task_id, asker())
    form = page.form(task, posted=request.form)
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
    refused = page.hindrance(task)
    form = page.form(task, posted=request.form)
    if refused is not None:
        return page.render(task, Sheet(told=refused, hindrance=refused, typed=form)), 409
    flash(_("You were signed out meanwhile. What you typed stands here: check it and send it again."), "warning")
    return page.render(task, Sheet(form=form)), 400


@blueprint.post("/<int:task_id>/questions")
@access.signed_in
def questions(task_id: int) -> str:
    """The questions alone, as they follow from what is typed so far; nothing is kept."""
    task = tasks.find(db.session(), task_id, asker())
    page.require_may_fill(task)
    return render_template("tasks/questions.html", form=page.form(task, posted=request.form))


@blueprint.post("/<int:task_id>/claim")
@access.signed_in
def claim(task_id: int) -> Answer:
    """Take responsibility for a task of one's roles; what is typed by then is kept as a draft."""
    task = tasks.find(db.session(), task_id, asker())
    form = page.form(task, posted=request.form) if page.SAVED_AT in request.form else None
    try:
        if form is not None and page.hindrance(task) is None and _has_changed(task, form):
            _replace_draft(task_id, form)
        with transaction(db.session()) as session:
            tasks.claim(session, task_id, me())
    except (errors.Conflict, errors.NotAllowed) as refusal:
        return _refused(task_id, form, refusal)
    flash(_("You have taken the task."), "success")
    return redirect(url_for("tasks.show", task_id=task_id), 303)


@blueprint.route("/<int:task_id>/release", methods=["GET", "POST"])
@access.signed_in
def release(task_id: int) -> Answer:
    """Give the task back to the group; who takes it from somebody else is asked first."""
    task = tasks.find(db.session(), task_id, asker())
    holder = task.taken_by.name if task.taken_by is not None and task.taken_by_id != asker().id else ""
    try:
        if request.method == "GET":
            tasks.require_open(task)
            tasks.require_may_release(db.session(), task, asker())
            return render_template("tasks/release.html", task=task, holder=holder)
        with transaction(db.session()) as session:
            tasks.release(session, task_id, me(), _posted_revision())
    except (errors.Conflict, errors.NotAllowed) as refusal:
        return _refused(task_id, None, refusal)
    flash(sentences.returned(holder), "success")
    return redirect(url_for("tasks.show", task_id=task_id), 303)


@blueprint.route("/<int:task_id>/hand-over", methods=["GET", "POST"])
@access.signed_in
def hand_over(task_id: int) -> Answer:
    """Choose who shall have the task instead."""
    task = tasks.find(db.session(), task_id, asker())
    try:
        tasks.require_open(task)
        tasks.require_shown(task, _posted_revision())
        if not permissions.may_hand_over(task, asker()):
            raise errors.NotAllowed(task=task_id)
        shown = {"receivers": tasks.receivers(db.session(), task), "apart": tasks.kept_apart(db.session(), task)}
        if request.method == "GET":
            return render_template("tasks/hand_over.html", task=task, problem="", **shown)
        chosen = request.form.get("to", "")
        if chosen not in {str(person.id) for person in shown["receivers"]}:
            problem = _("Choose who shall have the task.")
            return render_template("tasks/hand_over.html", task=task, problem=problem, **shown), 422
        name = _give(task_id, int(chosen))
    except (errors.Conflict, errors.NotAllowed) as refusal:
        return _refused(task_id, None, refusal)
    flash(_("The task has been handed over to %(name)s.", name=name), "success")
    return redirect(url_for("tasks.show", task_id=task_id), 303)


def _give(task_id: int, receiver_id: int) -> str:
    with transaction(db.session()) as session:
        receiver = participants.get(session, receiver_id)
        tasks.hand_over(session, task_id, receiver, me(), _posted_revision())
        return receiver.name


def _update(task: Task, form: forms.TaskForm) -> Answer:
    page.require_may_fill(task)
    return page.render(task, Sheet(form=form))


def _save_draft(task: Task, form: forms.TaskForm) -> Answer:
    page.require_may_fill(task)
    task_id = task.id
    _replace_draft(task_id, form)
    flash(_("Your draft has been saved. Nobody else sees it."), "success")
    return redirect(url_for("tasks.show", task_id=task_id), 303)


def _speak(task: Task, form: forms.TaskForm) -> Answer:
    """Go on in another language; what was typed is kept as a draft."""
    page.require_may_fill(task)
    task_id, language = task.id, request.form[LANGUAGE]
    if _has_changed(task, form):
        _replace_draft(task_id, form)
    response = redirect(url_for("tasks.show", task_id=task_id), 303)
    if language in languages.LOCALES:
        languages.choose_for_now(response, language)
    return response


def _has_changed(task: Task, form: forms.TaskForm) -> bool:
    """Whether something else was sent than the page had shown."""
    draft = tasks.draft(db.session(), task.id, asker())
    shown = draft if draft is not None and draft.saved_at == page.posted_moment() else None
    return form.typed() != page.form(task, draft=shown).typed()


def _replace_draft(task_id: int, form: forms.TaskForm) -> None:
    with transaction(db.session()) as session:
        tasks.replace_draft(session, task_id, form.typed(), me(), page.posted_moment())


def _complete(task: Task, form: forms.TaskForm) -> Answer:
    tasks.require_open(task)
    if not form.validate():
        page.require_may_fill(task)
        return page.render(task, Sheet(form=form)), 422
    task_id, case_id, revision, done = task.id, task.case_id, _posted_revision(), _done(task)
    handing = Handing(answers=form.answers(), revision=-1 if revision is None else revision)
    with transaction(db.session()) as session:
        tasks.complete(session, task_id, handing, me())
        following = inbox.next_in_case(session, asker(), case_id)
        mine = following is not None and following.taken_by_id == asker().id
        status = session.get_one(Case, case_id).status
        target = url_for("tasks.show", task_id=following.id) if following and mine else url_for("inbox.index")
        follows = sentences.what_follows(status, following, asker().id)
    flash(Markup("{} {}").format(done, follows), "success")
    return redirect(target, 303)


def _done(task: Task) -> Markup:
    """That the task is done, with a link to its case."""
    number = task.case.number
    link = Markup('<a class="alert-link text-nowrap" href="{}">{}</a>')
    return sentences.done(task, link.format(url_for("cases.show", number=number), number))


BUTTONS = {"_draft": _save_draft, "_update": _update, LANGUAGE: _speak}


def _posted_revision() -> int | None:
    """The revision of the task that the form was made for, -1 where it names none; None when it does not say."""
    text = request.form.get("_revision")
    shown = paging.whole(text or "")
    return -1 if text is not None and shown is None else shown


def _refused(task_id: int, form: forms.TaskForm | None, refusal: errors.Conflict | errors.NotAllowed) -> Answer:
    """Say what stands in the way and keep what was typed; it can be handed in again where it is still possible."""
    kept = form is None or _is_kept(task_id, form)
    task = tasks.find(db.session(), task_id, asker())
    hindrance, draft = page.hindrance(task), tasks.draft(db.session(), task_id, asker())
    again = (form or page.form(task, draft=draft)) if hindrance is None else None
    sheet = Sheet(
        form=again,
        typed=form,
        told=refusal,
        hindrance=hindrance,
        draft=draft if kept else None,
        other=None if kept else draft,
    )
    return page.render(task, sheet), 403 if isinstance(refusal, errors.NotAllowed) else 409


def _is_kept(task_id: int, form: forms.TaskForm) -> bool:
    """Save what was typed as the draft, unless another window has saved a newer one."""
    try:
        _replace_draft(task_id, form)
    except errors.DraftChanged:
        return False
    return True


def _halted(task_id: int, form: forms.TaskForm, failure: errors.ModelFailed) -> Answer:
    with transaction(db.session()) as session:
        tasks.save_draft(session, task_id, form.typed(), me())
    case_id = tasks.find(db.session(), task_id, asker()).case_id
    with transaction(db.session()) as session:
        mending.engine_failed(session, case_id, failure, clock.now())
    told = _(
        "The case cannot go on because of a fault in its process. Your answers are saved as a draft. The coordinators "
        "have been told."
    )
    flash(told, "danger")
    return redirect(url_for("tasks.show", task_id=task_id), 303)
