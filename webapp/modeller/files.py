"""Routes of the files of a draft: reading and saving one, adding and removing, and choosing between two states."""

from io import BytesIO

from flask import flash, jsonify, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from engine import errors
from engine.casework import drafting
from engine.casework.drafting import FileState, Saving
from engine.database import transaction
from engine.model import blank, documents, labels, picture
from engine.people import roles
from webapp import access, languages, paging
from webapp.database import db
from webapp.modeller import area
from webapp.modeller.area import Answer, blueprint
from webapp.modeller.drafts import key_faults, posted_key, posted_names
from webapp.people import me
from webapp.processes import comparing

KINDS = {"bpmn": blank.process, "dmn": blank.decision, "form": blank.form}


@blueprint.get("/<int:draft_id>/files/<name>/content")
@access.holding(roles.PROCESS_OWNER)
def content(draft_id: int, name: str) -> Response:
    """A file of a draft as it is now, or in the state of a revision, to be opened in an editor or another tool."""
    revision = paging.number("revision")
    if revision is None:
        found = drafting.current(db.session(), draft_id, name)
    else:
        found = drafting.state(db.session(), draft_id, name, revision)
    return send_file(BytesIO(found.content or b""), "application/octet-stream", as_attachment=True, download_name=name)


@blueprint.post("/<int:draft_id>/files/<name>")
@access.holding(roles.PROCESS_OWNER)
def save(draft_id: int, name: str) -> Answer:
    """Save what an editor, or another tool, has made of a file."""
    drafting.current(db.session(), draft_id, name)
    given = request.files.get("content")
    if given is None:
        return _refused(draft_id, _("Choose a file."))
    with transaction(db.session()) as session:
        saving = Saving(name=name, content=given.read(), seen=area.posted_revision())
        state = drafting.save(session, draft_id, saving, me())
        revision, aside = state.revision, state.aside
    choice = url_for("modeller.choose", draft_id=draft_id, name=name, revision=revision)
    if area.wants_json():
        return jsonify(revision=revision, aside=aside, choose=choice if aside else None), 409 if aside else 200
    if aside:
        return redirect(choice, 303)
    flash(_("“%(name)s” is saved.", name=name), "success")
    return redirect(url_for("modeller.show", draft_id=draft_id), 303)


@blueprint.route("/<int:draft_id>/files/<name>/remove", methods=["GET", "POST"])
@access.holding(roles.PROCESS_OWNER)
def remove(draft_id: int, name: str) -> Answer:
    """Take a file out of the draft, after a question."""
    draft = drafting.find(db.session(), draft_id)
    drafting.current(db.session(), draft_id, name)
    if request.method == "GET":
        words = area.name_of(db.session(), draft)
        return render_template("modeller/remove.html", draft=draft, name=words, file=name)
    with transaction(db.session()) as session:
        drafting.remove(session, draft_id, name, area.posted_revision(), me())
    flash(_("“%(name)s” is no longer part of the draft.", name=name), "success")
    return redirect(url_for("modeller.show", draft_id=draft_id), 303)


@blueprint.route("/<int:draft_id>/add", methods=["GET", "POST"])
@access.holding(roles.PROCESS_OWNER)
def add(draft_id: int) -> Answer:
    """Begin a new process to be called, a new decision table or a new form in the draft."""
    draft = drafting.find(db.session(), draft_id)
    facts = {"draft": draft, "name": area.name_of(db.session(), draft)}
    if request.method == "GET":
        return render_template("modeller/add.html", faults=[], **facts)
    key, names, kind = posted_key(), posted_names(), request.form.get("kind", "")
    faults = key_faults(key, names)
    if kind not in KINDS:
        faults.insert(0, ("kind", _("Choose what to add.")))
    file = f"{key}.{kind}"
    if file in {one.name for one in drafting.files(db.session(), draft_id)}:
        faults.append(("key", _("The draft has a file of this name. Choose another id.")))
    if faults:
        return render_template("modeller/add.html", faults=faults, **facts), 422
    with transaction(db.session()) as session:
        saving = Saving(name=file, content=KINDS[kind](key, names), seen=area.posted_revision())
        drafting.save(session, draft_id, saving, me())
    flash(_("“%(name)s” is added.", name=file), "success")
    return redirect(url_for("modeller.show", draft_id=draft_id), 303)


@blueprint.route("/<int:draft_id>/files/<name>/choose/<int:revision>", methods=["GET", "POST"])
@access.holding(roles.PROCESS_OWNER)
def choose(draft_id: int, name: str, revision: int) -> Answer:
    """Two have changed the same file: see both, and say which of them counts."""
    waiting = drafting.state(db.session(), draft_id, name, revision)
    choice = request.form.get("choice", "")
    if request.method == "GET" or choice not in ("aside", "current"):
        return _both(draft_id, waiting), 200 if request.method == "GET" else 422
    try:
        with transaction(db.session()) as session:
            act = drafting.settle if choice == "aside" else drafting.drop
            act(session, draft_id, (name, revision), area.posted_revision(), me())
    except errors.ChangedMeanwhile:
        flash(_("Somebody has saved this file again, or has chosen already. Look at it once more."), "warning")
        return redirect(url_for("modeller.show", draft_id=draft_id), 303)
    flash(_("“%(name)s” is saved as you chose.", name=name), "success")
    return redirect(url_for("modeller.show", draft_id=draft_id), 303)


def _both(draft_id: int, waiting: FileState) -> str:
    draft = drafting.find(db.session(), draft_id)
    try:
        counts: FileState | None = drafting.current(db.session(), draft_id, waiting.name)
    except errors.NotFound:  # somebody has removed the file
        counts = None
    old, new = ({waiting.name: one.content or b""} if one else {} for one in (counts, waiting))
    return render_template(
        "modeller/choose.html",
        draft=draft,
        name=area.name_of(db.session(), draft),
        counts=counts,
        waiting=waiting,
        pictures=[_drawn(one) for one in (counts, waiting)],
        changes=comparing.compare(old, new),
    )


def _drawn(state: FileState | None) -> Markup:
    """The picture of a diagram; nothing for other files, and for what cannot be read."""
    if state is None or not state.name.endswith(".bpmn"):
        return Markup()
    try:
        document = documents.read(state.content or b"")
    except errors.ModelRejected:
        return Markup()
    texts = {element: str(languages.text(one.name)) for element, one in labels.texts(document).items()}
    return Markup(picture.draw(document, texts=texts))  # noqa: S704 - made by our own drawing, texts escaped


def _refused(draft_id: int, sentence: str) -> Answer:
    if area.wants_json():
        return jsonify(fault=sentence), 422
    flash(sentence, "warning")
    return redirect(url_for("modeller.show", draft_id=draft_id), 303)
