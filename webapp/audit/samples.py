"""Samples of the trail: drawn by lot, worked through entry by entry, and finished."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import StringField, ValidationError

from engine import clock, errors
from engine.database import transaction
from engine.insight import findings, quarters, samples, trail
from engine.insight.quarters import Quarter
from engine.insight.samples import LARGEST, AuditSample, Finding, Scope
from engine.people import organisations, roles
from webapp import access, paging
from webapp.audit.views import blueprint
from webapp.database import db
from webapp.people import asker, me
from webapp.plainforms import Choice, PlainForm
from webapp.sentences import acts

Answer = str | Response | tuple[str, int]
QUARTERS, USUAL_SIZE = 8, 25
CASES = "cases"  # of the kinds: everything that happened in cases


class DrawingForm(PlainForm):
    """What to draw from, and how many."""

    quarter = Choice(lazy_gettext("Quarter"))
    organisation = Choice(lazy_gettext("Organisation"))
    kinds = Choice(lazy_gettext("Kinds of acts"))
    size = StringField(lazy_gettext("Number of entries"))

    def validate_size(self, field: StringField) -> None:
        """A number that can be worked through."""
        number = paging.whole((field.data or "").strip())
        if number is None or not 1 <= number <= LARGEST:
            raise ValidationError(_("Write a number from 1 to %(most)s.", most=LARGEST))

    def scope(self) -> Scope:
        """What is wanted."""
        kinds = self.kinds.data or ""
        return Scope(
            quarter=quarters.read(self.quarter.data or "") or _quarters()[0],
            organisation=paging.whole(self.organisation.data or ""),
            kinds=kinds,
            actions=acts.chosen(kinds) if kinds not in ("", CASES) else (),
            of_cases=kinds == CASES,
        )


@blueprint.get("/samples")
@access.holding(roles.REVIEWER)
def sample_list() -> str:
    """The samples that were drawn."""
    state = paging.choice(samples.State, "state", samples.State.ALL)
    order = paging.choice(samples.Order, "order", samples.Order.NEWEST)
    quarter = paging.words("quarter")
    return render_template(
        "audit/samples.html",
        page=samples.page(db.session(), state, quarter, order, paging.key()),
        state=state,
        order=order,
        quarter=quarter,
        quarters=_quarters(),
    )


@blueprint.route("/samples/new", methods=["GET", "POST"])
@access.holding(roles.REVIEWER)
def draw_sample() -> Answer:
    """Draw a sample of a quarter."""
    form = _drawing_form()
    if request.method == "GET":
        return render_template("audit/draw.html", form=form)
    if form.validate():
        try:
            with transaction(db.session()) as session:
                drawn = samples.draw(session, form.scope(), int(form.size.data or USUAL_SIZE), me()).id
            return redirect(url_for("audit.sample", sample_id=drawn), 303)
        except errors.Rejected:
            form.refuse(
                _("There is no such entry in the quarter. Choose another quarter, or fewer limits."), form.quarter
            )
    return render_template("audit/draw.html", form=form), 422


@blueprint.get("/samples/<int:sample_id>")
@access.holding(roles.REVIEWER)
def sample(sample_id: int) -> str:
    """One sample: what it was drawn from, and its entries as a list of work."""
    session = db.session()
    found = samples.get(session, sample_id)
    shown = request.args.get("show", "")
    items = [one for one in samples.items(session, sample_id) if _is_shown(one.finding, shown)]
    following = findings.next_open(session, sample_id, 0)
    return render_template(
        "audit/sample.html",
        sample=found,
        scope=samples.scope_of(found),
        items=items,
        page=trail.at_places(session, asker(), [(one.chain, one.seq) for one in items]),
        counts=findings.counted(session, sample_id),
        shown=shown,
        following=following,
        organisation=_organisation(found),
        again=samples.drawn_again(session, found) if request.args.get("again") else None,
    )


@blueprint.route("/samples/<int:sample_id>/finish", methods=["GET", "POST"])
@access.holding(roles.REVIEWER)
def finish_sample(sample_id: int) -> Answer:
    """End the review, after a question."""
    found, counts = samples.get(db.session(), sample_id), findings.counted(db.session(), sample_id)
    if request.method == "GET":
        return render_template("audit/finish.html", sample=found, counts=counts, refused=False)
    try:
        with transaction(db.session()) as session:
            findings.finish(session, sample_id, me())
    except errors.Rejected:
        return render_template("audit/finish.html", sample=found, counts=counts, refused=True), 422
    except errors.SampleFinished:
        flash(_("The review is finished already."), "info")
    else:
        flash(_("The review is finished."), "success")
    return redirect(url_for("audit.sample", sample_id=sample_id), 303)


def _drawing_form() -> DrawingForm:
    form = DrawingForm(request.form if request.method == "POST" else None)
    form.quarter.choices = [(str(one), str(one)) for one in _quarters()]
    form.organisation.choices = [("", _("All"))] + [
        (str(one.id), one.name) for one in organisations.all_of(db.session())
    ]
    form.kinds.choices = [("", _("All")), (CASES, _("Everything in cases"))]
    form.kinds.choices += [(group.key, group.name) for group in acts.groups()]
    if request.method == "GET":
        form.quarter.data, form.size.data = str(_quarters()[0].before), str(USUAL_SIZE)
    return form


def _quarters() -> list[Quarter]:
    return quarters.last(clock.now(), QUARTERS)


def _organisation(found: AuditSample) -> str:
    chosen = found.scope["organisation"]
    return next((one.name for one in organisations.all_of(db.session()) if one.id == chosen), "")


def _is_shown(finding: str | None, shown: str) -> bool:
    if shown == "open":
        return finding is None
    return finding == shown if shown in set(Finding) else True
