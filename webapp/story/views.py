"""Routes of a case's story."""

from io import BytesIO

from flask import Blueprint, render_template, send_file
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
    return send_file(BytesIO(document.pdf(story)), "application/pdf", download_name=f"{story.case.number}.pdf")


def _told(number: str) -> Story:
    return content.of(db.session(), finding.visible(number), asker())
