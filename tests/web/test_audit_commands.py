"""The commands around the audit trail: what they find against signed notes, and what they prove."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from engine.ledger import audit, checkpoints, keys, merkle, notes
from engine.ledger.audit import Action, Actor, AuditEntry, Entry, canonical, link
from tests.conftest import MovableClock
from tests.web.scene import Scene, errand, hand_in
from webapp.background import notary_of
from webapp.commands import main
from webapp.settings import Settings

Run = Callable[..., Result]
Signed = Callable[[int], None]


@pytest.fixture
def run(app: Flask, settings: Settings) -> Run:
    """Run an audit command on the test's database: `run("verify")`."""
    return lambda *words: CliRunner().invoke(main, ["audit", *words], env={"DATABASE_URL": settings.database_url})


@pytest.fixture
def signed(written: sessionmaker[Session], settings: Settings, moving_clock: MovableClock) -> Signed:
    """Write so many entries into the chain of the installation, and let every chain be signed."""

    def sign(count: int) -> None:
        with written() as session, audit.database.transaction(session):
            for number in range(count):
                details = {"reason": f"nr. {number}"}
                audit.record(session, Entry(action=Action.SETTINGS_CHANGED, actor=Actor.SYSTEM, details=details))
        moving_clock.move(seconds=checkpoints.LONGEST_UNSIGNED.total_seconds())
        notary_of(settings).sign_due(written)

    return sign


@pytest.fixture
def behind_the_back(written: sessionmaker[Session]) -> Iterator[sqlite3.Connection]:
    """The database as its administrator sees it: without triggers."""
    with written() as session:
        file = sa.make_url(session.get_bind().engine.url).database
    connection = sqlite3.connect(str(file), isolation_level=None)
    for (name,) in connection.execute("select name from sqlite_master where type = 'trigger'").fetchall():
        connection.execute(f'drop trigger "{name}"')
    yield connection
    connection.close()


def test_an_edited_entry_is_named_with_how_far_the_chain_is_sound(
    run: Run, signed: Signed, behind_the_back: sqlite3.Connection
) -> None:
    signed(5)
    behind_the_back.execute("update audit set body = replace(body, 'nr. 2', 'nr. 9') where chain = 0 and seq = 3")

    result = run("verify", "--chain", "0")

    assert result.exit_code == 1
    assert "Chain 0 is broken at entry 3: changed. The entry was changed." in result.output
    assert "Chain 0 is sound up to entry 2." in result.output


def test_a_cut_tail_and_a_chain_hashed_anew_are_told_apart(
    run: Run, signed: Signed, behind_the_back: sqlite3.Connection
) -> None:
    signed(4)
    signed(4)
    rows = behind_the_back.execute("select seq, prev, body from audit where chain = 0 order by seq").fetchall()
    behind_the_back.execute("delete from audit where chain = 0 and seq > 6")
    last = behind_the_back.execute("select hash from audit where chain = 0 and seq = 6").fetchone()
    behind_the_back.execute("update audit_head set seq = 6, hash = ? where chain = 0", last)
    cut = run("verify", "--chain", "0")
    previous = rows[4][1]
    for seq, _, body in rows[4:6]:
        text = canonical({**json.loads(body), "details": {"reason": "another"}})
        new = link(previous, text)
        change = "update audit set prev = ?, hash = ?, body = ? where chain = 0 and seq = ?"
        behind_the_back.execute(change, (previous, new, text, seq))
        previous = new
    behind_the_back.execute("update audit_head set hash = ? where chain = 0", (previous,))
    behind_the_back.execute("delete from audit_checkpoint where chain = 0 and size = 8")
    both = run("verify", "--chain", "0")

    assert (cut.exit_code, both.exit_code) == (1, 1)
    assert "entry 7 (until 8 at the latest): tail_cut" in cut.output
    assert "The entries from here on are gone." in cut.output
    assert "entry 7 (until 8 at the latest): tail_cut" in both.output


