"""What pickers in forms offer: people, organisations and cases, as the functions their expressions call."""

from collections.abc import Callable, Mapping
from datetime import date

from sqlalchemy.orm import Session

from engine.casework.permissions import Asker
from engine.insight import caselist
from engine.people import organisations, participants
from engine.people.participants import Participant
from webapp import paging
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

    def _country_of(self, person: object) -> object:
        found = self._person(person)
        return found.organisation.country if found else None

    def _organisation_of(self, person: object) -> object:
        found = self._person(person)
        return found.organisation.key if found else None

    def _person(self, person: object) -> Participant | None:
        number = paging.whole(str(person or ""))
        return self._session.get(Participant, number) if number is not None else None
