"""What walks ask for: a journey through the product with its shipped processes, once warm and once cold."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from engine import clock
from engine.casework import publishing
from engine.database import transaction
from tests.conftest import MovableClock
from tests.walks.journey import Journey
from tests.web.conftest import catalogues  # noqa: F401 - a fixture
from webapp import create_app, demo, publication
from webapp.database import db
from webapp.settings import Settings

START = datetime(2027, 5, 3, 7, 0, tzinfo=UTC)  # a Monday, 9 o'clock in Copenhagen and Stockholm


@pytest.fixture(scope="session")
def town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the people of the demonstration and the shipped processes, published by the product."""
    path = tmp_path_factory.mktemp("town") / "town.sqlite"
    shutil.copyfile(sqlite_template, path)
    clock.replace(lambda: START)
    with _app(path).app_context():
        with transaction(db.session()) as session:
            demo.load(session)
        with transaction(db.session()) as session:
            publishing.publish(session, *publication.shipped())
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    clock.replace(None)
    return path


@pytest.fixture(params=["warm", "cold"])
def journey(
    request: pytest.FixtureRequest, town: Path, tmp_path: Path, moving_clock: MovableClock
) -> Iterator[Journey]:
    """A journey with its own database. Warm keeps the compiled program; cold drops it before every act."""
    path = tmp_path / "walk.sqlite"
    shutil.copyfile(town, path)
    moving_clock.set(START)
    app = _app(path)
    journey = Journey(app, moving_clock, cold=request.param == "cold")
    yield journey
    journey.check_ledger()
    with app.app_context():
        db.engine.dispose()


def _app(path: Path) -> Flask:
    app = create_app(Settings(database_url=f"sqlite:///{path}", language="en"))
    hashing = app.extensions["security"].pwd_context
    hashing.update(argon2__time_cost=1, argon2__memory_cost=8, argon2__parallelism=1)  # people sign in all the time
    return app
