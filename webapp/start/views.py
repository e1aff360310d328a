"""Routes that need no sign-in."""

from datetime import date

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from webapp import access, people

blueprint = Blueprint("start", __name__)
STATEMENT_MADE = date(2026, 11, 24)


@blueprint.get("/")
@access.anyone
def index() -> Response:
    """The inbox for whoever is signed in, else the sign-in."""
    return redirect(url_for("inbox.index" if people.somebody() else access.SIGN_IN), 303)


@blueprint.get("/was")  # the short address that Danish sites have by law
@blueprint.get("/accessibility")
@access.anyone
def accessibility() -> str:
    """How accessible the product is, and how to report what is not."""
    return render_template("start/accessibility.html", reviewed=STATEMENT_MADE)


@blueprint.get("/personal-data")
@access.anyone
def personal_data() -> str:
    """Which personal data the product holds and why."""
    return render_template("start/personal_data.html")
