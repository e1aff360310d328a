"""A backup is restored: what was sent since has numbers that come again, and still no mail is taken for another."""

import sqlite3
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from engine import clock, database, errors
from engine.background.mailing import Mailing
from engine.casework import bounces, mails
from engine.casework.mails import Letter
from engine.database import transaction
from engine.ledger.outbox import MessageState, OutboxMessage
from engine.people.wishes import About
from tests import post, postgres
from tests.post import PostOffice
from tests.stage import Stage
from webapp import create_app
from webapp.mail import mailers
from webapp.settings import Settings

Sessions = sessionmaker[Session]


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post.open_office() as opened:
        yield opened


@pytest.fixture
def restored(stage: Stage, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Sessions]]:
    """Takes a backup as the manual says, and gives sessions on what is restored from it."""
    engine = stage.sessions.kw["bind"]
    engines: list[sa.Engine] = []

    def take() -> Sessions:
        if engine.dialect.name == "sqlite":
            url = f"sqlite:///{tmp_path / 'restored.sqlite'}"
            with sqlite3.connect(engine.url.database) as live, sqlite3.connect(tmp_path / "restored.sqlite") as copy:
                live.backup(copy)
        else:
            engine.dispose()  # a database is copied when nobody is connected to it
            server = request.getfixturevalue("postgresql_server")
            url = postgres.create(server, f"restored_{uuid.uuid4().hex}", engine.url.database)
            request.addfinalizer(lambda: postgres.drop(server, sa.make_url(url).database or ""))
        engines.append(database.create_engine(url))
        return database.session_factory(engines[-1])

    yield take
    for one in engines:
        one.dispose()


def _write(sessions: Sessions, person: int, key: str) -> tuple[int, object]:
    with sessions() as session, transaction(session):
        values = {"number": "360-2027-0001"}
        letter = Letter(key=key, template="notice:receipt", about=About.NEWS, values=values, required=True)
        mails.post(session, letter, [person])
    with sessions() as session:
        row = session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(1)).one()
        return row.id, row.created_at


def _send(sessions: Sessions, office: PostOffice) -> None:
    app = create_app(Settings(database_url="sqlite://", mail_url=office.url, mail_from="post@innotech.example.org"))
    mailer = mailers.of(app)
    assert mailer is not None
    Mailing(sessions, mailer).send_due()


def test_no_mail_after_a_restore_has_the_id_of_one_sent_before(
    stage: Stage, office: PostOffice, restored: Callable[[], Sessions]
) -> None:
    waiting = _write(stage.sessions, stage.people.anette, "waits")
    backup = restored()
    stage.now = stage.now.replace(minute=30)
    lost = _write(stage.sessions, stage.people.ingrid, "lost")
    _send(stage.sessions, office)

    stage.now = stage.now.replace(hour=12)
    new = _write(backup, stage.people.karen, "new")
    _send(backup, office)

    assert new[0] == lost[0] != waiting[0]  # the number comes again
    ids = {str(mail["To"]).partition("@")[0]: [] for mail in office.mails}
    for mail, envelope in zip(office.mails, office.taken, strict=True):
        ids[str(mail["To"]).partition("@")[0]].append((mail["Message-ID"], envelope.mail_from))
    assert len(set(ids["anette"])) == 1  # what waited in the backup comes again, as the same mail
    assert len(ids["anette"]) == 2
    assert set(ids["ingrid"]).isdisjoint(ids["karen"])
    assert len({name for one in (*ids["ingrid"], *ids["karen"]) for name in one}) == 4


def test_what_comes_back_from_before_a_restore_is_not_held_against_another_mail(
    stage: Stage, office: PostOffice, restored: Callable[[], Sessions]
) -> None:
    backup = restored()
    lost = _write(stage.sessions, stage.people.ingrid, "lost")
    stage.now = stage.now.replace(hour=12)
    new = _write(backup, stage.people.karen, "new")
    _send(backup, office)

    with pytest.raises(errors.NotFound), backup() as session, transaction(session):
        bounces.note(session, lost[0], lost[1], "5.1.1")

    with backup() as session:
        assert session.get_one(OutboxMessage, new[0]).state == MessageState.SENT
        assert bounces.troubles(session, [stage.people.karen]) == {}
    assert clock.now() == stage.now
