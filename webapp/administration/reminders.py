"""Reminder ladders: the list, one with its history, changing it with a preview, and the quiet weeks."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import IntegerField, StringField, ValidationError

from engine import clock, errors
from engine.casework import deadlines, ladders, schedule
from engine.casework.ladders import Change
from engine.casework.schedule import Surroundings
from engine.database import transaction
from engine.model.ladders import LadderRejected, Rung, Unit
from engine.people import calendars, roles
from forms import dates
from webapp import access, languages
from webapp.database import db
from webapp.people import me
from webapp.plainforms import DayField, PlainForm
from webapp.sentences import ladders as sentences
from webapp.sentences import roles as names

blueprint = Blueprint("reminders", __name__, url_prefix="/reminders")
Answer = str | Response | tuple[str, int]
LONGEST_TEXT, LONGEST_KEY = 400, 40
EXAMPLE_DAYS = 20
TAKEN = ("new", "quiet")  # addresses of this page


class LadderForm(PlainForm):
    """What a ladder is to say, from when, and the example that its preview is made for."""

    rungs = StringField(lazy_gettext("Steps"))
    since = DayField(lazy_gettext("Holds from"))
    example = DayField(lazy_gettext("Due date of the example"))
    calendar = StringField(lazy_gettext("Working days"))

    def validate_rungs(self, field: StringField) -> None:
        """A ladder that can be read."""
        try:
            ladders.parse((field.data or "")[:LONGEST_TEXT])
        except LadderRejected as fault:
            raise ValidationError(sentences.fault(fault)) from fault

    def validate_since(self, field: DayField) -> None:
        """From today on: what has happened is not changed."""
        if field.day is None:
            raise ValidationError(_("Write the day from which it holds."))
        if field.day < _today():
            raise ValidationError(_("Write today or a later day."))

    def validate_example(self, field: DayField) -> None:
        """Any day in the years that plans are made for."""
        if field.day is None or abs(field.day.year - _today().year) > 10:
            raise ValidationError(_("Write a due date for the example."))

    def validate_calendar(self, field: StringField) -> None:
        """One of those that working days are counted in."""
        if field.data not in calendars.CALENDARS:
            raise ValidationError(_("Choose a calendar."))


class NewLadderForm(LadderForm):
    """A ladder that does not exist yet."""

    key = StringField(lazy_gettext("Name"))

    def validate_key(self, field: StringField) -> None:
        """A word that models can name, and that is not taken."""
        key = (field.data or "").strip()
        if not key or len(key) > LONGEST_KEY or not key.replace("_", "").isalnum() or not key.islower():
            raise ValidationError(_("Write a name of small letters and digits, without spaces."))
        if not key.isascii():
            raise ValidationError(_("Use the letters a to z only, so that every program can write the name."))
        if key in ladders.keys(db.session()) or key in TAKEN:
            raise ValidationError(_("There is a ladder of that name. Open it to change it."))


class QuietForm(PlainForm):
    """The first and last week of rest of each country; both empty for none."""

    dk_first, dk_last = IntegerField(lazy_gettext("First week")), IntegerField(lazy_gettext("Last week"))
    se_first, se_last = IntegerField(lazy_gettext("First week")), IntegerField(lazy_gettext("Last week"))

    def weeks(self) -> dict[str, tuple[int, int] | None]:
        """What is wanted for each country."""
        return {
            calendars.DENMARK: _pair(self.dk_first.data, self.dk_last.data),
            calendars.SWEDEN: _pair(self.se_first.data, self.se_last.data),
        }


@dataclass(frozen=True)
class Preview:
    """A step, to whom it goes, and when it would come."""

    rung: Rung
    who: str
    at: datetime


@blueprint.get("/")
@access.holding(roles.ADMIN)
def index() -> str:
    """All ladders as they hold today, and the quiet weeks."""
    return _list(_quiet_form())


@blueprint.route("/new", methods=["GET", "POST"])
@access.holding(roles.ADMIN)
def new() -> Answer:
    """Begin a ladder of one's own."""
    form = NewLadderForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        _fill(form, "")
        return _page("", form)
    return _change((form.key.data or "").strip(), form, "")


@blueprint.get("/<key>")
@access.holding(roles.ADMIN)
def show(key: str) -> str:
    """One ladder: what it says, a preview, and all that it has said."""
    form = LadderForm()
    _fill(form, ladders.history(db.session(), key)[0].rungs)
    return _page(key, form)


@blueprint.post("/<key>")
@access.holding(roles.ADMIN)
def change(key: str) -> Answer:
    """Let a ladder say something else, or show what that would mean."""
    ladders.history(db.session(), key)
    return _change(key, LadderForm(request.form), key)


