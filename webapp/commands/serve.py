"""The embedded installation: pages, clock and messages in one process."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import waitress  # type: ignore[import-untyped]

from engine import migrations
from engine.ledger import keys, protection
from webapp import create_app, settings
from webapp.background import start_background
from webapp.database import db

HOST, PORT, THREADS = "127.0.0.1", 8360, 8


@click.command("serve")
@click.option("--port", type=int, default=PORT, show_default=True)
def command(port: int) -> None:
    """Serve the pages on this machine and run the clock."""
    chosen = settings.from_environment()
    app = create_app(chosen)
    with app.app_context():
        if not migrations.is_current(db.engine):
            raise click.ClickException("the database has another schema than this program: run innotech360 db upgrade")
        with db.engine.connect() as connection:
            if protection.missing(connection):
                raise click.ClickException("the audit table is not protected: run innotech360 db upgrade")
    with _alone(chosen.sqlite_file):
        try:
            background = start_background(app)
        except keys.KeyRefused as problem:
            raise click.ClickException(f"the key of the audit trail: {problem}") from None
        click.echo(f"Serving on http://{HOST}:{port}")
        try:
            waitress.serve(app, host=HOST, port=port, threads=THREADS, ident="")
        finally:
            background.stop()


@contextmanager
def _alone(file: Path | None) -> Iterator[None]:
    """One process per SQLite file: a second clock on it would fire what the first is firing."""
    if file is None:
        yield
        return
    lock = os.open(f"{file}.serving", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise click.ClickException(f"another process serves {file} already") from None
    finally:
        os.close(lock)
