"""The page of one task: its form for whoever may fill it in, else why not, and what happened just now."""

from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request

import forms
from engine import errors
from engine.casework import cases, extensions, permissions, tasks
from engine.casework.permissions import Asker
from engine.casework.readings import Page
from engine.casework.records import Draft, Task
from engine.insight import trail
from engine.people import organisations, participants
from engine.people.participants import Participant
from webapp import paging
from webapp.cases import reading
from webapp.database import db
from webapp.people import asker, me
from webapp.sentences import deadlines
from webapp.tasks import answering

SAVED_AT = "_saved_at"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What the page shows of the task.

    `form` can be filled in, `typed` only be read; `hindrance` says why there is no form, `told` what went wrong just
    now. `draft` is what the page goes on from; `other` a newer one, of another window, that the page has not.
    """

    form: forms.TaskForm | None = None
    typed: forms.TaskForm | None = None
    told: errors.EngineError | None = None
    hindrance: errors.EngineError | None = None
    draft: Draft | None = None
    other: Draft | None = None


def form(task: Task, *, posted: answering.Posted | None = None, draft: Draft | None = None) -> forms.TaskForm:
    """The task's form as the reader sees it."""
    return answering.bind(db.session(), task, asker(), posted=posted, draft=draft)


def render(task: Task, sheet: Sheet) -> str:
    """The page with the form, or with why there is none."""
    session, by = db.session(), asker()
    reading.note(task.case, Page.TASK)
    return render_template(
        "tasks/task.html",
        task=task,
        form=sheet.form,
        draft=sheet.draft,
        saved_at=_saved_at(sheet),
        unsaved=_unsaved(sheet),
        language_form="answers" if sheet.form is not None else "",
        told=sheet.told,
        hindrance=sheet.hindrance,
        typed=sheet.typed,
        other=sheet.other,
        others=form(task, draft=sheet.other) if sheet.other is not None else None,
        adapts=sheet.form is not None and answering.adapts(session, task),
        given=answering.given(session, task, by) if task.answers else None,
        history=trail.page(session, by, trail.Filter(case=task.case_id, without=trail.ROUTINE, size=8)),
        candidate=task.open and permissions.is_candidate(session, task, by.id),
        rights=_rights(task, by),
        place=_place(task, sheet),
        due_because=_reason(task),
        parties=cases.parties(session, task.case_id),
    )


def hindrance(task: Task) -> errors.EngineError | None:
    """Why the reader cannot fill in the task, or None when they can."""
    try:
        require_may_fill(task)
    except (errors.NotAllowed, errors.Conflict) as found:
        return found
    return None


def require_may_fill(task: Task) -> None:
    """TaskTaken, NotAllowed and the like for a reader who cannot fill in the task."""
    tasks.require_open(task)
    permissions.in_whose_place(db.session(), task, me())


def posted_moment() -> datetime | None:
    """When the draft was saved that the page goes on from which the form was sent; None when it had none."""
    return paging.moment(request.form.get(SAVED_AT, ""))


def _saved_at(sheet: Sheet) -> str:
    """The moment of the newest draft that the reader can see on the page."""
    seen = sheet.other or sheet.draft
    moment = seen.saved_at if seen is not None else posted_moment()
    return moment.isoformat() if moment is not None else ""


def _unsaved(sheet: Sheet) -> bool:
    """Whether the form holds words that are kept nowhere else."""
    posted = sheet.form is not None and sheet.form.sheet.posted is not None
    return posted and (sheet.draft is None or sheet.other is not None)


def _reason(task: Task) -> deadlines.Reason | None:
    key = (task.deadline_rule or {}).get("organisation", "")
    home = organisations.find(db.session(), key) if key and task.deadline_rule["skipped"] else None  # type: ignore[index]
    return deadlines.reason(task, home.name if home is not None else "")


def _place(task: Task, sheet: Sheet) -> Participant | None:
    """In whose place the reader can fill in the form, if it is not as themselves."""
    number = permissions.in_whose_place(db.session(), task, me()) if sheet.form is not None else None
    return participants.get(db.session(), number) if number is not None else None


def _rights(task: Task, by: Asker) -> dict[str, bool]:
    return {
        "release": permissions.may_release(task, by),
        "hand_over": permissions.may_hand_over(task, by),
        "extend": extensions.can_be_extended(task) and permissions.may_extend(db.session(), task, by),
        "follow_up": permissions.may_set_follow_up(task, by),
    }
