"""One entry of a sample: read whole, and judged."""

from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import ValidationError

from engine import errors
from engine.casework import reasons
from engine.database import transaction
from engine.insight import findings, names, samples, trail
from engine.insight.findings import Judgement
from engine.insight.samples import Finding
from engine.people import roles
from webapp import access, paging
from webapp.audit.views import blueprint
from webapp.database import db
from webapp.people import asker, me
from webapp.plainforms import Choice, PlainForm, WordsField
from webapp.sentences import review

Answer = str | Response | tuple[str, int]
SHOWN = "_shown"


class FindingForm(PlainForm):
    """What the reviewer makes of it."""

    finding = Choice(lazy_gettext("Finding"))
    text = WordsField(lazy_gettext("What you have found"))

    def validate_text(self, field: WordsField) -> None:
        """A question or a deviation must be told."""
        told = field.data or ""
        if len(told) > reasons.LONGEST:
            raise ValidationError(_("Use at most %(count)s characters.", count=reasons.LONGEST))
        must_be_told = self.finding.data in (Finding.QUESTION, Finding.DEVIATION)
        if (told or must_be_told) and len(told) < reasons.SHORTEST:
            raise ValidationError(
                _("Say what you have found in at least %(count)s characters.", count=reasons.SHORTEST)
            )


@blueprint.route("/samples/<int:sample_id>/<int:position>", methods=["GET", "POST"])
@access.holding(roles.REVIEWER)
def sample_item(sample_id: int, position: int) -> Answer:
    """Read an entry of a sample and record a finding."""
    samples.get(db.session(), sample_id)
    item = findings.item(db.session(), sample_id, position)
    form = FindingForm(request.form if request.method == "POST" else None)
    form.finding.choices = review.findings()
    if request.method == "GET":
        form.finding.data, form.text.data = item.finding or "", item.text
        return _page(sample_id, position, form)
    if not form.validate():
        return _page(sample_id, position, form), 422
    judgement = Judgement(finding=Finding(form.finding.data), text=form.text.data or "", shown=_shown())
    try:
        with transaction(db.session()) as session:
            findings.record(session, sample_id, position, judgement, me())
            following = findings.next_open(session, sample_id, position)
    except (errors.ChangedMeanwhile, errors.SampleFinished) as refusal:
        return _page(sample_id, position, form, refusal), 409
    flash(_("The finding is recorded."), "success")
    if following is None:
        return redirect(url_for("audit.sample", sample_id=sample_id), 303)
    return redirect(url_for("audit.sample_item", sample_id=sample_id, position=following), 303)


def _page(sample_id: int, position: int, form: FindingForm, refusal: errors.Conflict | None = None) -> str:
    session = db.session()
    item = findings.item(session, sample_id, position)
    page = trail.at_places(session, asker(), [(item.chain, item.seq)])
    entry = page.entries[0] if page.entries else None
    release = names.release_of(session, entry) if entry is not None else None
    return render_template(
        "audit/item.html",
        sample=samples.get(session, sample_id),
        item=item,
        form=form,
        page=page,
        entry=entry,
        task=page.tasks.get(entry.task_id or 0) if entry is not None else None,
        release=release,
        process=release.root if release is not None else None,
        refusal=refusal,
        shown=item.found_at.isoformat() if item.found_at is not None else "",
    )


def _shown() -> datetime | None:
    """The moment of the finding that the page had when it was sent; None when it had none."""
    return paging.moment(request.form.get(SHOWN, ""))
