"""Entering people, changing what is known of them, and letting them go and come back."""

import hashlib
import re

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import clock, errors
from engine.casework import mails, offering, parkedmail, permissions, reasons
from engine.casework.mails import Letter
from engine.ledger import audit
from engine.ledger.audit import Action, Entry
from engine.people import accounts, calendars, organisations, participants, roles, signins
from engine.people.participants import Membership, Participant, PersonFacts
from engine.people.wishes import About

LONGEST = 200
INVITATION = "invitation"
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def add(session: Session, facts: PersonFacts, by: Participant) -> Participant:
    """Enter a person with an account that waits for its password.

    Raises NotAllowed, Conflict (the address is known), NotFound (the organisation), Rejected (no name or address).
    """
    _require(by)
    _check(facts)
    person = participants.add(session, facts)
    accounts.open_for(session, person, None, clock.now())
    record(session, Action.PERSON_ADDED, person, by, roles=list(facts.roles))
    return person


def change(session: Session, person_id: int, facts: PersonFacts, shown: str, by: Participant) -> Participant:
    """Change name, address, home and language; `shown` is the `mark` of what the asker was shown.

    Raises as `add` does, and ChangedMeanwhile.
    """
    _require(by)
    _check(facts)
    person = locked(session, person_id)
    if shown != mark(person):
        raise errors.ChangedMeanwhile(participant=person_id)
    email, home = facts.email.strip().lower(), organisations.get(session, facts.organisation)
    taken = sa.select(Participant.id).where(Participant.email == email, Participant.id != person_id)
    if session.scalar(taken) is not None:
        raise errors.Conflict(email=email)

    before = _told(person)
    changed = [name for name, new in (("name", facts.name.strip()), ("email", email)) if getattr(person, name) != new]
    person.name, person.email, person.organisation, person.language = facts.name.strip(), email, home, facts.language
    session.flush()
    accounts.readdress(session, person)
    if changed or before != _told(person):
        details = {"changed": changed, "before": before, "after": _told(person)}
        record(session, Action.PERSON_CHANGED, person, by, **details)
    if "email" in changed:  # what did not reach the old address may still be needed at the new one
        parkedmail.retry_all(session, person, by)
    return person


def deactivate(session: Session, person_id: int, reason: str, by: Participant) -> int:
    """Let somebody go: they cannot sign in, and their open tasks go to others. Gives in how many cases.

    Raises NotAllowed, Conflict (gone already), LastAdministrator, Rejected (no reason).
    """
    _require(by)
    person = locked(session, person_id)
    if not person.active:
        raise errors.Conflict(participant=person_id)
    person.active = False
    session.flush()
    require_administrator(session)
    signins.end_all(session, person_id)

    why = reasons.keep(session, reason, by.id)
    record(session, Action.PERSON_DEACTIVATED, person, by, reason=why)
    return offering.after_going(session, person)


def reactivate(session: Session, person_id: int, reason: str, by: Participant) -> None:
    """Let somebody come back, with the roles they held. Raises as `deactivate` does."""
    _require(by)
    person = locked(session, person_id)
    if person.active:
        raise errors.Conflict(participant=person_id)
    person.active = True
    session.flush()

    why = reasons.keep(session, reason, by.id)
    record(session, Action.PERSON_REACTIVATED, person, by, reason=why)
    offering.after_return(session, person)


def invite(session: Session, person_id: int, by: Participant) -> Participant:
    """Send somebody a link by which they choose a password; opens their account if there is none."""
    _require(by)
    person = locked(session, person_id)
    if not person.active:
        raise errors.Conflict(participant=person_id)
    if not accounts.has_one(session, person):
        accounts.open_for(session, person, None, clock.now())
    record(session, Action.ACCOUNT_INVITED, person, by)
    letter = Letter(
        key=f"{INVITATION}:{clock.now().isoformat()}",
        template=INVITATION,
        about=About.NEWS,
        values={"seal": accounts.seal(session, person)},
        required=True,
    )
    mails.post(session, letter, [person.id])
    return person


def mark(person: Participant) -> str:
    """What stands for all that `change` can change, to find out whether it has."""
    told = "\n".join((person.name, person.email, str(person.organisation_id), person.language))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def locked(session: Session, person_id: int) -> Participant:
    """The person with their row locked, or NotFound."""
    query = sa.select(Participant).where(Participant.id == person_id).with_for_update(of=Participant)
    person = session.scalar(query.execution_options(populate_existing=True))
    if person is None:
        raise errors.NotFound(participant=person_id)
    return person


def require_administrator(session: Session) -> None:
    """LastAdministrator unless somebody who is here is administrator for good."""
    today = calendars.day_of(clock.now())
    held = sa.select(Membership.id).join(Membership.participant).where(Participant.active)
    held = held.where(Membership.role == roles.ADMIN, Membership.until.is_(None))
    since = sa.or_(Membership.since.is_(None), Membership.since <= today)
    if session.scalar(held.where(since).limit(1)) is None:
        raise errors.LastAdministrator()


def record(session: Session, action: Action, person: Participant, by: Participant, **details: object) -> None:
    """Record an act about a person in the chain of their organisation."""
    facts = {"participant": person.id, **details}
    audit.record(session, Entry(action=action, actor=by.id, chain=person.organisation_id, details=facts))


def _require(by: Participant) -> None:
    permissions.require_administrator(permissions.asker(by))


def _check(facts: PersonFacts) -> None:
    if not 0 < len(facts.name.strip()) <= LONGEST:
        raise errors.Rejected(name=len(facts.name))
    email = facts.email.strip()
    if len(email) > LONGEST or not _ADDRESS.fullmatch(email):
        raise errors.Rejected(email=len(email))


def _told(person: Participant) -> dict[str, str]:
    """What of a person may stand in the trail: it tells nothing about them."""
    return {"organisation": person.organisation.name, "language": person.language}
