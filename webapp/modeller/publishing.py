"""Routes that check a draft and publish it."""

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from engine import errors
from engine.casework import drafting, publishing
from engine.casework.bundles import Base, Bundle, Publication
from engine.casework.drafting import ProcessDraft
from engine.database import transaction
from engine.people import roles
from webapp import access, languages, publication
from webapp.characters import without_controls
from webapp.database import db
from webapp.modeller import area
from webapp.modeller.area import Answer, Fault, blueprint
from webapp.people import me
from webapp.processes import comparing, uploads
from webapp.processes.uploads import Upload
from webapp.sentences import problems

SHORTEST_REASON = 10


@blueprint.get("/<int:draft_id>/check")
@access.holding(roles.PROCESS_OWNER)
def check(draft_id: int) -> Answer:
    """Everything the rules say about the draft as it is saved; nothing is kept."""
    draft = drafting.find(db.session(), draft_id)
    profile = request.args.get("profile", "")
    bundle = _bundle(db.session(), draft)
    found = _sorted(publishing.check(bundle, publication.by_person(db.session(), me().id, "", profile)))
    if area.wants_json():
        return jsonify(revision=draft.revision, problems=[_told(problem) for problem in found]), 200
    return render_template("modeller/check.html", problems=found, profile=profile, **_facts(db.session(), draft))


@blueprint.route("/<int:draft_id>/publish", methods=["GET", "POST"])
@access.holding(roles.PROCESS_OWNER)
def publish(draft_id: int) -> Answer:
    """Say why, and make the draft the release of new cases; or see everything that is wrong with it."""
    draft = drafting.find(db.session(), draft_id)
    if request.method == "GET":
        return _page(draft, [])
    if len(_reason()) < SHORTEST_REASON:
        return _page(draft, [("reason", _("Say in at least 10 characters what has changed."))]), 422
    wanted = publication.by_person(db.session(), me().id, _reason(), request.form.get("profile", ""))
    try:
        _require_publishable(draft)
        checked = publishing.checked(_bundle(db.session(), draft), wanted)
        with transaction(db.session()) as session:
            release = drafting.publish(session, draft_id, area.posted_revision(), checked)
            key, number = release.process.key, release.number
    except errors.ModelRejected as refused:
        return _refused(draft_id, wanted, refused)
    except errors.Conflict as conflict:
        return _page(drafting.find(db.session(), draft_id), [("publish", _hindrance(conflict))]), 409
    flash(_("Release %(number)s is published. New cases follow it.", number=number), "success")
    return redirect(url_for("processes.show", key=key), 303)


def _page(draft: ProcessDraft, faults: list[Fault], found: list[errors.Problem] | None = None) -> str:
    facts = _facts(db.session(), draft)
    return render_template("modeller/publish.html", faults=faults, problems=found, **facts)


def _facts(session: Session, draft: ProcessDraft) -> dict[str, object]:
    contents = drafting.contents(session, draft.id)
    _release, before = drafting.base_of(session, draft)
    return {
        "draft": draft,
        "name": area.name_of(session, draft),
        "file_names": set(contents),
        "changes": comparing.compare(before, contents),
    }


def _bundle(session: Session, draft: ProcessDraft) -> Bundle:
    given = [Upload(name=name, content=content) for name, content in drafting.contents(session, draft.id).items()]
    made = uploads.bundle(given)
    base = Base(process=draft.key, release=draft.base_id) if draft.base_id is not None else None
    return Bundle(models=made.models, forms=made.forms, base=base)


def _require_publishable(draft: ProcessDraft) -> None:
    """What would be refused in the end is said before the check, which takes long."""
    if area.posted_revision() != draft.revision:
        raise errors.ChangedMeanwhile(process_draft=draft.id)
    if drafting.aside(db.session(), draft.id):
        raise errors.DraftUnsettled(process_draft=draft.id)


def _hindrance(conflict: errors.Conflict) -> str:
    if isinstance(conflict, errors.DraftUnsettled):
        return _("Two have changed the same file. Choose between the two states first.")
    if isinstance(conflict, errors.ReleaseChanged):
        return _("Somebody else has published meanwhile. Bring the new release into the draft first.")
    return _("Somebody has saved the draft meanwhile. Look at what has changed, and publish again.")


def _refused(draft_id: int, wanted: Publication, refusal: errors.ModelRejected) -> Answer:
    with transaction(db.session()) as session:
        publishing.record_refusal(session, wanted, refusal)
    return _page(drafting.find(db.session(), draft_id), [], _sorted(refusal.problems)), 422


def _sorted(found: tuple[errors.Problem, ...]) -> list[errors.Problem]:
    return sorted(found, key=lambda problem: problem.severity is not errors.Severity.ERROR)


def _told(problem: errors.Problem) -> dict[str, str]:
    return {
        "file": problem.file,
        "element": problem.element,
        "severity": problem.severity.value,
        "code": problem.code,
        "text": problems.problem_text(problem, languages.current()),
    }


def _reason() -> str:
    return without_controls(request.form.get("reason", ""), " ").strip()
