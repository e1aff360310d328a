"""Making a case confidential, and lifting that."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from engine import errors
from engine.casework import cases, permissions, secrecy
from engine.casework.secrecy import Secrecy
from engine.database import transaction
from webapp import access
from webapp.cases import finding
from webapp.cases.views import blueprint
from webapp.database import db
from webapp.people import asker, me
from webapp.plainforms import PlainForm, Words, WordsField

SHORTEST_REASON, LONGEST_REASON = 10, 1_000


class ReasonForm(PlainForm):
    """Why, in words that stand in the case and the audit trail."""

    reason = WordsField(
        lazy_gettext("Reason"),
        [Words(lazy_gettext("Say why in at least 10 characters."), SHORTEST_REASON, LONGEST_REASON)],
    )


@blueprint.route("/<number>/confidential", methods=["GET", "POST"])
@access.signed_in
def confidential(number: str) -> str | Response | tuple[str, int]:
    """Say why the case is to be confidential, or open again."""
    case = finding.visible(number)
    if not permissions.may_set_confidential(db.session(), case, asker()):
        raise errors.NotAllowed(case=case.number)
    form = ReasonForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        return render_template("cases/confidential.html", case=case, form=form)
    if not form.validate():
        return render_template("cases/confidential.html", case=case, form=form), 422
    wanted = Secrecy(confidential=request.form.get("confidential") == "1", reason=form.reason.data or "")
    _tell(wanted, _change(case.id, wanted))
    still_seen = permissions.seen(db.session(), asker(), [case.id])
    return redirect(url_for("cases.show", number=number) if still_seen else url_for("cases.index"), 303)


def _change(case_id: int, wanted: Secrecy) -> bool:
    with transaction(db.session()) as session:
        return secrecy.change_by_person(session, cases.locked(session, case_id), wanted, me())


def _tell(wanted: Secrecy, changed: bool) -> None:
    if not changed:
        flash(_("Somebody else has just done the same."), "info")
    elif wanted.confidential:
        flash(_("The case is confidential. Whoever reads it is recorded."), "success")
    else:
        flash(_("The case is no longer confidential."), "success")
