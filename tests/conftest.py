"""What every test may ask for: a database of either kind, sessions on it, and a clock that can be moved."""

import os
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from engine import clock, database
from tests import postgres

if TYPE_CHECKING:
    from tests.stage import Stage

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # a Monday, 9 o'clock in Copenhagen and Stockholm


@dataclass
class MovableClock:
    """Time that stands still until a test moves it."""

    moment: datetime = START

    def move(self, **by: float) -> datetime:
        """Let time pass: `clock.move(days=3, hours=1)`."""
        self.moment += timedelta(**by)
        return self.moment

    def set(self, moment: datetime) -> None:
        """Go to a moment, forwards or back."""
        self.moment = moment


@pytest.fixture
def moving_clock() -> Iterator[MovableClock]:
    """The engine's time, standing at START."""
    moving = MovableClock()
    clock.replace(lambda: moving.moment)
    yield moving
    clock.replace(None)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with the newest schema."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite"
    _upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[postgres.Server]:
    """A running PostgreSQL. Where there is none: a failure in CI, elsewhere a skip that says what is missing."""
    try:
        server = postgres.start()
    except postgres.NoServer as missing:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL: {missing}")
    yield server
    server.close()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: postgres.Server) -> Iterator[str]:
    """The name of an empty PostgreSQL database with the newest schema."""
    name = f"template_{uuid.uuid4().hex}"
    _upgrade(postgres.create(postgresql_server, name))
    yield name
    postgres.drop(postgresql_server, name)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A SQLite database of the test's own."""
    path = tmp_path / "test.sqlite"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgresql_server: postgres.Server, postgresql_template: str) -> Iterator[str]:
    """A PostgreSQL database of the test's own."""
    name = f"test_{uuid.uuid4().hex}"
    yield postgres.create(postgresql_server, name, postgresql_template)
    postgres.drop(postgresql_server, name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database of the test's own, on SQLite and again on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def db(database_url: str) -> Iterator[sa.Engine]:
    """The engine of the test's database."""
    engine = database.create_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(db: sa.Engine) -> sessionmaker[Session]:
    """Makes sessions on the test's database, for tests with several writers."""
    return database.session_factory(db)


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """One session on the test's database."""
    with sessions() as opened:
        yield opened


@pytest.fixture
def stage(sessions: sessionmaker[Session]) -> Iterator["Stage"]:
    """People and a clock on the test's database, for stories."""
    from tests.stage import Stage  # brings the whole engine, which pure tests do not pay for

    yield Stage(sessions)
    clock.replace(None)


def _upgrade(url: str) -> None:
    from engine import migrations  # only tests with a database pay for its tables

    migrations.upgrade(url)
    engine = database.create_engine(url)
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
