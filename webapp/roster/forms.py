"""Forms about people, roles and organisations."""

import re

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session
from werkzeug.datastructures import ImmutableMultiDict
from wtforms import ValidationError

from engine.casework import reasons
from engine.casework.roster.homes import LONGEST_NAME, LONGEST_REGISTRATION
from engine.casework.roster.memberships import Term
from engine.people import organisations, roles
from engine.people.organisations import Country, Organisation, OrganisationFacts, OrganisationKind
from engine.people.participants import Membership, Participant, PersonFacts
from webapp import languages
from webapp.plainforms import Choice, DayField, LineField, PlainForm, Words, WordsField
from webapp.sentences import roles as words

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def sent() -> ImmutableMultiDict[str, str] | None:
    """What was sent, if this is not only a look."""
    return request.form if request.method == "POST" else None


class PersonForm(PlainForm):
    """What is known of a person."""

    name = LineField(lazy_gettext("Name"), [Words(lazy_gettext("Write the name."), longest=LONGEST_NAME)])
    email = LineField(lazy_gettext("E-mail address"), [Words(lazy_gettext("Write the address."), longest=LONGEST_NAME)])
    organisation = Choice(lazy_gettext("Organisation"))
    language = Choice(lazy_gettext("Language"))

    def offer(self, session: Session) -> None:
        """Fill the lists."""
        self.organisation.choices = _with_nothing(session, _("Choose an organisation"))
        usual = ("", _("The language of the organisation"))
        self.language.choices = [usual, *languages.NAMES.items()]

    def show(self, person: Participant) -> None:
        """Put what is known into the fields."""
        self.name.data, self.email.data = person.name, person.email
        self.organisation.data, self.language.data = person.organisation.key, person.language

    def validate_email(self, field: LineField) -> None:
        """An address must look like one."""
        if field.data and not _is_address(field.data):
            raise ValidationError(_("Write an address like name@example.org."))

    def validate_organisation(self, field: Choice) -> None:
        """One must be chosen."""
        if not field.data:
            raise ValidationError(_("Choose an organisation."))

    def facts(self, session: Session) -> PersonFacts:
        """What is wanted."""
        home = organisations.get(session, self.organisation.data or "")
        return PersonFacts(
            name=self.name.data or "",
            email=self.email.data or "",
            organisation=home.key,
            language=self.language.data or home.language,
        )


class WhyForm(PlainForm):
    """Why somebody goes or comes back."""

    reason = WordsField(
        lazy_gettext("Why?"),
        [Words(lazy_gettext("Write the reason in a few words."), reasons.SHORTEST, reasons.LONGEST)],
    )


class TermForm(PlainForm):
    """From when until when a role is held."""

    since = DayField(lazy_gettext("First day"))
    until = DayField(lazy_gettext("Last day"))

    def show(self, held: Membership) -> None:
        """Put the days into the fields."""
        self.since.show(held.since)
        self.until.show(held.until)

    def term(self) -> Term:
        """What is wanted."""
        return Term(since=self.since.day, until=self.until.day)


class RoleForm(TermForm):
    """A role that somebody is given in an organisation."""

    role = Choice(lazy_gettext("Role"))
    organisation = Choice(lazy_gettext("Organisation"))

    def offer(self, session: Session, person: Participant) -> None:
        """Fill the lists; the role is mostly held at home."""
        named = sorted(((key, words.name(key)) for key in roles.ROLES), key=lambda pair: pair[1])
        self.role.choices = [("", _("Choose a role")), *named]
        self.organisation.choices = _with_nothing(session, _("Choose an organisation"))
        if request.method == "GET":
            self.organisation.data = person.organisation.key

    def validate_role(self, field: Choice) -> None:
        """One must be chosen."""
        if not field.data:
            raise ValidationError(_("Choose a role."))

    def validate_organisation(self, field: Choice) -> None:
        """One must be chosen."""
        if not field.data:
            raise ValidationError(_("Choose an organisation."))


class HomeForm(PlainForm):
    """What is known of an organisation and can change."""

    name = LineField(lazy_gettext("Name"), [Words(lazy_gettext("Write the name."), longest=LONGEST_NAME)])
    kind = Choice(lazy_gettext("Kind"))
    language = Choice(lazy_gettext("Language"))
    registration = LineField(lazy_gettext("Registration number"), [Words("", shortest=0, longest=LONGEST_REGISTRATION)])
    email = LineField(lazy_gettext("E-mail address"), [Words("", shortest=0, longest=LONGEST_NAME)])

    def offer(self) -> None:
        """Fill the lists."""
        self.kind.choices = [(kind.value, words.kind(kind.value)) for kind in OrganisationKind]
        self.language.choices = list(languages.NAMES.items())

    def show(self, home: Organisation) -> None:
        """Put what is known into the fields."""
        for name in ("name", "kind", "language", "registration", "email"):
            self[name].data = getattr(home, name)

    def validate_email(self, field: LineField) -> None:
        """An address may be left out, or must look like one."""
        if field.data and not _is_address(field.data):
            raise ValidationError(_("Write an address like name@example.org."))

    def facts(self, key: str = "", country: str = Country.DENMARK) -> OrganisationFacts:
        """What is wanted; key and country count for a new one only."""
        return OrganisationFacts(
            key=key,
            name=self.name.data or "",
            country=Country(country),
            kind=OrganisationKind(self.kind.data),
            language=self.language.data or "",
            registration=self.registration.data or "",
            email=self.email.data or "",
        )


class NewHomeForm(HomeForm):
    """An organisation that is entered."""

    key = LineField(lazy_gettext("Key"), [Words(lazy_gettext("Write a key."), longest=60)])
    country = Choice(lazy_gettext("Country"))

    def offer(self) -> None:
        """Fill the lists."""
        super().offer()
        self.country.choices = [(one.value, words.country(one.value)) for one in Country]


def _with_nothing(session: Session, nothing: str) -> list[tuple[str, str]]:
    return [("", nothing), *((one.key, one.name) for one in organisations.all_of(session))]


def _is_address(text: str) -> bool:
    return _ADDRESS.fullmatch(text) is not None
