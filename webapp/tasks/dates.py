"""Routes of a task's dates: its deadline moved by hand, and the holder's own day for following up."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import ValidationError

from engine import errors
from engine.casework import extensions, followups, permissions, tasks
from engine.casework.extensions import LONGEST_REASON, Extension, Preview
from engine.casework.records import Task
from engine.database import transaction
from engine.insight import trail
from webapp import access, formats, paging
from webapp import errors as errors_on_pages
from webapp.database import db
from webapp.people import asker, me, somebody
from webapp.plainforms import DayField, PlainForm, Words, WordsField
from webapp.sentences import deadlines
from webapp.tasks.views import blueprint

Answer = str | Response | tuple[str, int]
Refusal = errors.Conflict | errors.NotAllowed
PREVIEW, REMOVE = "_preview", "_remove"


class ExtensionForm(PlainForm):
    """The new last day, and why."""

    until = DayField(lazy_gettext("New due date"))
    reason = WordsField(
        lazy_gettext("Reason"), [Words(lazy_gettext("Say why the deadline is extended."), longest=LONGEST_REASON)]
    )

    def validate_until(self, field: DayField) -> None:
        """There must be a day; whether it is a good one depends on the task."""
        if field.day is None:
            raise ValidationError(_("Write the new due date."))


class FollowUpForm(PlainForm):
    """The day on which somebody wants to look at the task again."""

    day = DayField(lazy_gettext("Follow-up date"))

    def validate_day(self, field: DayField) -> None:
        """A day to come."""
        if field.day is None:
            raise ValidationError(_("Write a date, or remove the one there is."))
        try:
            followups.require_good_day(field.day)
        except errors.DayRejected as rejected:
            raise ValidationError(deadlines.day_rejected(rejected)) from rejected


@blueprint.route("/<int:task_id>/deadline", methods=["GET", "POST"])
@access.signed_in
def extend(task_id: int) -> Answer:
    """Let the task be due later: what that would mean first, then for good."""
    task = tasks.find(db.session(), task_id, asker())
    form = ExtensionForm(request.form if request.method == "POST" else None)
    try:
        _require_may_extend(task)
        if request.method == "GET":
            return _extension_page(task, form)
        found = _preview(task, form)
        if found is None:
            return _extension_page(task, form), 422
        if PREVIEW in request.form:
            return _extension_page(task, form, preview=found)
        with transaction(db.session()) as session:
            extensions.extend(session, task_id, _wanted(form), me())
    except (errors.Conflict, errors.NotAllowed) as refusal:
        return _refused(task_id, form, refusal)
    except errors.DayRejected as rejected:  # somebody has closed the office on that day meanwhile
        form.until.errors = [deadlines.day_rejected(rejected)]
        return _extension_page(task, form), 422
    flash(_("The deadline has been extended to %(day)s.", day=formats.day(found.after, "long")), "success")
    return redirect(url_for("tasks.show", task_id=task_id), 303)


@blueprint.route("/<int:task_id>/follow-up", methods=["GET", "POST"])
@access.signed_in
def follow_up(task_id: int) -> Answer:
    """Note a day on which I look at my task again, or remove it."""
    task = tasks.find(db.session(), task_id, asker())
    form = FollowUpForm(request.form if request.method == "POST" else None)
    tasks.require_open(task)
    if not permissions.may_set_follow_up(task, asker()):
        raise errors.NotAllowed(task=task_id)
    if request.method == "GET":
        form.day.data = formats.typed_day(task.follow_up_on)
        return _follow_up_page(task, form)
    removes = REMOVE in request.form
    if not removes and not form.validate():
        return _follow_up_page(task, form), 422
    with transaction(db.session()) as session:
        followups.put(session, task_id, None if removes else form.day.day, me())
    flash(_("The follow-up date is removed.") if removes else _("The follow-up date is saved."), "success")
    return redirect(url_for("tasks.show", task_id=task_id), 303)


@errors_on_pages.keeps("tasks.extend")
def keep_extension() -> tuple[str, int]:
    """The sign-in ran out while somebody wrote the reason: show it, to be sent again."""
    if somebody() is None:
        typed = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
        return render_template("tasks/signed_out.html", typed=typed), 401
    task = tasks.find(db.session(), (request.view_args or {})["task_id"], asker())
    form = ExtensionForm(request.form)
    try:
        _require_may_extend(task)
    except (errors.Conflict, errors.NotAllowed) as refusal:
        return _refused(task.id, form, refusal)
    flash(_("You were signed out meanwhile. What you typed stands here: check it and send it again."), "warning")
    return _extension_page(task, form), 400


def _require_may_extend(task: Task) -> None:
    tasks.require_open(task)
    if not permissions.may_extend(db.session(), task, asker()):
        raise errors.NotAllowed(task=task.id)
    tasks.require_shown(task, _posted_revision())
    extensions.require_extendable(task)


def _preview(task: Task, form: ExtensionForm) -> Preview | None:
    """What would happen; None when something is wrong, which then stands in the form."""
    good = form.validate()
    if form.until.day is None:
        return None
    try:
        found = extensions.preview(db.session(), task.case, task, form.until.day)
    except errors.DayRejected as rejected:
        form.until.errors = [*form.until.errors, deadlines.day_rejected(rejected)]
        return None
    return found if good else None


def _wanted(form: ExtensionForm) -> Extension:
    assert form.until.day is not None  # noqa: S101
    shown = _posted_revision()
    return Extension(until=form.until.day, reason=form.reason.data or "", revision=-1 if shown is None else shown)


def _refused(task_id: int, form: ExtensionForm, refusal: Refusal) -> tuple[str, int]:
    """Say what stands in the way; what was typed can be sent again where that is still possible, else read."""
    task = tasks.find(db.session(), task_id, asker())
    again = type(refusal) is errors.ChangedMeanwhile and task.open
    status = 403 if isinstance(refusal, errors.NotAllowed) else 409
    return _extension_page(task, form, refusal=refusal, again=again), status


def _extension_page(
    task: Task,
    form: ExtensionForm,
    *,
    preview: Preview | None = None,
    refusal: Refusal | None = None,
    again: bool = True,
) -> str:
    session, by = db.session(), asker()
    return render_template(
        "tasks/extend.html",
        task=task,
        form=form,
        preview=preview,
        refusal=refusal,
        again=again,
        history=trail.page(session, by, trail.Filter(case=task.case_id, size=8)) if refusal else None,
    )


def _follow_up_page(task: Task, form: FollowUpForm) -> str:
    return render_template("tasks/follow_up.html", task=task, form=form)


def _posted_revision() -> int | None:
    text = request.form.get("_revision")
    shown = paging.whole(text or "")
    return -1 if request.method == "POST" and shown is None else shown
