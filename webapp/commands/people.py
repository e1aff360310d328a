"""People and their accounts from the command line."""

import click
from flask_security import hash_password

from engine import clock, errors
from engine.database import transaction
from engine.ledger import audit
from engine.ledger.audit import Action, Actor, Entry
from engine.people import accounts, participants, roles
from engine.people.participants import PersonFacts
from translations import LANGUAGES
from webapp import create_app
from webapp.database import db
from webapp.security import SHORTEST_PASSWORD


@click.group("people")
def command() -> None:
    """Look after people and their accounts."""


@command.command()
@click.argument("name")
@click.argument("email")
@click.argument("organisation")
@click.option(
    "--role", "held", multiple=True, type=click.Choice(sorted(roles.ROLES)), help="May be given several times."
)
@click.option("--language", type=click.Choice(LANGUAGES), default=None, help="That of the organisation if not given.")
@click.password_option(help="Asked for when not given.")
def add(name: str, email: str, organisation: str, held: tuple[str, ...], language: str | None, password: str) -> None:
    """Enter a person of an organisation (its key) and open an account."""
    if len(password) < SHORTEST_PASSWORD:
        raise click.BadParameter(f"a password has at least {SHORTEST_PASSWORD} characters", param_hint="--password")
    facts = PersonFacts(name=name, email=email, organisation=organisation, language=language or "", roles=held)
    with create_app().app_context():
        try:
            number = _enter(facts, hash_password(password))
        except errors.NotFound:
            raise click.ClickException(f"there is no organisation with the key {organisation}") from None
        except errors.Conflict:
            raise click.ClickException(f"{email} is known already") from None
    click.echo(f"{name} is entered as number {number} and can sign in.")


def _enter(facts: PersonFacts, password_hash: str) -> int:
    with transaction(db.session()) as session:
        person = participants.add(session, facts)
        accounts.open_for(session, person, password_hash, clock.now())
        details = {"participant": person.id, "roles": list(facts.roles)}
        chain = person.organisation_id
        audit.record(session, Entry(action=Action.PERSON_ADDED, actor=Actor.COMMAND, chain=chain, details=details))
        return person.id
