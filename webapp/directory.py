"""What pickers in forms offer: people, organisations and cases, as the functions their expressions call."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from engine.casework import conditions
from engine.casework.cases import Case
from engine.casework.permissions import Asker
from engine.casework.rules import MOST_DAYS
from engine.catalogue import checklists
from engine.insight import caselist
from engine.people import calendars, organisations, participants
from engine.people.participants import Participant
from webapp import languages, paging
from webapp.sentences import cases


class Directory:
    """Answers the pickers of one form for one reader, each question asked of the database once."""

    def __init__(self, session: Session, by: Asker, day: date, here: int | None = None) -> None:
        self._session, self._by, self._day, self._here = session, by, day, here
        self._known: dict[tuple[object, ...], object] = {}

    def functions(self) -> Mapping[str, Callable[..., object]]:
        """The functions by the names that form expressions use."""
        return {
            "people": self._once("people", self._people),
            "organisations": self._once("organisations", self._organisations),
            "cases": self._once("cases", self._cases),
            "country_of": self._once("country_of", self._country_of),
            "organisation_of": self._once("organisation_of", self._organisation_of),
            "checklist": self._once("checklist", self._checklist),
            "open_conditions": self._once("open_conditions", self._open_conditions),
            "workdays": self._once("workdays", self._workdays),
        }

    def _once(self, name: str, ask: Callable[..., object]) -> Callable[..., object]:
        def answer(*arguments: object) -> object:
            key = (name, *map(str, arguments))
            if key not in self._known:
                self._known[key] = ask(*arguments)
            return self._known[key]

        return answer

    def _people(self, role: object = None) -> object:
        wanted = role if isinstance(role, str) else None
        found = participants.everyone(self._session, wanted, self._day)
        return [{"value": str(person.id), "label": f"{person.name}, {person.organisation.name}"} for person in found]

    def _organisations(self, *kinds: object) -> object:
        found = organisations.all_of(self._session, *[kind for kind in kinds if isinstance(kind, str)])
        return [{"value": one.key, "label": one.name} for one in found]

    def _cases(self) -> object:
        found = caselist.newest(self._session, self._by, without=self._here)
        return [{"value": one.number, "label": f"{one.number} {cases.title(one)}"} for one in found]

    def _checklist(self, checklist: object) -> object:
        found = checklists.points(str(checklist))
        return [{"value": point.key, "label": f"{point.key} {languages.text(point.words)}"} for point in found]

    def _open_conditions(self) -> object:
        if self._here is None:
            return []
        return [one.as_context() for one in conditions.open_ones(self._session, self._here)]

    def _workdays(self, count: object, calendar: object = None) -> object:
        """The day so many working days after today, in the calendar of the case where none is named."""
        if not isinstance(count, Decimal) or abs(count) > MOST_DAYS:
            return None
        case = self._session.get(Case, self._here) if self._here is not None else None
        named = calendar if calendar in calendars.CALENDARS else case.calendar if case is not None else calendars.BOTH
        return calendars.add_working_days(self._day, int(count), str(named))

    def _country_of(self, person: object) -> object:
        found = self._person(person)
        return found.organisation.country if found else None

    def _organisation_of(self, person: object) -> object:
        found = self._person(person)
        return found.organisation.key if found else None

    def _person(self, person: object) -> Participant | None:
        number = paging.whole(str(person or ""))
        return self._session.get(Participant, number) if number is not None else None
