"""Who holds which role: named for one case, in general in an organisation that takes part, or standing in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from engine import clock
from engine.casework import cases
from engine.casework.cases import Case
from engine.database import Base
from engine.ledger import audit
from engine.ledger.audit import Action, Actor
from engine.people import participants, roles
from engine.people.participants import Participant

CASE_SIDE, ORGANISATION_SIDE = "case", "@"


class CaseRole(Base):
    """A person named for a role in one case."""

    __tablename__ = "case_role"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    role: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    participant_id: Mapped[int] = mapped_column(sa.ForeignKey("participant.id"), primary_key=True, index=True)
    since: Mapped[datetime]

    participant: Mapped[Participant] = relationship(lazy="joined", innerjoin=True)


@dataclass(frozen=True)
class Exchange:
    """Who held a role in a case before and who does now."""

    role: str
    before: frozenset[int]
    after: frozenset[int]

    @property
    def changed(self) -> bool:
        """Whether anybody came or went."""
        return self.before != self.after

    @property
    def lost(self) -> frozenset[int]:
        """Who holds it no more."""
        return self.before - self.after

    def details(self) -> dict[str, object]:
        """What the audit trail says of it."""
        return {"role": self.role, "before": sorted(self.before), "after": sorted(self.after)}


@dataclass(frozen=True)
class Holder:
    """One who holds a role; `stand_in` when only because nobody else does."""

    participant_id: int
    organisation: str
    country: str
    stand_in: bool = False

    def as_context(self) -> dict[str, object]:
        """The shape that expressions see."""
        return {
            "user": str(self.participant_id),
            "org": self.organisation,
            "country": self.country,
            "stand_in": self.stand_in,
        }


class Cast:
    """The role holders of one case on one day; asks the database once per question."""

    def __init__(self, session: Session, case: Case, day: date) -> None:
        self.session, self.case, self.day = session, case, day
        self._named: list[CaseRole] | None = None
        self._parties: list[int] | None = None
        self._general: dict[tuple[str, bool], list[Holder]] = {}

    def holders(self, role: str, barred: Iterable[int] = ()) -> list[Holder]:
        """Who holds `role` (or `role@organisation`), leaving out the barred; where nobody does, coordinators."""
        left_out = set(barred)
        for found in self._sources(role):
            allowed = [holder for holder in found if holder.participant_id not in left_out]
            if allowed:
                return allowed
        return []

    def real_holders(self, role: str) -> list[Holder]:
        """Everybody who holds `role` (or `role@organisation`), named for this case and in general; nobody stands in."""
        return [holder for found in self._sources(role) for holder in found if not holder.stand_in]

    def named(self, role: str) -> list[Holder]:
        """Who is named for the role in this case and still with us."""
        given = [one.participant for one in self._case_roles() if one.role == role]
        return [holder_of(person) for person in given if person.active]

    def coordinators(self) -> list[Holder]:
        """The coordinators of the countries that take part; where these have none, all there are."""
        countries = {party.organisation.country for party in cases.parties(self.session, self.case.id)}
        everyone = self._everywhere(roles.COORDINATOR)
        return [holder for holder in everyone if holder.country in countries] or everyone

    def _sources(self, asked: str) -> Iterable[list[Holder]]:
        role, _, organisation = asked.partition(ORGANISATION_SIDE)
        if organisation:
            yield [holder for holder in self._everywhere(role) if holder.organisation == organisation]
        else:
            yield self.named(role)
            if role == roles.CHAIR:
                yield self.named(roles.DEPUTY)
            if roles.scope_of(role) is roles.Scope.PLATFORM:
                yield self._everywhere(role)
            else:
                yield self._taking_part(role)
        home = self.case.organisation.country
        yield self._coordinators(lambda country: country == home)
        yield self._coordinators(lambda country: country != home)

    def _case_roles(self) -> list[CaseRole]:
        if self._named is None:
            query = sa.select(CaseRole).where(CaseRole.case_id == self.case.id).order_by(CaseRole.since)
            slim = sa.orm.joinedload(CaseRole.participant).lazyload(Participant.memberships)
            self._named = list(self.session.scalars(query.options(slim)))
        return self._named

    def _taking_part(self, role: str) -> list[Holder]:
        if self._parties is None:
            self._parties = [party.organisation_id for party in cases.parties(self.session, self.case.id)]
        return self._held(role, self._parties)

    def _everywhere(self, role: str) -> list[Holder]:
        return self._held(role, None)

    def _held(self, role: str, organisation_ids: list[int] | None) -> list[Holder]:
        key = (role, organisation_ids is None)
        if key not in self._general:
            found = participants.holders(self.session, role, self.day, organisation_ids)
            self._general[key] = [_of_membership(membership) for membership in found]
        return self._general[key]

    def _coordinators(self, wanted: Callable[[str], bool]) -> list[Holder]:
        return [
            Holder(holder.participant_id, holder.organisation, holder.country, stand_in=True)
            for holder in self._everywhere(roles.COORDINATOR)
            if wanted(holder.country)
        ]


def name(session: Session, case: Case, role: str, people: list[Participant], by: int | Actor) -> Exchange:
    """Let exactly these people hold a role in a case, and record who was named instead of whom."""
    done = exchange(session, case, role, {person.id for person in people})
    if done.changed:
        entry = audit.Entry(
            action=Action.ROLE_GIVEN,
            actor=by,
            chain=case.organisation_id,
            case=case.id,
            release=case.release_id,
            details=done.details(),
        )
        audit.record(session, entry)
    return done


def exchange(session: Session, case: Case, role: str, wanted: set[int]) -> Exchange:
    """Let exactly these people hold a role in a case; whoever calls this records it."""
    known = {given.participant_id: given for given in named_for(session, case.id, role)}
    for participant_id in set(known) - wanted:
        session.delete(known[participant_id])
    at = clock.now()
    session.add_all(
        CaseRole(case_id=case.id, role=role, participant_id=new, since=at) for new in sorted(wanted - set(known))
    )
    session.flush()
    return Exchange(role, frozenset(known), frozenset(wanted))


def named_for(session: Session, case_id: int, role: str) -> list[CaseRole]:
    """Who is named for a role in a case, longest first."""
    query = sa.select(CaseRole).where(CaseRole.case_id == case_id, CaseRole.role == role)
    return list(session.scalars(query.order_by(CaseRole.since, CaseRole.participant_id)))


def roles_of(session: Session, case_id: int) -> list[CaseRole]:
    """Everybody named in a case, by role."""
    query = sa.select(CaseRole).where(CaseRole.case_id == case_id).order_by(CaseRole.role, CaseRole.since)
    return list(session.scalars(query))


def people_of(session: Session, case: Case) -> list[int]:
    """Who has to do with a case and is still with us: whoever opened it and everybody named in it."""
    named = sa.select(CaseRole.participant_id).where(CaseRole.case_id == case.id)
    query = sa.select(Participant.id).where(sa.or_(Participant.id == case.opened_by_id, Participant.id.in_(named)))
    return list(session.scalars(query.where(Participant.active).order_by(Participant.id)))


def holder_of(person: Participant) -> Holder:
    """A person as one who may have a task."""
    return Holder(person.id, person.organisation.key, person.organisation.country)


def _of_membership(membership: participants.Membership) -> Holder:
    return Holder(membership.participant_id, membership.organisation.key, membership.organisation.country)
