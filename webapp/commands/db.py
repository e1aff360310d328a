"""The database's schema."""

import click

from engine import migrations
from webapp import settings


@click.group("db")
def command() -> None:
    """Look after the database."""


@command.command()
def upgrade() -> None:
    """Bring the database to the newest schema; a database that is not there yet is made."""
    chosen = settings.from_environment()
    if chosen.sqlite_file is not None:
        chosen.sqlite_file.parent.mkdir(parents=True, exist_ok=True)
    migrations.upgrade(chosen.database_url)
    click.echo("The database has the newest schema.")
