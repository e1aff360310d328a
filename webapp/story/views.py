"""Routes of a case's story."""

from flask import Blueprint, make_response, render_template
from werkzeug.wrappers import Response

from webapp import access
from webapp.cases import finding
from webapp.database import db
from webapp.people import asker
from webapp.story import content, document
from webapp.story.content import Story

blueprint = Blueprint("story", __name__, url_prefix="/cases")


@blueprint.get("/<number>/story")
@access.signed_in
def show(number: str) -> str:
    """The whole story on one page, made to be printed."""
    return render_template("story/story.html", story=_told(number))


@blueprint.get("/<number>/story.pdf")
@access.signed_in
def pdf(number: str) -> Response:
    """The same as a file."""
    story = _told(number)
    response = make_response(document.pdf(story))  # not sent as a file: those never say that they have been sent
    response.content_type = "application/pdf"
    response.headers.set("Content-Disposition", "inline", filename=f"{story.case.number}.pdf")
    return response


def _told(number: str) -> Story:
    return content.of(db.session(), finding.visible(number), asker())
