"""What walks ask for: a journey through the product with its shipped processes, once warm and once cold."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from engine import clock
from engine.casework import programs, publishing
from engine.database import transaction
from tests.conftest import MovableClock
from tests.walks import insight, needs
from tests.walks.journey import Journey
from tests.web.conftest import catalogues  # noqa: F401 - a fixture
from webapp import create_app, demo, publication
from webapp.database import db
from webapp.settings import Settings

START = datetime(2027, 5, 3, 7, 0, tzinfo=UTC)  # a Monday, 9 o'clock in Copenhagen and Stockholm


@dataclass(frozen=True)
class House:
    """The application, which costs a while to make, and the files of its database: as it is now, and at the start."""

    app: Flask
    now: Path
    at_start: Path

    def begin_again(self, there: Path | None = None) -> None:
        """Forget every earlier journey, and stand at the start or where another file says."""
        self.close()
        shutil.copyfile(there or self.at_start, self.now)
        programs.forget()
        self.app.extensions.pop("innotech360-forms", None)

    def close(self) -> None:
        """Let go of the database, whose side files then vanish."""
        with self.app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="session")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> House:
    """The product with the people of the demonstration and its own processes, published by itself."""
    folder = tmp_path_factory.mktemp("walks")
    house = House(_app(folder / "now.sqlite"), folder / "now.sqlite", folder / "at_start.sqlite")
    shutil.copyfile(sqlite_template, house.now)
    clock.replace(lambda: START)
    with house.app.app_context():
        with transaction(db.session()) as session:
            demo.load(session)
        with transaction(db.session()) as session:
            publishing.publish(session, publishing.checked(*publication.shipped()))
    clock.replace(None)
    house.close()
    shutil.copyfile(house.now, house.at_start)
    return house


@pytest.fixture(params=["warm", "cold"])
def journey(request: pytest.FixtureRequest, house: House, moving_clock: MovableClock) -> Iterator[Journey]:
    """A journey from the start. Warm keeps the compiled program; cold drops it before every act."""
    house.begin_again()
    moving_clock.set(START)
    journey = Journey(house.app, moving_clock, cold=request.param == "cold")
    yield journey
    journey.check_ledger()
    house.close()


@dataclass(frozen=True)
class Halfway:
    """A place on the way that many journeys begin at: the file of its database, and the case."""

    file: Path
    case_id: int
    number: str


@pytest.fixture(scope="session")
def at_gate(house: House, tmp_path_factory: pytest.TempPathFactory) -> Halfway:
    """A need of both countries whose insight work is done: the file of gate G1 waits for the project manager."""
    house.begin_again()
    moving = MovableClock(START)
    clock.replace(lambda: moving.moment)
    journey = Journey(house.app, moving, cold=False)
    needs.share(journey)
    insight.whole(journey)
    clock.replace(None)
    house.close()
    there = Halfway(tmp_path_factory.mktemp("halfway") / "at_gate.sqlite", journey.case_id, journey.number)
    shutil.copyfile(house.now, there.file)
    return there


@pytest.fixture
def gate(
    request: pytest.FixtureRequest, house: House, at_gate: Halfway, moving_clock: MovableClock
) -> Iterator[Journey]:
    """A journey that begins at the file of G1; cold where a test asks for it."""
    house.begin_again(at_gate.file)
    moving_clock.set(START)
    journey = Journey(house.app, moving_clock, cold=getattr(request, "param", "warm") == "cold")
    journey.case_id, journey.number = at_gate.case_id, at_gate.number
    yield journey
    journey.check_ledger()
    house.close()


def _app(path: Path) -> Flask:
    app = create_app(Settings(database_url=f"sqlite:///{path}", language="en"))
    hashing = app.extensions["security"].pwd_context
    hashing.update(argon2__time_cost=1, argon2__memory_cost=8, argon2__parallelism=1)  # people sign in all the time
    return app
