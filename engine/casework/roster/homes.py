"""Entering organisations and changing what is known of them; their key and country stay."""

import re
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import errors
from engine.casework import permissions
from engine.ledger import audit
from engine.ledger.audit import Action, Entry
from engine.people import organisations
from engine.people.organisations import Organisation, OrganisationFacts
from engine.people.participants import Participant

_KEY = re.compile(r"[a-z][a-z0-9_]{1,59}")
LONGEST_NAME, LONGEST_REGISTRATION = 200, 60


def add(session: Session, facts: OrganisationFacts, by: Participant) -> Organisation:
    """Enter an organisation. Raises NotAllowed, Conflict (its key is taken), Rejected (key or name)."""
    permissions.require_administrator(permissions.asker(by))
    if not _KEY.fullmatch(facts.key):
        raise errors.Rejected(key=facts.key)
    _check(facts)
    added = organisations.add(session, replace(facts, name=facts.name.strip()))
    _record(session, Action.ORGANISATION_ADDED, added, by)
    return added


def change(session: Session, key: str, facts: OrganisationFacts, shown: str, by: Participant) -> Organisation:
    """Change name, kind, language, registration and address; `shown` is the `mark` of what the asker was shown."""
    permissions.require_administrator(permissions.asker(by))
    _check(facts)
    query = sa.select(Organisation).where(Organisation.key == key).with_for_update()
    home = session.scalar(query.execution_options(populate_existing=True))
    if home is None:
        raise errors.NotFound(organisation=key)
    if shown != mark(home):
        raise errors.ChangedMeanwhile(organisation=key)
    before = _told(home)
    home.name, home.kind, home.language = facts.name.strip(), facts.kind.value, facts.language
    home.registration, home.email = facts.registration, facts.email
    if _told(home) != before:
        _record(session, Action.ORGANISATION_CHANGED, home, by, before=before, after=_told(home))
    return home


def mark(home: Organisation) -> str:
    """What stands for all that `change` can change, to find out whether it has."""
    return "\n".join(_told(home).values())


def _told(home: Organisation) -> dict[str, str]:
    return {
        "name": home.name,
        "kind": home.kind,
        "language": home.language,
        "registration": home.registration,
        "email": home.email,
    }


def _check(facts: OrganisationFacts) -> None:
    if not 0 < len(facts.name.strip()) <= LONGEST_NAME or len(facts.registration) > LONGEST_REGISTRATION:
        raise errors.Rejected(name=len(facts.name), registration=len(facts.registration))


def _record(session: Session, action: Action, home: Organisation, by: Participant, **details: object) -> None:
    facts = {"organisation": home.id, **details}
    audit.record(session, Entry(action=action, actor=by.id, chain=home.id, details=facts))
