"""A demonstration with invented organisations and people."""

import click

from engine import clock, errors
from engine.casework import processes
from engine.database import transaction
from webapp import create_app
from webapp import demo as demonstration
from webapp.database import db
from webapp.demo import playing
from webapp.demo.playing import PROCESS
from webapp.demo.stories import STORIES


@click.group("demo")
def command() -> None:
    """Load a demonstration."""


@command.command()
@click.option("--without-cases", is_flag=True, help="Enter organisations and people alone.")
def load(without_cases: bool) -> None:
    """Enter the organisations, people and cases that are missing, and say how to sign in."""
    app = create_app()
    if not app.config["DEMO"]:
        raise click.ClickException("this is no demonstration: set DEMO=1 if it shall be one")
    with app.app_context(), transaction(db.session()) as session:
        people = demonstration.load(session)
        lines = [(person.name, person.organisation.name, person.email) for person in people]
    if not without_cases:
        with app.app_context():
            with transaction(db.session()) as session:
                demonstration.name_substitutes(session)
            _play()
    for name, organisation, email in lines:
        click.echo(f"{name:<22} {organisation:<22} {email}")
    click.echo(f"Password of all: {demonstration.PASSWORD}")


def _play() -> None:
    """Play the cases that are missing; they need the shipped processes."""
    try:
        processes.newest_release(db.session(), PROCESS)
    except errors.NotFound:
        raise click.ClickException("there is no process for its cases: run innotech360 publish first") from None
    playing.play(playing.Stage(playing.Calendar(clock.now())), STORIES)
