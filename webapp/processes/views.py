"""Routes of processes."""

import json
import re
from collections.abc import Sequence
from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from engine import errors
from engine.casework import permissions, processes, publishing
from engine.casework.processes import Release
from engine.casework.publishing import Bundle
from engine.database import transaction
from engine.people import roles
from webapp import access, publication
from webapp.cases import pictures
from webapp.database import db
from webapp.people import asker, me

blueprint = Blueprint("processes", __name__, url_prefix="/processes")
Answer = str | Response | tuple[str, int]
MODELS, FORMS = (".bpmn", ".dmn"), ".form"
LONGEST_NAME, SHORTEST_REASON = 120, 10
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@blueprint.get("/")
@access.signed_in
def index() -> str:
    """All processes with their newest versions."""
    session = db.session()
    starting = {release.process.key: release for release in processes.newest_releases(session)}
    return render_template(
        "processes/index.html",
        versions=processes.newest_versions(session),
        starting=starting,
        may_publish=permissions.may_publish(asker()),
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
@access.holding(roles.PROCESS_OWNER)
def publish() -> Answer:
    """Hand in files: published as new versions, or shown with everything that is wrong with them."""
    roots = processes.newest_releases(db.session())
    if request.method == "GET":
        return render_template("processes/publish.html", roots=roots, problems=None, faults=[])
    faults = _faults(roots)
    if faults:
        return render_template("processes/publish.html", roots=roots, problems=None, faults=faults), 422
    bundle, completes = _bundle(), _completes()
    try:
        with transaction(db.session()) as session:
            if completes:
                bundle = publishing.merged(session, completes, bundle)
            wanted = publication.by_person(me().id, _reason(), request.form.get("profile", ""))
            release = publishing.publish(session, bundle, wanted)
            key, number = release.process.key, release.number
    except errors.ModelRejected as refused:
        problems = sorted(refused.problems, key=lambda problem: problem.severity is not errors.Severity.ERROR)
        return render_template("processes/publish.html", roots=roots, problems=problems, faults=[]), 422
    flash(_("Release %(number)s is published. New cases follow it.", number=number), "success")
    return redirect(url_for("processes.show", key=key), 303)


def _faults(roots: Sequence[Release]) -> list[tuple[str, str]]:
    faults = []
    names = [name for name, _file in _uploaded()]
    if not names:
        faults.append(("files", _("Choose at least one file.")))
    strange = [name for name in names if not name.endswith((*MODELS, FORMS)) or len(name) > LONGEST_NAME]
    if strange:
        told = ", ".join(name[:LONGEST_NAME] for name in strange)
        faults.append(("files", _("Only .bpmn, .dmn and .form files can be published: %(names)s", names=told)))
    if _completes() not in {"", *(release.process.key for release in roots)}:
        faults.append(("completes", _("Choose what the files change.")))
    if len(_reason()) < SHORTEST_REASON:
        faults.append(("reason", _("Say in at least 10 characters what has changed.")))
    return faults


def _completes() -> str:
    return request.form.get("completes", "")


def _reason() -> str:
    return CONTROLS.sub(" ", request.form.get("reason", "")).strip()


def _uploaded() -> list[tuple[str, FileStorage]]:
    """The files handed in by the last part of their names; a browser may send the folders too."""
    given = [(CONTROLS.sub("", file.filename or ""), file) for file in request.files.getlist("files")]
    return [(re.split(r"[/\\]", name)[-1], file) for name, file in given if name]


def _bundle() -> Bundle:
    uploaded = {name: file.read() for name, file in _uploaded()}
    models = {name: content for name, content in uploaded.items() if name.endswith(MODELS)}
    forms = {_form_id(name, content): content for name, content in uploaded.items() if name.endswith(FORMS)}
    return Bundle(models=models, forms=forms)


def _form_id(name: str, content: bytes) -> str:
    """The id by which tasks ask for a form: its own, whatever the file is called."""
    try:
        own = json.loads(content)["id"]
    except (ValueError, LookupError, TypeError, RecursionError):
        own = ""
    return own if isinstance(own, str) and re.fullmatch(r"[\w.-]{1,120}", own) else name.removesuffix(FORMS)
