"""Whether the audit trail is whole."""

import sys

import click
import sqlalchemy as sa

from engine import database
from engine.ledger import verification
from engine.ledger.verification import Verdict
from webapp import settings

SOUND, BROKEN, COULD_NOT_CHECK = 0, 1, 2


@click.group("audit")
def command() -> None:
    """Check the audit trail."""


@command.command()
@click.option("--chain", type=int, default=None, help="One chain: an organisation's number, 0: the platform.")
def verify(chain: int | None) -> None:
    """Read the chain from its first entry. Exit code 0: sound, 1: broken, 2: could not be checked."""
    engine = database.create_engine(settings.from_environment().database_url)
    try:
        with database.session_factory(engine)() as session:
            verdict = verification.verify(session, chain)
    except sa.exc.SQLAlchemyError as problem:
        click.echo(f"The audit trail could not be checked: {getattr(problem, 'orig', problem)}", err=True)
        sys.exit(COULD_NOT_CHECK)
    finally:
        engine.dispose()
    if chain is not None and chain not in verdict.chains:
        click.echo(f"There is no chain {chain}.", err=True)
        sys.exit(COULD_NOT_CHECK)
    _report(verdict)
    sys.exit(SOUND if verdict.sound else BROKEN)


def _report(verdict: Verdict) -> None:
    for fault in verdict.faults:
        click.echo(f"Chain {fault.chain} is broken at entry {fault.seq}: {fault.code}", err=True)
    for trigger in verdict.unprotected:
        click.echo(f"The audit table is not protected: {trigger} is missing", err=True)
    if verdict.sound:
        click.echo(f"Sound: {verdict.entries} entries in {len(verdict.chains)} chains.")
