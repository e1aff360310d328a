"""The cases of the demonstration: played on loading, at moments before it, through the product's own functions."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from sqlalchemy.orm import Session

from engine import clock, database
from engine.casework.cases import Case
from engine.casework.records import Draft, Task, TaskStatus
from engine.ledger import verification
from engine.ledger.audit import Action, AuditEntry
from engine.ledger.outbox import MessageKind, OutboxMessage
from engine.people import calendars
from engine.people.substitutes import Substitution
from tests.web.browser import Browser
from tests.web.scene import make_app
from webapp.commands import main
from webapp.demo.stories import STORIES

COORDINATORS = ("sara", "rasmus")
NUMBERS = re.compile(r'href="/cases/([A-Z0-9-]+)"')
CODE = re.compile(r"=if .{20}|=\[.{20}|\b(?:sig|msg|gw|f|t|dmn)_\w+|\bg\d_\d+|no_flow")


@pytest.fixture(scope="module")
def loaded(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the whole demonstration."""
    file = tmp_path_factory.mktemp("demonstration") / "innotech360.sqlite"
    file.write_bytes(sqlite_template.read_bytes())
    for words in (["publish"], ["demo", "load"]):
        result = CliRunner().invoke(main, words, env=_environment(file))
        assert result.exit_code == 0, result.output
    return file


@pytest.fixture
def session(loaded: Path) -> Iterator[Session]:
    engine = database.create_engine(f"sqlite:///{loaded}")
    with database.session_factory(engine)() as session:
        yield session
    engine.dispose()


def test_there_is_a_case_for_every_story_opened_before_today(session: Session) -> None:
    cases = session.scalars(sa.select(Case)).all()

    assert {str(case.request).partition(":")[2] for case in cases} == set(STORIES)
    assert all(case.opened_at < clock.now() for case in cases)
    assert {case.status for case in cases} == {"running", "halted", "closed"}


def test_some_work_is_overdue_some_is_not_due_yet_and_some_has_begun(session: Session) -> None:
    open_tasks = session.scalars(sa.select(Task).where(Task.status == TaskStatus.OPEN.value)).all()

    due = [task.deadline_at for task in open_tasks if task.deadline_at is not None]
    assert min(due) < clock.now() < max(due)
    assert session.scalars(sa.select(Draft)).one().typed["title"] == "Fælles udlån af hjælpemidler"


def test_a_case_is_paused_at_the_gate_and_another_waits_for_the_last_votes(session: Session) -> None:
    paused = session.scalars(sa.select(Case).where(Case.paused_at.is_not(None))).one()
    votes = sa.select(Task.case_id, Task.status).where(Task.element == "t_gate_vote", Task.case_id != paused.id)
    cast = [status for _case, status in session.execute(votes)]

    assert paused.title == "Värmepumpar som följer elnätet"
    assert sorted(cast) == ["completed"] * 3 + ["open"] * 2


def test_people_of_both_countries_were_reminded_and_told_into_the_local_mail_box(session: Session) -> None:
    mails = session.scalars(sa.select(OutboxMessage).where(OutboxMessage.kind == MessageKind.MAIL.value)).all()

    assert {mail.state for mail in mails} == {"sent"}
    assert all(mail.next_try_at < clock.now() for mail in mails)
    assert session.scalars(sa.select(AuditEntry.seq).where(AuditEntry.action == Action.TASK_REMINDED.value)).all()


def test_karen_has_a_substitute_for_two_weeks_to_come(session: Session) -> None:
    away = session.scalars(sa.select(Substitution)).one()

    assert (away.absent.name, away.substitute.name) == ("Karen Højbjerg Lund", "Mads Toft Riis")
    assert (away.until - away.since).days == 13
    assert away.since > calendars.day_of(clock.now())


def test_what_was_played_stands_whole_in_the_audit_trail(session: Session) -> None:
    assert verification.verify(session).sound


@pytest.mark.parametrize("language", ["da", "sv", "en"])
def test_no_page_of_a_case_shows_its_readers_what_only_the_process_is_to_read(loaded: Path, language: str) -> None:
    app = make_app(loaded)
    found, pages = {}, 0
    for key in COORDINATORS:
        reader = Browser(app)
        reader.sign_in(key)
        reader.get("/account/", query_string={"lang": language})
        for number in NUMBERS.findall(reader.get("/cases/").text):
            for address in (f"/cases/{number}", f"/cases/{number}/story", f"/audit/?case={number}"):
                assert reader.get(address).status_code == 200
                pages += 1
                found[address] = CODE.findall(reader.words)

    assert pages >= 3 * len(STORIES)
    assert {address: codes for address, codes in found.items() if codes} == {}


def test_loading_again_adds_no_case(loaded: Path, session: Session) -> None:
    before = session.scalars(sa.select(Case.number)).all()
    session.rollback()

    assert CliRunner().invoke(main, ["demo", "load"], env=_environment(loaded)).exit_code == 0

    assert session.scalars(sa.select(Case.number)).all() == before


def test_without_the_processes_the_command_says_what_to_do_first(sqlite_template: Path, tmp_path: Path) -> None:
    file = tmp_path / "innotech360.sqlite"
    file.write_bytes(sqlite_template.read_bytes())

    result = CliRunner().invoke(main, ["demo", "load"], env=_environment(file))

    assert result.exit_code == 1
    assert "innotech360 publish" in result.output


def _environment(file: Path) -> dict[str, str]:
    return {"DATABASE_URL": f"sqlite:///{file}", "DEMO": "1"}
