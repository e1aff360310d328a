"""Invented organisations and people for a demonstration, entered through the product's own functions."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import current_app
from flask_security import hash_password
from sqlalchemy.orm import Session

from engine import clock
from engine.casework import absences
from engine.casework.absences import Absence
from engine.ledger import audit
from engine.ledger.audit import Action, Actor, Entry
from engine.people import accounts, calendars, closings, organisations, participants, substitutes
from engine.people.organisations import Country, OrganisationFacts, OrganisationKind
from engine.people.participants import Participant, PersonFacts
from webapp.database import db

FILES = Path(__file__).resolve().parent
PASSWORD = "innotech360-demo"  # noqa: S105 - it opens nothing but invented data, and production has no demo
Row = dict[str, str]


def load(session: Session) -> list[Participant]:
    """Enter what is missing and give everybody of the demonstration; needs an open transaction and an application."""
    for row in _rows("organisations"):
        _organisation(session, row)
    for row in _rows("closing_days"):
        home = organisations.get(session, row["organisation"])
        closings.close_on(session, home, [date.fromisoformat(row["day"])], row["reason"])
    return [_person(session, row) for row in _rows("people")]


def name_substitutes(session: Session) -> None:
    """Let people be away who will be, counted in days from today; needs an open transaction."""
    today = calendars.add_working_days(calendars.day_of(clock.now()), 0, calendars.BOTH)
    people = {person.email.partition("@")[0]: person for person in entered(session)}
    for row in _rows("substitutes"):
        absent = people[row["absent"]]
        if not substitutes.of_absent(session, absent.id, today):
            first, last = (today + timedelta(days=int(row[name])) for name in ("first", "last"))
            other = people[row["substitute"]].id
            absences.name(session, Absence(absent=absent.id, substitute=other, since=first, until=last), absent)


def on_sign_in_page() -> dict[str, object]:
    """What the sign-in page shows while this is a demonstration: who there is, and the password of all."""
    if not current_app.config["DEMO"]:
        return {}
    return {"demo_people": entered(db.session()), "demo_password": PASSWORD}


def entered(session: Session) -> list[Participant]:
    """The people of the demonstration that this database has."""
    addresses = [_address(row) for row in _rows("people")]
    found = session.scalars(sa.select(Participant).where(Participant.email.in_(addresses), Participant.active))
    return sorted(found, key=lambda person: addresses.index(person.email))


def _organisation(session: Session, row: Row) -> None:
    if organisations.find(session, row["key"]) is not None:
        return
    facts = {**row, "country": Country(row["country"]), "kind": OrganisationKind(row["kind"])}
    added = organisations.add(session, OrganisationFacts(**facts))  # type: ignore[arg-type]
    _record(session, Action.ORGANISATION_ADDED, added.id, organisation=added.id)


def _person(session: Session, row: Row) -> Participant:
    email = _address(row)
    person = session.scalar(sa.select(Participant).where(Participant.email == email))
    if person is None:
        facts = PersonFacts(name=row["name"], email=email, organisation=row["organisation"], language=row["language"])
        person = participants.add(session, facts)
        accounts.open_for(session, person, hash_password(PASSWORD), clock.now())
        _record(session, Action.PERSON_ADDED, person.organisation_id, participant=person.id)
    for held in row["roles"].split():
        role, _, elsewhere = held.partition("@")
        participants.give_role(session, person, role, organisations.get(session, elsewhere or row["organisation"]))
    return person


def _record(session: Session, action: Action, chain: int, **details: object) -> None:
    audit.record(session, Entry(action=action, actor=Actor.COMMAND, chain=chain, details=details))


def _address(row: Row) -> str:
    return f"{row['key']}@{row['organisation']}.example.org"


def _rows(name: str) -> Iterator[Row]:
    with (FILES / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)
