"""The databases that tests get: migrated, of their own, and the same on both kinds."""

import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from engine import clock, database
from tests import postgres
from tests.conftest import START, MovableClock


def test_a_test_gets_a_database_with_the_newest_schema(db: sa.Engine) -> None:
    assert set(database.Base.metadata.tables) <= set(sa.inspect(db).get_table_names())


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_one_test_writes_another_does_not_see(sessions: sessionmaker[Session], turn: str) -> None:
    with sessions() as session, database.transaction(session):
        assert not sa.inspect(session.connection()).has_table("left_behind")
        session.execute(sa.text("CREATE TABLE left_behind (turn TEXT)"))
        session.execute(sa.text("INSERT INTO left_behind VALUES (:turn)"), {"turn": turn})


def test_a_crashed_server_comes_back_with_what_was_committed() -> None:
    binaries = postgres.debian_binaries()
    assert binaries, "crash tests need the Debian package postgresql"
    server = postgres.DebianServer(binaries)
    engine = sa.create_engine(server.url, poolclass=sa.NullPool)
    try:
        with engine.begin() as connection:
            connection.execute(sa.text("CREATE TABLE kept AS SELECT 1 AS value"))

        server.crash()
        server.start()

        with engine.connect() as connection:
            assert connection.scalar(sa.text("SELECT value FROM kept")) == 1
    finally:
        server.close()


def test_time_stands_still_until_a_test_moves_it(moving_clock: MovableClock) -> None:
    assert clock.now() == START
    time.sleep(0.001)
    assert clock.now() == START

    moving_clock.move(days=1, hours=2)

    assert clock.now() == START + timedelta(hours=26)
