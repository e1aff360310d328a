"""Routes of the editors: the page, and the file as an editor opens it. They alone allow styles of elements."""

from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO

from flask import render_template, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import errors
from engine.casework import drafting
from engine.casework.drafting import ProcessDraft
from engine.model import encoding, picture, zeebe
from engine.people import roles
from webapp import access, headers, languages
from webapp.database import db
from webapp.modeller import area, panel, templates, words
from webapp.modeller.area import blueprint, bundle_of


@blueprint.get("/<int:draft_id>/files/<name>")
@access.holding(roles.PROCESS_OWNER)
@headers.styles_elements
def edit(draft_id: int, name: str) -> str:
    """One file of a draft in its editor; without the editor, what can be done instead."""
    draft = drafting.find(db.session(), draft_id)
    state = drafting.current(db.session(), draft_id, name)
    contents = drafting.contents(db.session(), draft_id)
    return render_template(
        "modeller/edit.html",
        draft=draft,
        name=area.name_of(db.session(), draft),
        state=state,
        bundle=bundle_of(name),
        data=_data(draft, name, contents),
    )


@blueprint.get("/<int:draft_id>/files/<name>/opened")
@access.holding(roles.PROCESS_OWNER)
def opened(draft_id: int, name: str) -> Response:
    """The file as an editor opens it: in UTF-8, a diagram with a picture; kept only when somebody saves."""
    content = drafting.current(db.session(), draft_id, name).content or b""
    if not name.endswith(".form"):
        with suppress(errors.ModelRejected):  # the editor says that it cannot open the file
            content = encoding.unicode(content)
            content = picture.arranged(content) if name.endswith(".bpmn") else content
    return send_file(BytesIO(content), "application/octet-stream", as_attachment=True, download_name=name)


def _data(draft: ProcessDraft, name: str, contents: Mapping[str, bytes]) -> dict[str, object]:
    data: dict[str, object] = {
        "file": name,
        "revision": draft.revision,
        "addresses": _addresses(draft, name, contents),
        "words": {**_words(), "languages": _languages()},
        "texts": words.dictionary(languages.current()) if not name.endswith(".form") else {},
    }
    if name.endswith(".bpmn"):
        data |= {"templates": templates.offered(contents), "panel": panel.described()}
    return data


def _addresses(draft: ProcessDraft, name: str, contents: Mapping[str, bytes]) -> dict[str, object]:
    def address(endpoint: str, file: str = name) -> str:
        return url_for(f"modeller.{endpoint}", draft_id=draft.id, name=file)

    return {
        "page": address("edit"),
        "content": address("opened"),
        "save": address("save"),
        "check": url_for("modeller.check", draft_id=draft.id),
        "publish": url_for("modeller.publish", draft_id=draft.id),
        "files": {file: address("edit", file) for file in contents if bundle_of(file)},
    }


def _languages() -> dict[str, str]:
    """The languages of translations in models; the plain words are English."""
    return {code: languages.NAMES[code] for code in zeebe.LANGUAGES}


def _words() -> dict[str, str]:
    return {
        "opened": _("Nothing has been changed yet."),
        "unsaved": _("There are changes that are not saved."),
        "saving": _("Saving …"),
        "saved": _("Saved at {time}."),
        "failed": _("It could not be saved or checked. Your changes are still here: try again."),
        "signedOut": _("You are signed out. Sign in again in another window, and save here once more."),
        "aside": _("Somebody else has saved this file meanwhile. Yours is kept beside it."),
        "choose": _("See both and choose"),
        "checking": _("Checking …"),
        "foundOne": _("The check found one thing; it stands below."),
        "found": _("The check found {count} things; they stand below."),
        "nothingWrong": _("Nothing is wrong. The draft can be published."),
        "here": _("In this file"),
        "elsewhere": _("In other files of the draft"),
        "error": _("Must be mended"),
        "advice": _("Advice"),
        "requirements": _("What depends on what"),
        "description": _("Description"),
        "captions": _("Words in other languages"),
        "cannotOpen": _("The editor cannot open this file. Download it, mend it in another tool, and upload it again."),
    }
