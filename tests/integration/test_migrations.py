"""Databases of earlier versions come to the newest schema with what is in them."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from engine import database, migrations
from engine.database import transaction
from engine.ledger import protection, verification
from engine.ledger.audit import START, canonical, link
from tests import postgres

FIRST = "0001"
AT = "2026-11-23T08:00:00+00:00"


@pytest.fixture(params=["sqlite", "postgresql"])
def old_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with the first schema."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/old.sqlite"
        command.upgrade(migrations.config(url), FIRST)
        yield url
        return
    server, name = request.getfixturevalue("postgresql_server"), f"old_{uuid.uuid4().hex}"
    url = postgres.create(server, name)
    command.upgrade(migrations.config(url), FIRST)
    yield url
    postgres.drop(server, name)


def _entry(engine: sa.Engine, details: dict[str, object]) -> None:
    facts = {"action": "task.claimed", "actor": 7, "at": AT, "case": None, "chain": 0, "details": details, "seq": 1}
    body = canonical(facts)
    values = {"b": body, "h": link(START, body), "p": START, "at": "2026-11-23 08:00:00.000000"}
    columns = "chain, seq, at, action, actor_id, case_id, prev, hash, body"
    at = "CAST(:at AS timestamp) AT TIME ZONE 'UTC'" if engine.dialect.name == "postgresql" else ":at"
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        insert = f"INSERT INTO audit ({columns}) VALUES (0, 1, {at}, 'task.claimed', 7, NULL, :p, :h, :b)"
        connection.execute(sa.text(insert), values)
        head = "INSERT INTO audit_head (chain, seq, hash) VALUES (0, 1, :h)"
        connection.execute(sa.text(head), {"h": values["h"]})


def test_the_newest_schema_is_the_one_that_the_tables_ask_for(db: sa.Engine) -> None:
    with db.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), migrations.metadata())

    assert found == []


def test_entries_written_before_are_found_by_words_and_the_chain_is_still_whole(old_url: str) -> None:
    engine = database.create_engine(old_url)
    _entry(engine, {"task": 12, "reason": "Ærlig", "tables": ["x"]})
    engine.dispose()

    migrations.upgrade(old_url)

    engine = database.create_engine(old_url)
    with database.session_factory(engine)() as session:
        assert session.execute(sa.text("SELECT task_id, sought FROM audit")).one() == (12, "\nærlig\n")
        assert protection.missing(session.connection()) == []
        assert verification.verify(session).sound
        with pytest.raises(sa.exc.DBAPIError), transaction(session):
            session.execute(sa.text("UPDATE audit SET sought = ''"))
    engine.dispose()