def test_notes_that_were_kept_elsewhere_find_what_those_here_no_longer_can(
    run: Run, signed: Signed, behind_the_back: sqlite3.Connection, settings: Settings, tmp_path: Path
) -> None:
    signed(4)
    elsewhere = tmp_path / "elsewhere.txt"
    elsewhere.write_bytes(settings.audit_notes.read_bytes())
    settings.audit_notes.unlink()
    behind_the_back.execute("delete from audit_checkpoint")
    behind_the_back.execute("delete from audit where chain = 0 and seq > 2")
    last = behind_the_back.execute("select hash from audit where chain = 0 and seq = 2").fetchone()
    behind_the_back.execute("update audit_head set seq = 2, hash = ? where chain = 0", last)

    alone, held_against = run("verify", "--chain", "0"), run("verify", "--checkpoint", str(elsewhere))

    assert "tail_cut" not in alone.output
    assert "Chain 0 is broken at entry 3 (until 4 at the latest): tail_cut" in held_against.output


def test_another_key_is_named(run: Run, signed: Signed, settings: Settings, tmp_path: Path) -> None:
    signed(3)
    keys.load_or_create(tmp_path / "other.pem", settings.host)

    assert run("verify").exit_code == 0
    swapped = run("verify", "--chain", "0", "--key", str(tmp_path / "other.pem"))

    assert swapped.exit_code == 1
    assert "Chain 0 is broken at entry 3: other_key" in swapped.output


def test_without_a_key_the_signatures_are_not_checked_and_that_is_said(
    run: Run, signed: Signed, settings: Settings
) -> None:
    signed(3)
    settings.audit_key.unlink()

    result = run("verify")

    assert result.exit_code == 2
    assert "Signatures were not checked" in result.output


def test_one_organisation_and_a_part_of_its_chain_can_be_read(run: Run, signed: Signed) -> None:
    signed(3)

    whole, part = run("verify", "--org", "bolgelev"), run("verify", "--org", "bolgelev", "--from", "2", "--to", "3")

    assert re.match(r"Sound: [4-9] entries in 1 chain\.\n", whole.output)
    assert part.output.startswith("Sound: 3 entries in 1 chain.\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--org", "nowhere"), "no organisation nowhere"),
        (("--from", "2"), "need one chain"),
        (("--checkpoint", "no such file"), "could not be read"),
        (("--key", "no such file"), "No such file"),
    ],
)
def test_what_cannot_be_checked_is_said(run: Run, arguments: tuple[str, ...], words: str) -> None:
    result = run("verify", *arguments)

    assert result.exit_code == 2
    assert words in result.output


def test_a_proof_leads_from_an_entry_to_the_signed_root(
    run: Run, signed: Signed, settings: Settings, written: sessionmaker[Session]
) -> None:
    signed(6)

    proof = json.loads(run("prove", "4").output)

    [note] = notes.read(proof["note"])
    hashed = link(bytes.fromhex(proof["previous"]), proof["body"])
    path = [bytes.fromhex(one) for one in proof["path"]]
    assert note.is_signed_with(keys.verifier(settings.audit_key))
    assert merkle.root_from(hashed, proof["index"], note.size, path) == note.root
    assert json.loads(proof["body"])["seq"] == 4
    with written() as session:
        assert session.get_one(AuditEntry, (0, 4)).hash.hex() == proof["hash"]


def test_what_no_note_covers_yet_cannot_be_proved(run: Run, signed: Signed) -> None:
    signed(2)

    assert run("prove", "99").exit_code == 2
    assert "No signed note covers entry 99" in run("prove", "99").output


def test_the_public_key_can_be_handed_on(run: Run, signed: Signed) -> None:
    signed(2)

    lines = run("key").output.splitlines()

    assert [line.partition("+")[0] for line in lines[:2]] == ["127.0.0.1:8360/audit/0", "127.0.0.1:8360/audit/1"]


def test_a_task_whose_answers_were_changed_is_named_with_its_case(scene: Scene) -> None:
    number = scene.begin(errand())
    hand_in(scene.sara, scene.task(number), title="Broen", size="small")
    url = scene.engine.url.render_as_string(hide_password=False)
    sound = CliRunner().invoke(main, ["audit", "verify"], env={"DATABASE_URL": url})
    with scene.writing() as session:
        session.execute(sa.text("UPDATE task SET answers = replace(answers, 'Broen', 'Vejen')"))

    result = CliRunner().invoke(main, ["audit", "verify"], env={"DATABASE_URL": url})

    assert "Answers of tasks held against the trail: 1; not covered: 0." in sound.output
    assert (sound.exit_code, result.exit_code) == (0, 1)
    assert re.search(rf"answers of task \d+ in case {number} are not those that were handed in", result.output)
    assert "Sound" not in result.output
