"""Routes of drafts: the list, beginning one, what stands in it, handing files in and out, discarding it."""

import re
from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine import errors
from engine.casework import drafting, processes
from engine.casework.drafting import ProcessDraft
from engine.database import transaction
from engine.model import blank
from engine.people import roles
from webapp import access, archives
from webapp.characters import without_controls
from webapp.database import db
from webapp.modeller import area
from webapp.modeller.area import Answer, Fault, blueprint
from webapp.people import me
from webapp.processes import comparing, uploads

LONGEST_NAME = 200
_KEY = re.compile("[a-z][a-z0-9_]{1,59}")


@blueprint.get("/")
@access.holding(roles.PROCESS_OWNER)
def index() -> str:
    """The drafts there are, and the processes that one can be begun of."""
    session = db.session()
    drafts = [(draft, area.name_of(session, draft)) for draft in drafting.every(session)]
    begun = {draft.key for draft, _name in drafts}
    rest = [release for release in processes.newest_releases(session) if release.process.key not in begun]
    return render_template("modeller/index.html", drafts=drafts, releases=rest)


@blueprint.post("/begin")
@access.holding(roles.PROCESS_OWNER)
def begin() -> Response:
    """Go to the draft of a process, which begins with its newest release where there is none."""
    with transaction(db.session()) as session:
        draft_id = drafting.begin(session, without_controls(request.form.get("key", "")), me()).id
    return redirect(url_for("modeller.show", draft_id=draft_id), 303)


@blueprint.route("/new", methods=["GET", "POST"])
@access.holding(roles.PROCESS_OWNER)
def new() -> Answer:
    """A draft of a process that does not exist yet."""
    if request.method == "GET":
        return render_template("modeller/new.html", faults=[])
    key, name = posted_key(), posted_names()
    faults = key_faults(key, name)
    if not faults:
        try:
            with transaction(db.session()) as session:
                files = {f"{key}.bpmn": blank.process(key, name)}
                draft_id = drafting.begin_new(session, key, files, me()).id
            return redirect(url_for("modeller.show", draft_id=draft_id), 303)
        except errors.ProcessExists:
            faults = [("key", _("There is a process with this id. Choose another id, or change that process."))]
    return render_template("modeller/new.html", faults=faults), 422


@blueprint.get("/<int:draft_id>")
@access.holding(roles.PROCESS_OWNER)
def show(draft_id: int) -> str:
    """A draft: its files, what has changed, and what can be done with it."""
    return render_template("modeller/draft.html", faults=[], **_facts(db.session(), draft_id))


@blueprint.post("/<int:draft_id>/upload")
@access.holding(roles.PROCESS_OWNER)
def upload(draft_id: int) -> Answer:
    """Save files, or the files of an archive, in a draft."""
    drafting.find(db.session(), draft_id)
    given = uploads.read(request.files.getlist("files"))
    faults = [("files", sentence) for sentence in uploads.faults(given)]
    if faults:
        return render_template("modeller/draft.html", faults=faults, **_facts(db.session(), draft_id)), 422
    with transaction(db.session()) as session:
        states = drafting.save_all(session, draft_id, _named(given), area.posted_revision(), me())
        aside = [state.name for state in states if state.aside]
    flash(ngettext("%(num)s file is saved.", "%(num)s files are saved.", len(states) - len(aside)), "success")
    if aside:
        flash(_("Somebody else had saved these files meanwhile: %(names)s", names=", ".join(aside)), "warning")
    return redirect(url_for("modeller.show", draft_id=draft_id), 303)


@blueprint.get("/<int:draft_id>/archive")
@access.holding(roles.PROCESS_OWNER)
def archive(draft_id: int) -> Response:
    """All files of a draft as one zip file."""
    draft = drafting.find(db.session(), draft_id)
    packed = archives.pack(drafting.contents(db.session(), draft_id))
    name = f"{draft.key}-draft{archives.SUFFIX}"
    return send_file(BytesIO(packed), "application/zip", as_attachment=True, download_name=name)


@blueprint.post("/<int:draft_id>/renew")
@access.holding(roles.PROCESS_OWNER)
def renew(draft_id: int) -> Response:
    """Bring the newest release into the draft."""
    with transaction(db.session()) as session:
        drafting.renew(session, draft_id, me())
    flash(_("The draft now follows the newest release."), "success")
    return redirect(url_for("modeller.show", draft_id=draft_id), 303)


@blueprint.route("/<int:draft_id>/discard", methods=["GET", "POST"])
@access.holding(roles.PROCESS_OWNER)
def discard(draft_id: int) -> Answer:
    """Throw a draft away, after a question."""
    draft = drafting.find(db.session(), draft_id)
    if request.method == "GET":
        return render_template("modeller/discard.html", draft=draft, name=area.name_of(db.session(), draft))
    with transaction(db.session()) as session:
        drafting.discard(session, draft_id, area.posted_revision(), me())
    flash(_("The draft is discarded."), "success")
    return redirect(url_for("modeller.index"), 303)


def posted_key() -> str:
    """The id that a new process, table or form shall have."""
    return request.form.get("key", "").strip()


def posted_names() -> dict[str, str]:
    """Its name per language."""
    given = {code: without_controls(request.form.get(f"name_{code}", ""), " ").strip() for code in ("en", "da", "sv")}
    return {code: name[:LONGEST_NAME] for code, name in given.items() if name}


def key_faults(key: str, name: dict[str, str]) -> list[Fault]:
    """What is wrong with an id and names that somebody has typed."""
    faults = []
    if not _KEY.fullmatch(key):
        words = _("Write an id of small letters a–z, numbers and _ that begins with a letter, at most 60 characters.")
        faults.append(("key", words))
    if "en" not in name:
        faults.append(("name_en", _("Write the name in English.")))
    return faults


def _named(given: list[uploads.Upload]) -> dict[str, bytes]:
    """Files by the names under which releases keep them: a form by its own id."""
    return {uploads.kept_as(one): one.content for one in given}


def _facts(session: Session, draft_id: int) -> dict[str, object]:
    draft = drafting.find(session, draft_id)
    _release, before = drafting.base_of(session, draft)
    changed = comparing.compare(before, drafting.contents(session, draft_id))
    return {
        "draft": draft,
        "name": area.name_of(session, draft),
        "files": drafting.files(session, draft_id),
        "aside": drafting.aside(session, draft_id),
        "changes": changed,
        "states": {one.file: one.state for one in changed},
        "newer": _newer_release(session, draft),
    }


def _newer_release(session: Session, draft: ProcessDraft) -> processes.Release | None:
    if draft.base_id is None:
        return None
    newest = processes.newest_release(session, draft.key)
    return newest if newest.id != draft.base_id else None
