"""A demonstration with invented organisations and people."""

import click

from engine.database import transaction
from webapp import create_app
from webapp import demo as demonstration
from webapp.database import db


@click.group("demo")
def command() -> None:
    """Load a demonstration."""


@command.command()
def load() -> None:
    """Enter the organisations and people that are missing, and say how to sign in."""
    app = create_app()
    if not app.config["DEMO"]:
        raise click.ClickException("this is no demonstration: set DEMO=1 if it shall be one")
    with app.app_context(), transaction(db.session()) as session:
        people = demonstration.load(session)
        lines = [(person.name, person.organisation.name, person.email) for person in people]
    for name, organisation, email in lines:
        click.echo(f"{name:<22} {organisation:<22} {email}")
    click.echo(f"Password of all: {demonstration.PASSWORD}")
