"""The people of the tests: a small cast of both countries, entered through the product's own functions."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.people import organisations, participants
from engine.people.organisations import Country, OrganisationFacts, OrganisationKind
from engine.people.participants import Participant, PersonFacts

ORGANISATIONS = (
    ("bolgelev", "Bølgelev Kommune", Country.DENMARK, OrganisationKind.MUNICIPALITY),
    ("vindelunde", "Vindelunde Kommune", Country.DENMARK, OrganisationKind.MUNICIPALITY),
    ("strandkoping", "Strandköpings kommun", Country.SWEDEN, OrganisationKind.MUNICIPALITY),
    ("tallakra", "Tallåkra kommun", Country.SWEDEN, OrganisationKind.MUNICIPALITY),
    ("sunduni", "Sundets Universitet", Country.SWEDEN, OrganisationKind.UNIVERSITY),
    ("drabe", "Dråbe Sensorer ApS", Country.DENMARK, OrganisationKind.COMPANY),
)
PEOPLE = (
    ("karen", "Karen Højbjerg Lund", "bolgelev", "need_owner benefit_owner ops_owner board"),
    ("mads", "Mads Toft Riis", "vindelunde", "need_owner pm adopter board"),
    ("anette", "Anette Brok Sand", "bolgelev", "chair manager board"),
    ("jonas", "Jonas Ekdal", "strandkoping", "need_owner benefit_owner adopter ops_owner board"),
    ("elin", "Elin Tallström", "tallakra", "need_owner adopter finance procure board"),
    ("sara", "Sara Lindvik", "strandkoping", "tf_coord registrar architect"),
    ("rasmus", "Rasmus Lind Bagger", "bolgelev", "tf_coord registrar"),
    ("peter", "Peter Krog Dal", "vindelunde", "dpo"),
    ("amina", "Amina Nyqvist", "sunduni", "researcher architect"),
    ("oscar", "Oscar Fridell", "tallakra", "ciso legal architect"),
    ("ingrid", "Ingrid Falkvik", "tallakra", "chair"),
    ("lone", "Lone Damsø", "drabe", "company"),
    ("birgit", "Birgit Vang Kjærsig", "vindelunde", "process_owner"),
    ("malin", "Malin Sjödal", "tallakra", "reviewer"),
    ("tove", "Tove Ravnbjerg", "bolgelev", "admin"),
)


@dataclass
class People:
    """Ids by first name, so that they outlive a session: `people.karen`, `people.get(session, "karen")`."""

    ids: dict[str, int]

    def __getattr__(self, name: str) -> int:
        return self.ids[name]

    def get(self, session: Session, name: str) -> Participant:
        """The person in this session."""
        return participants.get(session, self.ids[name])


def enter(session: Session) -> People:
    """Enter everybody; needs an open transaction."""
    for key, name, country, kind in ORGANISATIONS:
        organisations.add(session, OrganisationFacts(key=key, name=name, country=country, kind=kind))
    ids = {}
    for key, name, home, roles in PEOPLE:
        facts = PersonFacts(name=name, email=f"{key}@{home}.example.org", organisation=home, roles=tuple(roles.split()))
        ids[key] = participants.add(session, facts).id
    return People(ids)
