"""The forms in which the people of a case are changed."""

from collections.abc import Iterable, Sequence

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import ValidationError

from engine.casework import reasons
from engine.people.organisations import Organisation
from engine.people.participants import Participant
from webapp import paging
from webapp.plainforms import Choice, PlainForm, Ticks, Words, WordsField


class ReasonForm(PlainForm):
    """Any change of the people of a case says why."""

    reason = WordsField(
        lazy_gettext("Why?"),
        [Words(lazy_gettext("Write the reason in a few words."), reasons.SHORTEST, reasons.LONGEST)],
    )

    @property
    def shown(self) -> frozenset[str] | None:
        """What stood there when the page was made; None when the form does not say."""
        found = request.form.get("_shown")
        return None if found is None else frozenset(found.split())


class OneHolderForm(ReasonForm):
    """Who holds a role that one person at a time holds."""

    person = Choice(lazy_gettext("Who?"))

    def offer(self, people: Iterable[Participant], now: Sequence[Participant]) -> None:
        """Fill the list; before anything is chosen it stands on who holds the role now."""
        self.person.choices = [("", _("Nobody")), *choices(people)]
        if request.method == "GET":
            self.person.data = str(now[0].id) if now else ""

    def people(self) -> frozenset[int]:
        """The ids chosen."""
        return frozenset({int(self.person.data)} if self.person.data else ())


class SeveralHoldersForm(ReasonForm):
    """Who holds a role that several people can hold: those who keep it, and one who comes."""

    kept = Ticks(lazy_gettext("Named now"))
    person = Choice(lazy_gettext("Name somebody more"))

    def offer(self, people: Iterable[Participant], now: Sequence[Participant]) -> None:
        """Fill both lists; before anything is chosen everybody named stays."""
        ids = {person.id for person in now}
        self.kept.choices = choices(now)
        self.person.choices = [("", _("Nobody more")), *choices(one for one in people if one.id not in ids)]
        if request.method == "GET":
            self.kept.data, self.person.data = [str(number) for number in ids], ""

    def people(self) -> frozenset[int]:
        """The ids chosen."""
        return frozenset(map(int, [*(self.kept.data or ()), *([self.person.data] if self.person.data else [])]))


class JoiningForm(ReasonForm):
    """Which organisation takes part from now on."""

    organisation = Choice(lazy_gettext("Organisation"))

    def offer(self, organisations: Iterable[Organisation]) -> None:
        """Fill the list with those that take no part yet."""
        self.organisation.choices = [("", _("Choose an organisation")), *((one.key, one.name) for one in organisations)]

    def validate_organisation(self, field: Choice) -> None:
        """One must be chosen."""
        if not field.data:
            raise ValidationError(_("Choose an organisation."))


class VotersForm(ReasonForm):
    """Who votes at the gates: a box for each member of the board, and beside it who votes for them."""

    def chosen(self) -> dict[int, int | None]:
        """The deputy, or None, of each member who is ticked."""
        members = [number for text in request.form.getlist("member") if (number := paging.whole(text)) is not None]
        return {member: paging.whole(request.form.get(f"deputy-{member}", "")) for member in members}


def choices(people: Iterable[Participant]) -> list[tuple[str, str]]:
    """People as a list offers them."""
    return [(str(person.id), f"{person.name}, {person.organisation.name}") for person in people]
