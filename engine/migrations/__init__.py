"""The schema's history: each step is applied once, in order, and the audit's triggers are put back after each."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from engine import database
from engine.ledger import protection

HERE = Path(__file__).resolve().parent


def config(url: str) -> Config:
    """How Alembic finds the steps and the database."""
    settings = Config()
    settings.set_main_option("script_location", str(HERE))
    settings.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return settings


def upgrade(url: str) -> None:
    """Bring a database to the newest schema and protect its audit table."""
    command.upgrade(config(url), "head")


def is_current(engine: sa.Engine) -> bool:
    """Whether a database has the newest schema."""
    head = ScriptDirectory.from_config(config(str(engine.url))).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


def apply_protection(connection: sa.Connection) -> None:
    """Put the triggers in place; rebuilding a table on SQLite drops them without a word."""
    if sa.inspect(connection).has_table(protection.TABLE):
        protection.protect(connection)


def metadata() -> sa.MetaData:
    """All tables of the product, each module that owns some imported."""
    from engine.casework import (  # noqa: F401
        actions,
        caseroles,
        cases,
        digests,
        gates,
        incoming,
        ladders,
        processes,
        reasons,
        records,
        starts,
    )
    from engine.casework.drafting import records as drafts  # noqa: F401
    from engine.insight import samples  # noqa: F401
    from engine.ledger import audit, checkpoints, checks, outbox  # noqa: F401
    from engine.people import accounts, closings, organisations, participants, signins, substitutes, wishes  # noqa: F401

    return database.Base.metadata
