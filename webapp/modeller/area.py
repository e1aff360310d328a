"""The area of drafts, and what its views have in common."""

from flask import Blueprint, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine import errors
from engine.casework import drafting
from engine.casework.drafting import ProcessDraft
from engine.model import documents, labels
from forms import Text
from webapp import languages, paging

blueprint = Blueprint("modeller", __name__, url_prefix="/modeller")
Answer = str | Response | tuple[str, int] | tuple[Response, int]
Fault = tuple[str, str]


BUNDLES = {".bpmn": "modeller", ".dmn": "tables", ".form": "forms"}


def bundle_of(file: str) -> str:
    """Which bundle of scripts edits a file; "" for none."""
    return next((bundle for suffix, bundle in BUNDLES.items() if file.endswith(suffix)), "")


def editor_address(draft: ProcessDraft, file: str, element: str = "") -> str:
    """Where a file of a draft is edited, at one of its elements."""
    return url_for("modeller.edit", draft_id=draft.id, name=file, _anchor=element or None)


def wants_json() -> bool:
    """Whether an editor asks, and not a page."""
    return request.accept_mimetypes.best == "application/json"


def posted_revision() -> int:
    """Up to which revision of the draft the sender has seen it; 0 where the form does not say."""
    return paging.whole(request.form.get("revision", "")) or 0


def name_of(session: Session, draft: ProcessDraft) -> Text:
    """The name of the process that a draft changes."""
    if draft.base is not None:
        return languages.text(draft.base.root.name()) or Text(draft.key)
    for name, content in drafting.contents(session, draft.id).items():
        if name.endswith(".bpmn") and (found := _name_in(content, draft.key)):
            return found
    return Text(draft.key)


def _name_in(content: bytes, key: str) -> Text:
    try:
        texts = labels.texts(documents.read(content))
    except errors.ModelRejected:
        return Text()
    return languages.text(texts[key].name) if key in texts else Text()


# Macros see the globals of templates, but nothing that is added page by page.
blueprint.record(lambda state: state.app.jinja_env.globals.update(bundle_of=bundle_of, editor_address=editor_address))
