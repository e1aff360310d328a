"""The form in which a substitute is named."""

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session
from werkzeug.datastructures import ImmutableMultiDict
from wtforms import ValidationError

from engine import errors
from engine.casework import absences
from engine.casework.absences import Absence
from engine.database import transaction
from engine.people.participants import Participant
from engine.people.substitutes import Substitution
from webapp.database import db
from webapp.people import me
from webapp.plainforms import Choice, DayField, PlainForm, Ticks
from webapp.sentences import roles, substitutes


class SubstituteForm(PlainForm):
    """Who stands in for a person, on which days, in which roles."""

    substitute = Choice(lazy_gettext("Substitute"))
    since = DayField(lazy_gettext("First day"))
    until = DayField(lazy_gettext("Last day"))
    roles = Ticks(lazy_gettext("Only these roles"))

    def offer(self, session: Session, absent: Participant) -> None:
        """Fill the lists with who can stand in for a person, and for what."""
        people = absences.able(session, absent)
        named = [(str(one.id), f"{one.name}, {one.organisation.name}") for one in people]
        self.substitute.choices = [("", _("Choose a person")), *named]
        self.roles.choices = [(role, roles.name(role)) for role in absences.roles_of(session, absent)]

    def validate_substitute(self, field: Choice) -> None:
        """Somebody must be chosen."""
        if not field.data:
            raise ValidationError(_("Choose who shall do the tasks."))

    def validate_since(self, field: DayField) -> None:
        """A day must be given."""
        if field.day is None:
            raise ValidationError(_("Write the first day."))

    def validate_until(self, field: DayField) -> None:
        """A day must be given."""
        if field.day is None:
            raise ValidationError(_("Write the last day."))

    def absence(self, absent_id: int) -> Absence:
        """What is wanted."""
        assert self.since.day is not None  # noqa: S101
        assert self.until.day is not None  # noqa: S101
        return Absence(
            absent=absent_id,
            substitute=int(self.substitute.data or 0),
            since=self.since.day,
            until=self.until.day,
            roles=frozenset(self.roles.data or ()),
        )


def sent() -> ImmutableMultiDict[str, str] | None:
    """What was sent, if this is not only a look."""
    return request.form if request.method == "POST" else None


def named(form: SubstituteForm, absent: Participant) -> bool:
    """Whether the form was sent and the substitute named; what stands against it is told in the form."""
    absent_id = absent.id
    if request.method == "GET" or not form.validate():
        return False
    try:
        with transaction(db.session()) as session:
            absences.name(session, form.absence(absent_id), me())
    except errors.SubstituteRejected as problem:
        other = db.session().get(Substitution, problem.facts["other"]) if "other" in problem.facts else None
        field = {"since": form.since, "until": form.until, "roles": form.roles}.get(substitutes.field(problem))
        form.refuse(substitutes.refusal(problem, other), field or form.substitute)
        return False
    return True


def end(substitution_id: int) -> bool:
    """End a substitution; False when it was over already."""
    try:
        with transaction(db.session()) as session:
            absences.end(session, substitution_id, me())
    except errors.Conflict:
        return False
    return True


def status(form: SubstituteForm) -> int:
    """How a page with the form answers."""
    return 422 if form.problems() else 200
