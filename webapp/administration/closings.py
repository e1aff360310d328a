"""Closing days of organisations: the list, adding and removing."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response
from wtforms import SelectField, ValidationError

from engine import clock
from engine.casework import closings
from engine.casework.closings import FURTHEST, LONGEST_RANGE, Closing
from engine.database import transaction
from engine.people import calendars, roles
from engine.people import closings as days
from engine.people.closings import LONGEST_REASON, Order, Wanted
from engine.people.organisations import Organisation
from webapp import access, formats, paging
from webapp.database import db
from webapp.people import me
from webapp.plainforms import DayField, PlainForm, Words, WordsField

blueprint = Blueprint("closings", __name__, url_prefix="/closing-days")
Answer = str | Response | tuple[str, int]


class ClosingForm(PlainForm):
    """One day or a range on which an organisation is closed."""

    organisation = SelectField(lazy_gettext("Organisation"), validate_choice=False)
    first = DayField(lazy_gettext("First day"))
    last = DayField(lazy_gettext("Last day"))
    reason = WordsField(
        lazy_gettext("Reason"), [Words(lazy_gettext("Say why the organisation is closed."), longest=LONGEST_REASON)]
    )

    def validate_organisation(self, field: SelectField) -> None:
        """One of those whose closing days the writer keeps."""
        if field.data not in {one.key for one in _kept()}:
            raise ValidationError(_("Choose an organisation."))

    def validate_first(self, field: DayField) -> None:
        """A day in the years that plans are made for."""
        if field.day is None:
            raise ValidationError(_("Write the day, or the first of several."))
        if abs(field.day.year - _today().year) > FURTHEST:
            raise ValidationError(_("Write a day at most %(count)s years from now.", count=FURTHEST))

    def validate_last(self, field: DayField) -> None:
        """Not before the first, and not so late that it must be a slip of the pen."""
        if field.day is None or self.first.day is None:
            return
        if field.day < self.first.day:
            raise ValidationError(_("The last day cannot be before the first."))
        if (field.day - self.first.day).days >= LONGEST_RANGE:
            raise ValidationError(_("Close at most %(count)s days at once.", count=LONGEST_RANGE))

    def closing(self) -> Closing:
        """What is wanted."""
        assert self.first.day is not None  # noqa: S101
        last = self.last.day or self.first.day
        return Closing(
            organisation=self.organisation.data, first=self.first.day, last=last, reason=self.reason.data or ""
        )


@blueprint.get("/")
@access.holding(roles.ADMIN, roles.MANAGER)
def index() -> str:
    """The closing days that I keep, and a form for more."""
    return _page(_form())


@blueprint.post("/")
@access.holding(roles.ADMIN, roles.MANAGER)
def add() -> Answer:
    """Close an organisation on a day or on several."""
    form = _form()
    if not form.validate():
        return _page(form), 422
    wanted = form.closing()
    with transaction(db.session()) as session:
        new = closings.close(session, wanted, me())
    if new:
        told = ngettext("%(num)s closing day has been added.", "%(num)s closing days have been added.", len(new))
        flash(told, "success")
    else:
        flash(_("Nothing was added: nobody works on those days anyway, or they were added before."), "info")
    return redirect(_list_of(wanted.organisation, wanted.first), 303)


@blueprint.post("/remove")
@access.holding(roles.ADMIN, roles.MANAGER)
def remove() -> Answer:
    """Let an organisation work on a day after all."""
    organisation = request.form.get("organisation", "")
    try:
        day = date.fromisoformat(request.form.get("day", ""))
    except ValueError as no_day:
        raise BadRequest() from no_day
    with transaction(db.session()) as session:
        removed = closings.open_again(session, organisation, day, me())
    if removed:
        flash(_("%(day)s is no longer a closing day.", day=formats.day(day, "long")), "success")
    else:
        flash(_("Somebody else has removed that day."), "info")
    return redirect(_list_of(organisation, day), 303)


def _form() -> ClosingForm:
    form = ClosingForm(request.form if request.method == "POST" else None)
    kept = _kept()
    form.organisation.choices = [(one.key, one.name) for one in kept]
    if request.method == "GET":
        chosen = next((one.key for one in kept if one.id == paging.number("organisation")), None)
        form.organisation.data = chosen or (me().organisation.key if me().organisation in kept else None)
    return form


def _page(form: ClosingForm) -> str:
    session, kept = db.session(), _kept()
    wanted, order = _wanted(kept), paging.choice(Order, "order", Order.SOONEST)
    ids = [one.id for one in kept]
    return render_template(
        "administration/closings.html",
        form=form,
        kept=kept,
        page=closings.page(session, wanted, order, _after()),
        years=days.years(session, ids),
        order=order,
        narrowed=bool(request.args),
    )


def _wanted(kept: list[Organisation]) -> Wanted:
    chosen, year = paging.number("organisation"), paging.number("year")
    ids = [one.id for one in kept if chosen is None or one.id == chosen]
    if year is None or not date.min.year <= year <= date.max.year:
        return Wanted(organisations=ids, since=_today())
    return Wanted(organisations=ids, since=date(year, 1, 1), until=date(year, 12, 31))


def _after() -> tuple[str, int] | None:
    key = paging.key(text=True)
    try:
        return (date.fromisoformat(key[0]).isoformat(), key[1]) if key else None
    except ValueError:
        return None


def _list_of(organisation: str, day: date) -> str:
    chosen = next((one.id for one in _kept() if one.key == organisation), None)
    return url_for("administration.closings.index", organisation=chosen, year=None if day >= _today() else day.year)


def _kept() -> list[Organisation]:
    return closings.kept_by(db.session(), me())


def _today() -> date:
    return calendars.day_of(clock.now())
