"""The command line: what each command does, says and returns."""

import re
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from engine import database
from engine.casework.ladders import Ladder
from engine.people import closings, organisations
from engine.people.participants import Participant
from tests.web.browser import Browser, address
from webapp import demo
from webapp.commands import main, serve
from webapp.settings import Settings

Run = Callable[..., Result]
PASSWORD = "four words in a row"
ANN = ("people", "add", "Ann Test", "Ann@Bolgelev.example.org", "bolgelev", "--role", "pm", "--role", "board")


@pytest.fixture
def run(settings: Settings) -> Run:
    """Run a command on the test's database: `run("audit", "verify")`."""

    def run(*arguments: str, **environment: str) -> Result:
        variables: Mapping[str, str] = {"DATABASE_URL": settings.database_url, **environment}
        return CliRunner().invoke(main, list(arguments), env=variables)

    return run


def test_help_names_every_command_there_is() -> None:
    output = CliRunner().invoke(main, ["--help"]).output

    assert all(name in output for name in ("db", "people", "demo", "serve", "audit", "assets"))


def test_upgrade_makes_a_database_where_there_is_none(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "new" / "place.sqlite"

    assert run("db", "upgrade", DATABASE_URL=f"sqlite:///{file}").exit_code == 0

    assert sqlite3.connect(file).execute("select count(*) from account").fetchone() == (0,)


def test_publishing_names_the_tasks_whose_ladder_is_not_there(
    app: Flask, run: Run, written: sessionmaker[Session]
) -> None:
    with written() as session, database.transaction(session):
        session.execute(sa.delete(Ladder).where(Ladder.key == "round"))

    refused = run("publish")

    assert refused.exit_code == 1
    assert re.findall(
        r"^error: p0_need\.bpmn \w+: The property “remind” names the ladder “round”", refused.stderr, re.M
    )


def test_a_person_who_is_added_can_sign_in(app: Flask, run: Run, browser: Browser) -> None:
    assert run(*ANN, "--password", PASSWORD).exit_code == 0

    browser.get("/sign-in")
    browser.post("/sign-in", {"email": "ann@bolgelev.example.org", "password": PASSWORD})
    browser.get("/account/?lang=en")
    assert "Project manager" in browser.words
    assert run("audit", "verify").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((*ANN, "--password", "short"), "at least 12 characters"),
        (("people", "add", "Karen", address("karen"), "bolgelev", "--password", PASSWORD), "is known already"),
        (("people", "add", "Ann", "ann@x.example.org", "nowhere", "--password", PASSWORD), "no organisation"),
    ],
)
def test_a_person_who_cannot_be_added_is_refused_with_a_reason(
    app: Flask, run: Run, arguments: tuple[str, ...], words: str
) -> None:
    result = run(*arguments)

    assert result.exit_code != 0
    assert words in result.output


def test_loading_the_demonstration_twice_changes_nothing(app: Flask, run: Run, written: sessionmaker[Session]) -> None:
    before = _counts(written)

    result = run("demo", "load", "--without-cases")

    assert result.exit_code == 0
    assert address("henrik") in result.output
    assert demo.PASSWORD in result.output
    assert _counts(written) == before


def test_the_demonstration_has_its_people_roles_and_closing_days(app: Flask, written: sessionmaker[Session]) -> None:
    with written() as session:
        people = {person.email.partition("@")[0]: person for person in session.scalars(sa.select(Participant))}
        assert len(people) == 16
        assert {m.organisation.key for m in people["peter"].memberships} == {
            "vindelunde",
            "bolgelev",
            "strandkoping",
            "tallakra",
        }
        closed = {home.key: closings.days_of(session, home.key) for home in organisations.all_of(session)}
        assert [str(day) for day in sorted(closed["bolgelev"])] == [
            "2026-05-15",
            "2027-05-07",
            "2028-05-26",
            "2029-05-11",
        ]
        assert len(closed["strandkoping"]) == 9
        assert closed["tallakra"] == {}


def test_a_real_installation_takes_no_demonstration(app: Flask, run: Run) -> None:
    result = run("demo", "load", PUBLIC_URL="https://sager.example.org", SECRET_KEY=PASSWORD * 3)

    assert result.exit_code == 1
    assert "no demonstration" in result.output


def test_the_sign_in_page_offers_people_only_in_a_demonstration(app: Flask, browser: Browser) -> None:
    browser.get("/sign-in")
    assert "Karen" not in browser.words

    app.config["DEMO"] = True
    browser.get("/sign-in")
    assert "Karen Højbjerg Lund" in browser.words
    browser.get(browser.soup.find("a", string="Karen Højbjerg Lund")["href"])
    assert browser.soup.find(id="email")["value"] == address("karen")


def test_a_sound_audit_trail_is_said_to_be_so(app: Flask, run: Run) -> None:
    result = run("audit", "verify")

    assert result.exit_code == 0
    assert result.output.startswith("Sound: 22 entries in 6 chains.")


def test_a_changed_entry_is_named(app: Flask, run: Run, written: sessionmaker[Session]) -> None:
    with written() as session:
        file = sa.make_url(session.get_bind().engine.url).database
    with sqlite3.connect(str(file)) as behind_the_back:
        for (name,) in behind_the_back.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            behind_the_back.execute(f'drop trigger "{name}"')
        behind_the_back.execute("update audit set body = replace(body, 'added', 'taken') where chain = 1 and seq = 2")
    behind_the_back.close()

    result = run("audit", "verify")

    assert result.exit_code == 1
    assert "Chain 1 is broken at entry 2: changed" in result.output
    assert "not protected" in result.output
    assert run("audit", "verify", "--chain", "2").exit_code == 1


@pytest.mark.parametrize("arguments", [("--chain", "99"), ()])
def test_a_trail_that_cannot_be_read_is_neither_sound_nor_broken(
    app: Flask, run: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    elsewhere = {} if arguments else {"DATABASE_URL": f"sqlite:///{tmp_path}/no/such.sqlite"}

    assert run("audit", "verify", *arguments, **elsewhere).exit_code == 2


def test_serve_refuses_a_database_with_another_schema(run: Run, tmp_path: Path) -> None:
    empty = f"sqlite:///{tmp_path}/empty.sqlite"
    database.create_engine(empty).dispose()

    result = run("serve", DATABASE_URL=empty)

    assert result.exit_code == 1
    assert "innotech360 db upgrade" in result.output


def test_two_processes_never_serve_one_file(app: Flask, run: Run, settings: Settings) -> None:
    with serve._alone(settings.sqlite_file):
        result = run("serve")

    assert result.exit_code == 1
    assert "serves" in result.output


def _counts(written: sessionmaker[Session]) -> list[int]:
    tables = ("organisation", "participant", "membership", "account", "closing_day", "audit")
    with written() as session:
        return [session.scalar(sa.text(f"select count(*) from {table}")) or 0 for table in tables]
