"""Routes of processes."""

from collections.abc import Mapping, Sequence
from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine import errors
from engine.casework import givenup, permissions, processes, publishing, starts
from engine.casework.processes import ProcessVersion, Release
from engine.casework.publishing import Bundle, Checked, Publication
from engine.database import transaction
from engine.people import roles
from webapp import access, archives, paging, publication
from webapp.cases import pictures
from webapp.characters import without_controls
from webapp.database import db
from webapp.people import asker, me
from webapp.processes import comparing, uploads
from webapp.processes.uploads import Upload

blueprint = Blueprint("processes", __name__, url_prefix="/processes")
Answer = str | Response | tuple[str, int]
Fault = tuple[str, str]
SHORTEST_REASON = 10


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
        given_up=givenup.everything(session) if permissions.may_mend(asker()) else (),
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
        roots=_changing(session, found) if permissions.may_publish(asker()) else [],
        starts=starts.of_process(session, key),
        may_retry=permissions.may_mend(asker()),
    )


@blueprint.post("/<key>/starts")
@access.holding(roles.PROCESS_OWNER, roles.COORDINATOR)
def retry_starts(key: str) -> Response:
    """Let the clock try again what it has given up."""
    with transaction(db.session()) as session:
        tried = givenup.retry(session, key, me())
    if tried:
        flash(_("The clock tries again at once."), "success")
    else:
        flash(_("There was nothing to try again."), "info")
    return redirect(url_for("processes.show", key=key), 303)


@blueprint.get("/<key>/compare")
@access.signed_in
def compare(key: str) -> str:
    """What differs between two versions of a process; without a choice, the newest and the one before."""
    session = db.session()
    versions = processes.versions(session, key)
    if not versions:
        raise errors.NotFound(process=key)
    newer = _chosen(versions, "new") or versions[0]
    older = _chosen(versions, "old") or next((one for one in versions if one.number < newer.number), newer)
    changes = comparing.compare(*(processes.files(session, [one.id]) for one in (older, newer)))
    return render_template("processes/compare.html", versions=versions, older=older, newer=newer, changes=changes)


@blueprint.get("/<key>/<int:number>/archive")
@access.signed_in
def archive(key: str, number: int) -> Response:
    """All files of a version as one zip file."""
    found = processes.version(db.session(), key, number)
    return _zipped(f"{key}-{number}", processes.files(db.session(), [found.id]))


@blueprint.get("/<key>/releases/<int:number>/archive")
@access.signed_in
def release_archive(key: str, number: int) -> Response:
    """All files of a release, of the processes it calls too, as one zip file."""
    found = next((one for one in processes.releases(db.session(), key) if one.number == number), None)
    if found is None:
        raise errors.NotFound(process=key, release=number)
    return _zipped(f"{key}-release-{number}", processes.files(db.session(), [one.id for one in found.versions]))


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
    given = uploads.read(request.files.getlist("files"))
    faults = _faults(given, roots)
    if faults:
        return _again(faults, 422)
    wanted = publication.by_person(db.session(), me().id, _reason(), request.form.get("profile", ""))
    before = {release.id for release in roots}
    try:
        checked = publishing.checked(_completed(given), wanted)
        with transaction(db.session()) as session:
            release = publishing.publish(session, checked)
            release_id, key, number = release.id, release.process.key, release.number
    except errors.ModelRejected as refused:
        return _refused(wanted, refused)
    except errors.ReleaseChanged:
        return _again([("completes", _("Somebody else has published meanwhile. Choose your files once more."))], 409)
    _tell(number, checked, new=release_id not in before)
    return redirect(url_for("processes.show", key=key), 303)


def _zipped(name: str, files: Mapping[str, bytes]) -> Response:
    packed = BytesIO(archives.pack(files))
    return send_file(packed, "application/zip", as_attachment=True, download_name=f"{name}{archives.SUFFIX}")


def _chosen(versions: Sequence[ProcessVersion], name: str) -> ProcessVersion | None:
    wanted = paging.number(name)
    return next((one for one in versions if one.number == wanted), None)


def _changing(session: Session, found: ProcessVersion) -> list[Release]:
    """The newest releases that hold this version: the drafts in which it can be changed are theirs."""
    return [release for release in processes.newest_releases(session) if found in release.versions]


def _completed(given: list[Upload]) -> Bundle:
    """The bundle of what was handed in, with the files of the release that it changes."""
    bundle, completes = uploads.bundle(given), request.form.get("completes", "")
    return publishing.merged(db.session(), completes, bundle) if completes else bundle


def _tell(number: int, checked: Checked, *, new: bool) -> None:
    if new:
        flash(_("Release %(number)s is published. New cases follow it.", number=number), "success")
    else:
        flash(_("Nothing has changed: release %(number)s holds the same.", number=number), "info")
    unused = [str(advice.facts["form"]) for advice in checked.advice if advice.code == "form_unused"]
    if unused:
        told = ", ".join(unused)
        flash(_("No task asks for these forms, so they were not published: %(names)s", names=told), "warning")


def _again(faults: list[Fault], status: int) -> Answer:
    roots = processes.newest_releases(db.session())
    return render_template("processes/publish.html", roots=roots, problems=None, faults=faults), status


def _refused(wanted: Publication, refusal: errors.ModelRejected) -> Answer:
    with transaction(db.session()) as session:
        publishing.record_refusal(session, wanted, refusal)
    roots = processes.newest_releases(db.session())
    problems = sorted(refusal.problems, key=lambda problem: problem.severity is not errors.Severity.ERROR)
    return render_template("processes/publish.html", roots=roots, problems=problems, faults=[]), 422


def _faults(given: list[Upload], roots: Sequence[Release]) -> list[Fault]:
    faults = [("files", sentence) for sentence in uploads.faults(given)]
    if request.form.get("completes", "") not in {"", *(release.process.key for release in roots)}:
        faults.append(("completes", _("Choose what the files change.")))
    if len(_reason()) < SHORTEST_REASON:
        faults.append(("reason", _("Say in at least 10 characters what has changed.")))
    return faults


def _reason() -> str:
    return without_controls(request.form.get("reason", ""), " ").strip()
