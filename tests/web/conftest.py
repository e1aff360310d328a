"""What tests of pages ask for: an application on a database of its own, people with accounts, and a browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import mofile, pofile
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

import translations
from engine import clock, database
from engine.database import transaction
from tests.conftest import START, MovableClock
from tests.web.browser import Browser
from tests.web.scene import Scene, furnish, make_app
from webapp import create_app, demo
from webapp.database import db as web_database
from webapp.settings import Settings


@pytest.fixture(scope="session", autouse=True)
def catalogues() -> None:
    """The catalogues, built where they are missing or older than their sources."""
    for source in Path(translations.DIRECTORY).glob("*/LC_MESSAGES/*.po"):
        built = source.with_suffix(".mo")
        if built.exists() and built.stat().st_mtime >= source.stat().st_mtime:
            continue
        new = built.with_suffix(f".{id(source)}.new")
        with source.open("rb") as read, new.open("wb") as written:
            mofile.write_mo(written, pofile.read_po(read))
        new.replace(built)


@pytest.fixture(scope="session")
def demo_hash() -> Iterator[str]:
    """The demonstration's password, hashed once for all tests."""
    from flask_security import hash_password

    with create_app(Settings(database_url="sqlite://")).app_context():
        yield hash_password(demo.PASSWORD)


@pytest.fixture
def settings(sqlite_url: str) -> Settings:
    """Settings of the test's application; a module with other wishes has a fixture of its own."""
    return Settings(database_url=sqlite_url, language="en")


@pytest.fixture
def app(
    settings: Settings, moving_clock: MovableClock, demo_hash: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    """The application with the people of the demonstration; time stands still until a test moves it."""
    monkeypatch.setattr(demo, "hash_password", lambda _password: demo_hash)
    application = create_app(settings)
    with application.app_context(), transaction(web_database.session()) as session:
        demo.load(session)
    yield application
    with application.app_context():
        web_database.engine.dispose()


@pytest.fixture
def browser(app: Flask) -> Browser:
    """Somebody in front of the pages, not signed in."""
    return Browser(app)


@pytest.fixture
def written(settings: Settings) -> Iterator[sessionmaker[Session]]:
    """Sessions that look at what the application has written."""
    engine = database.create_engine(settings.database_url)
    yield database.session_factory(engine)
    engine.dispose()
    clock.replace(None)


@pytest.fixture(scope="session")
def furnished(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the people of the demonstration and the shipped processes."""
    path = tmp_path_factory.mktemp("furnished") / "furnished.sqlite"
    shutil.copyfile(sqlite_template, path)
    clock.replace(lambda: START)
    furnish(make_app(path))
    clock.replace(None)
    return path


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application for all scenes: what it has compiled of templates and statements serves every test."""
    return make_app(tmp_path_factory.mktemp("house") / "house.sqlite")


@pytest.fixture
def scene(house: Flask, furnished: Path, moving_clock: MovableClock) -> Iterator[Scene]:
    """The application on a fresh copy of such a database, and everybody at a browser of their own."""
    scene = Scene(house, moving_clock)
    scene.set_up(furnished)
    yield scene
    scene.engine.dispose()
