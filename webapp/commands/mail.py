"""Mail that came back, as a mail server hands it to a program."""

import sys

import click

from engine import errors
from engine.casework import bounces
from engine.database import transaction
from webapp import create_app
from webapp.database import db
from webapp.mail import returns

LARGEST = 1_000_000


@click.group("mail")
def command() -> None:
    """Look after mail."""


@command.command()
def bounce() -> None:
    """Read the report of a mail that came back from standard input; anything else is left alone."""
    report = sys.stdin.buffer.read(LARGEST)
    with create_app().app_context():
        found = returns.read(report)
        if found is None:
            click.echo("No mail of ours came back for good.")
            return
        try:
            with transaction(db.session()) as session:
                new = bounces.note(session, *found)
        except errors.NotFound:
            click.echo("No mail of ours came back for good.")
            return
    click.echo(f"Mail {found[0]} came back ({found[2]})." if new else f"Mail {found[0]} was known to have come back.")