@blueprint.post("/quiet")
@access.holding(roles.ADMIN)
def rest() -> Answer:
    """Keep the weeks in which reminders wait."""
    form = QuietForm(request.form)
    problems = _quiet_problems(form)
    if problems:
        return _list(form, problems), 422
    with transaction(db.session()) as session:
        ladders.rest(session, form.weeks(), me())
    flash(_("The quiet weeks have been saved."), "success")
    return redirect(url_for("administration.reminders.index"), 303)


def _change(key: str, form: LadderForm, known: str) -> Answer:
    if not form.validate():
        return _page(known, form), 422
    if "_preview" in request.form:
        return _page(known, form)
    assert form.since.day is not None  # noqa: S101
    wanted = Change(key=key, rungs=form.rungs.data or "", since=form.since.day)
    try:
        with transaction(db.session()) as session:
            ladders.change(session, wanted, me())
    except errors.Conflict:
        flash(_("Nothing was changed: the ladder says that already."), "info")
    else:
        flash(_("The ladder has been saved. It holds for tasks that begin from then on."), "success")
    return redirect(url_for("administration.reminders.show", key=key), 303)


def _list(form: QuietForm, problems: list[tuple[str, str, str]] | None = None) -> str:
    session, today = db.session(), _today()
    found = [(key, ladders.current(session, key, today)) for key in ladders.keys(session)]
    return render_template(
        "administration/ladders.html", found=found, form=form, problems=problems or [], sentences=sentences
    )


def _page(key: str, form: LadderForm) -> str:
    return render_template(
        "administration/ladder.html",
        key=key,
        form=form,
        previews=_previews(form),
        history=ladders.history(db.session(), key) if key else [],
        today=_today(),
        sentences=sentences,
    )


def _previews(form: LadderForm) -> list[Preview]:
    """When each step would come for the example; nothing while the text cannot be read."""
    try:
        rungs = ladders.parse((form.rungs.data or "")[:LONGEST_TEXT])
    except LadderRejected:
        return []
    due, calendar = form.example.day, form.calendar.data
    if due is None or calendar is None or form.example.errors or form.calendar.errors:
        return []
    zone = calendars.HOME_ZONE
    around = Surroundings(
        at=calendars.end_of(due, zone.key),
        kind=_kind(rungs),
        calendar=calendar,
        zone=zone.key,
        began=datetime(due.year - 10, 1, 1, tzinfo=ZoneInfo(zone.key)),
        quiet=ladders.quiet(db.session()),
    )
    return [Preview(rung, sentences.who(rung), at) for rung, at in schedule.moments(rungs, around)]


def _kind(rungs: tuple[Rung, ...]) -> str:
    """The kind of deadline that such steps are made for."""
    units = {rung.unit for rung in rungs}
    if Unit.HOURS in units:
        return deadlines.HOURS
    return deadlines.CALENDAR if Unit.DAYS in units and Unit.WORKING_DAYS not in units else deadlines.WORKING


def _fill(form: LadderForm, rungs: str) -> None:
    """Begin with what holds, and an example some weeks ahead."""
    example = calendars.add_working_days(_today(), EXAMPLE_DAYS, calendars.BOTH)
    form.rungs.data = rungs
    for field, day in ((form.since, _today()), (form.example, example)):
        field.day, field.data = day, dates.write(day, languages.current())
    form.calendar.data = calendars.BOTH


def _quiet_form() -> QuietForm:
    form, weeks = QuietForm(), ladders.quiet(db.session())
    form.dk_first.data, form.dk_last.data = weeks.get(calendars.DENMARK, (None, None))
    form.se_first.data, form.se_last.data = weeks.get(calendars.SWEDEN, (None, None))
    return form


def _quiet_problems(form: QuietForm) -> list[tuple[str, str, str]]:
    found = []
    for country, first, last in (("DK", form.dk_first, form.dk_last), ("SE", form.se_first, form.se_last)):
        typed = any((field.raw_data or [""])[0].strip() for field in (first, last))
        pair = _pair(first.data, last.data)
        if typed and (pair is None or not ladders.may_rest(*pair)):
            words = _(
                "Write two weeks from 1 to 53, the first one first and at most %(longest)s weeks in all, or leave both "
                "empty.",
                longest=ladders.LONGEST_REST,
            )
            found.append((first.id, names.country(country), words))
    return found


def _pair(first: int | None, last: int | None) -> tuple[int, int] | None:
    return (first, last) if first is not None and last is not None else None


def _today() -> date:
    return calendars.day_of(clock.now())
