"""Routes of processes."""

from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import errors
from engine.casework import permissions, processes, publishing
from engine.casework.publishing import Bundle
from engine.database import transaction
from webapp import access, publication
from webapp.cases import pictures
from webapp.database import db
from webapp.people import asker, me

blueprint = Blueprint("processes", __name__, url_prefix="/processes")
Answer = str | Response | tuple[str, int]
MODELS, FORMS = (".bpmn", ".dmn"), ".form"


@blueprint.get("/")
@access.signed_in
def index() -> str:
    """All processes with their newest versions."""
    session = db.session()
    rows = [(process, processes.versions(session, process.key)) for process in processes.processes(session)]
    starting = {release.process.key: release for release in processes.newest_releases(session)}
    return render_template(
        "processes/index.html", rows=rows, starting=starting, may_publish=permissions.may_publish(asker())
    )


@blueprint.get("/<key>")
@access.signed_in
def show(key: str) -> Response:
    """The newest version of a process."""
    versions = processes.versions(db.session(), key)
    if not versions:
        raise errors.NotFound(process=key)
    return redirect(url_for("processes.version", key=key, number=versions[0].number))


@blueprint.get("/<key>/<int:number>")
@access.signed_in
def version(key: str, number: int) -> str:
    """One version: diagram, list, files and the other versions."""
    session = db.session()
    found = processes.version(session, key, number)
    return render_template(
        "processes/version.html",
        version=found,
        versions=processes.versions(session, key),
        releases=processes.releases(session, key),
        picture=pictures.plain(session, found),
        files=sorted(processes.files(session, [found.id])),
    )


@blueprint.get("/<key>/<int:number>/files/<name>")
@access.signed_in
def download(key: str, number: int, name: str) -> Response:
    """One file of a version, to be opened in another tool."""
    found = processes.version(db.session(), key, number)
    content = processes.file(db.session(), found.id, name)
    return send_file(BytesIO(content), "application/octet-stream", as_attachment=True, download_name=name)


@blueprint.route("/publish", methods=["GET", "POST"])
@access.holding("process_owner")
def publish() -> Answer:
    """Hand in files: published as new versions, or shown with everything that is wrong with them."""
    roots = processes.newest_releases(db.session())
    if request.method == "GET":
        return render_template("processes/publish.html", roots=roots, problems=None, faults=[])
    faults = _faults()
    if faults:
        return render_template("processes/publish.html", roots=roots, problems=None, faults=faults), 422
    completes = request.form.get("completes", "")
    try:
        with transaction(db.session()) as session:
            bundle = _bundle()
            if completes:
                bundle = publishing.merged(session, completes, bundle)
            wanted = publication.by_person(me().id, request.form["reason"].strip(), request.form.get("profile", ""))
            release = publishing.publish(session, bundle, wanted)
            key, number = release.process.key, release.number
    except errors.ModelRejected as refused:
        return render_template("processes/publish.html", roots=roots, problems=refused.problems, faults=[]), 422
    flash(_("Release %(number)s is published. New cases follow it.", number=number), "success")
    return redirect(url_for("processes.show", key=key), 303)


def _faults() -> list[tuple[str, str]]:
    faults = []
    names = [file.filename or "" for file in request.files.getlist("files") if file.filename]
    if not names:
        faults.append(("files", _("Choose at least one file.")))
    strange = [name for name in names if not name.endswith((*MODELS, FORMS))]
    if strange:
        faults.append(
            ("files", _("Only .bpmn, .dmn and .form files can be published: %(names)s", names=", ".join(strange)))
        )
    if len(request.form.get("reason", "").strip()) < 10:
        faults.append(("reason", _("Say in at least 10 characters what has changed.")))
    return faults


def _bundle() -> Bundle:
    uploaded = {file.filename or "": file.read() for file in request.files.getlist("files") if file.filename}
    models = {name: content for name, content in uploaded.items() if name.endswith(MODELS)}
    forms = {name.removesuffix(FORMS): content for name, content in uploaded.items() if name.endswith(FORMS)}
    return Bundle(models=models, forms=forms)
