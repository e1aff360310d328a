"""Keys of other systems: the list, making one, and revoking it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import SelectField, SelectMultipleField, StringField, ValidationError

from engine import errors
from engine.casework import messagekeys
from engine.casework.messagekeys import LONGEST_NAME, Order, Shown, Wanted
from engine.database import transaction
from engine.people import organisations, participants, roles
from webapp import access, paging
from webapp.database import db
from webapp.people import me
from webapp.plainforms import PlainForm, Words

blueprint = Blueprint("messagekeys", __name__, url_prefix="/message-keys")
Answer = str | Response | tuple[str, int]


class KeyForm(PlainForm):
    """What a new key is for, whose it is, who answers for it, and what it may send."""

    name = StringField(
        lazy_gettext("What is the key for?"),
        [Words(lazy_gettext("Write what the key is for."), longest=LONGEST_NAME)],
        filters=[lambda text: (text or "").strip()],
    )
    organisation = SelectField(lazy_gettext("Organisation"), validate_choice=False)
    responsible = SelectField(lazy_gettext("Who answers for it?"), validate_choice=False)
    names = SelectMultipleField(lazy_gettext("What may it send?"), validate_choice=False)

    def validate_organisation(self, field: SelectField) -> None:
        """One that there is."""
        if field.data not in _values(field):
            raise ValidationError(_("Choose an organisation."))

    def validate_responsible(self, field: SelectField) -> None:
        """Somebody who works here."""
        if field.data not in _values(field):
            raise ValidationError(_("Choose who answers for what the key sends."))

    def validate_names(self, field: SelectMultipleField) -> None:
        """At least one message or signal that a process knows."""
        if not field.data or set(field.data) - _values(field):
            raise ValidationError(_("Choose at least one message or signal."))


@blueprint.get("/")
@access.holding(roles.ADMIN)
def index() -> str:
    """The keys there are."""
    shown, order = paging.choice(Shown, "shown", Shown.VALID), paging.choice(Order, "order", Order.NEWEST)
    found = messagekeys.page(db.session(), shown, order, paging.key(text=order is Order.NAME))
    return render_template("administration/keys.html", page=found, shown=shown, order=order)


@blueprint.route("/new", methods=["GET", "POST"])
@access.holding(roles.ADMIN)
def new() -> Answer:
    """Make a key; its secret is shown once, on the page that answers."""
    form = _form()
    if request.method == "GET":
        return render_template("administration/key.html", form=form)
    if not form.validate():
        return render_template("administration/key.html", form=form), 422
    wanted = Wanted(
        name=str(form.name.data),
        organisation=form.organisation.data,
        responsible=int(form.responsible.data),
        names=form.names.data or (),
    )
    with transaction(db.session()) as session:
        key, secret = messagekeys.make(session, wanted, me())
        name = key.name
    return render_template("administration/key_made.html", name=name, secret=secret)


@blueprint.route("/<int:key_id>/revoke", methods=["GET", "POST"])
@access.holding(roles.ADMIN)
def revoke(key_id: int) -> Answer:
    """Let a key open nothing any more, after a question."""
    key = messagekeys.get(db.session(), key_id)
    if request.method == "GET":
        return render_template("administration/key_revoke.html", key=key)
    name = key.name
    try:
        with transaction(db.session()) as session:
            messagekeys.revoke(session, key_id, me())
        flash(_("The key “%(name)s” has been revoked. It opens nothing any more.", name=name), "success")
    except errors.ChangedMeanwhile:
        flash(_("The key “%(name)s” had been revoked before.", name=name), "info")
    return redirect(url_for("administration.messagekeys.index"), 303)


def _values(field: SelectField | SelectMultipleField) -> set[str]:
    return {str(choice[0]) for choice in field.choices or ()}


def _form() -> KeyForm:
    session = db.session()
    form = KeyForm(request.form if request.method == "POST" else None)
    form.organisation.choices = [(one.key, one.name) for one in organisations.all_of(session)]
    people = participants.everyone(session)
    form.responsible.choices = [(str(one.id), f"{one.name}, {one.organisation.name}") for one in people]
    form.names.choices = list(messagekeys.known_names(session).items())
    if request.method == "GET":
        form.organisation.data, form.names.data = me().organisation.key, []
    return form
