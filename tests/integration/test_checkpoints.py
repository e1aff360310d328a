"""Signed notes about the trail: written in time, and what was done behind the product's back is found by them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine.background.notary import Notary
from engine.ledger import audit, checkpoints, checks, keys, notes, protection, verification
from engine.ledger.audit import START, Action, Actor, AuditEntry, AuditHead, Entry, canonical, link
from engine.ledger.checkpoints import AuditCheckpoint
from engine.ledger.verification import Evidence, Stretch, Verdict
from tests.stage import Stage

CHAIN = 1
NAME = "sager.example.org"


@pytest.fixture
def notary(tmp_path: Path) -> Notary:
    """A notary with a key and a file of its own."""
    return Notary(keys.load_or_create(tmp_path / "key.pem", NAME), tmp_path / "notes.txt")


def _write(stage: Stage, count: int, chain: int = CHAIN) -> None:
    with stage.writing() as session:
        for number in range(count):
            details = {"reason": f"nr. {number}"}
            audit.record(session, Entry(action=Action.TASK_CLAIMED, actor=Actor.SYSTEM, chain=chain, details=details))


def _sign(stage: Stage, notary: Notary, count: int) -> None:
    """Write entries and let them be signed."""
    _write(stage, count)
    stage.now += checkpoints.LONGEST_UNSIGNED
    assert notary.sign_due(stage.sessions) == 1


def _verified(stage: Stage, notary: Notary, **stretch: int) -> Verdict:
    with stage.reading() as session:
        return verification.verify(session, Stretch(**stretch), notary.evidence())


def _behind_the_back(stage: Stage, attack: Callable[[Session], object]) -> None:
    """What only an administrator of the database can do: the triggers are out of the way, and put back afterwards."""
    with stage.writing() as session:
        on_table = " ON audit" if session.get_bind().dialect.name == "postgresql" else ""
        for trigger in protection.TRIGGERS:
            session.execute(sa.text(f"DROP TRIGGER {trigger}{on_table}"))
        attack(session)
        protection.protect(session.connection())


def _rehash(session: Session, seq: int) -> None:
    """Change an entry and hash it and all after it anew, so that every link fits again."""
    query = sa.select(AuditEntry).where(AuditEntry.chain == CHAIN).order_by(AuditEntry.seq)
    previous = START
    for entry in session.scalars(query).all():
        if entry.seq == seq:
            entry.body = canonical({**entry.facts, "details": {"reason": "another"}})
        entry.prev, entry.hash = previous, link(previous, entry.body)
        previous = entry.hash
    session.flush()
    session.execute(sa.update(AuditHead).where(AuditHead.chain == CHAIN).values(hash=previous))


def _cut(session: Session, left: int) -> None:
    """Take away the last entries and let the head say that there never were more."""
    session.execute(sa.delete(AuditEntry).where(AuditEntry.chain == CHAIN, AuditEntry.seq > left))
    last = session.scalars(sa.select(AuditEntry.hash).where(AuditEntry.chain == CHAIN, AuditEntry.seq == left)).one()
    session.execute(sa.update(AuditHead).where(AuditHead.chain == CHAIN).values(seq=left, hash=last))


def _faults(verdict: Verdict) -> list[tuple[str, int, int | None]]:
    return [(fault.code, fault.seq, fault.until) for fault in verdict.faults]


def test_new_entries_are_signed_after_five_minutes_or_when_there_are_a_thousand(
    stage: Stage, notary: Notary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "MOST_UNSIGNED", 10)
    _write(stage, 3)
    assert notary.sign_due(stage.sessions) == 1
    _write(stage, 3)
    assert notary.sign_due(stage.sessions) == 0
    _write(stage, 7)
    assert notary.sign_due(stage.sessions) == 1
    _write(stage, 1)
    stage.now += checkpoints.LONGEST_UNSIGNED
    assert notary.sign_due(stage.sessions) == 1
    stage.now += checkpoints.LONGEST_UNSIGNED
    assert notary.sign_due(stage.sessions) == 0

    with stage.reading() as session:
        assert [row.size for row in checkpoints.of_chain(session, CHAIN)] == [3, 13, 14]


def test_each_chain_has_notes_of_its_own_in_the_table_and_in_a_file(stage: Stage, notary: Notary) -> None:
    _write(stage, 3)
    _write(stage, 5, chain=2)
    notary.sign_due(stage.sessions)

    written = list(notes.read(notary.file.read_text(encoding="utf-8")))
    with stage.reading() as session:
        kept = [(row.chain, row.size, row.root, row.note) for row in session.scalars(sa.select(AuditCheckpoint))]

    assert [(note.chain, note.size, note.root, note.whole) for note in written] == kept
    assert [(note.chain, note.size) for note in written] == [(1, 3), (2, 5)]
    assert all(note.is_signed_with(notary.signer.verifier) for note in written)
    assert written[0].text.startswith(f"{NAME}/audit/1\n3\n")


def test_the_key_is_made_once_and_nobody_else_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "key.pem"

    first, second = keys.load_or_create(path, NAME), keys.load_or_create(path, NAME)

    assert first.verifier.written("x") == second.verifier.written("x")
    assert os.stat(path).st_mode & 0o777 == keys.ONLY_OWNER_READS
    path.chmod(0o444)
    with pytest.raises(keys.KeyRefused, match="0400"):
        keys.load_or_create(path, NAME)


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_file_without_a_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(content)
    path.chmod(0o400)

    for read in (keys.verifier, lambda file: keys.load_or_create(file, NAME)):
        with pytest.raises(keys.KeyRefused):
            read(path)


def test_an_untouched_trail_is_sound_and_says_how_far_it_is_signed(stage: Stage, notary: Notary) -> None:
    _sign(stage, notary, 5)
    _sign(stage, notary, 4)
    _write(stage, 2)

    [result] = _verified(stage, notary).results

    assert (result.entries, result.sound_up_to, result.signed_up_to, result.fault) == (11, 11, 9, None)


def test_an_edited_entry_is_named(stage: Stage, notary: Notary) -> None:
    _sign(stage, notary, 9)
    change = "UPDATE audit SET body = replace(body, 'nr. 6', 'nr. 9') WHERE chain = 1 AND seq = 7"
    _behind_the_back(stage, lambda session: session.execute(sa.text(change)))

    verdict = _verified(stage, notary)

    assert _faults(verdict) == [("changed", 7, None)]
    assert verdict.results[0].sound_up_to == 6


def test_a_cut_tail_is_found_by_a_note_about_more_entries(stage: Stage, notary: Notary) -> None:
    _sign(stage, notary, 9)
    _behind_the_back(stage, lambda session: _cut(session, 6))

    assert _faults(_verified(stage, notary)) == [("tail_cut", 7, 9)]


def test_a_chain_that_was_hashed_anew_is_found_with_the_notes_between_which_it_was_changed(
    stage: Stage, notary: Notary
) -> None:
    for _ in range(3):
        _sign(stage, notary, 4)
    _behind_the_back(stage, lambda session: _rehash(session, 6))

    verdict = _verified(stage, notary)

    assert _faults(verdict) == [("rehashed", 5, 8)]
    assert (verdict.results[0].sound_up_to, verdict.results[0].signed_up_to) == (4, 4)


def test_notes_that_are_taken_away_with_the_entries_are_found_by_those_of_the_file(
    stage: Stage, notary: Notary
) -> None:
    for _ in range(2):
        _sign(stage, notary, 4)

    def everything(session: Session) -> None:
        session.execute(sa.delete(AuditCheckpoint))
        session.execute(sa.delete(AuditEntry))
        session.execute(sa.delete(AuditHead))

    _behind_the_back(stage, everything)

    assert _faults(_verified(stage, notary)) == [("tail_cut", 1, 8)]


def test_notes_signed_with_another_key_are_not_ours(stage: Stage, notary: Notary, tmp_path: Path) -> None:
    _sign(stage, notary, 4)
    swapped = Notary(keys.load_or_create(tmp_path / "other.pem", NAME), tmp_path / "other.txt")
    _behind_the_back(stage, lambda session: (session.execute(sa.delete(AuditCheckpoint)), _rehash(session, 2)))
    stage.now += checkpoints.LONGEST_UNSIGNED
    swapped.sign_due(stage.sessions)

    assert _verified(stage, swapped).sound
    with stage.reading() as session:
        known = verification.verify(session, evidence=Evidence(verifier=notary.signer.verifier))
    assert _faults(known) == [("other_key", 4, None)]
    assert _faults(_verified(stage, notary)) == [("rehashed", 1, 4)]


@pytest.mark.parametrize("part", ["root", "size"])
def test_a_note_that_was_changed_after_it_was_signed_is_found(stage: Stage, notary: Notary, part: str) -> None:
    _sign(stage, notary, 4)
    notary.file.unlink()

    def change(session: Session) -> None:
        row = session.scalars(sa.select(AuditCheckpoint)).one()
        lines = row.note.split("\n")
        lines[1 if part == "size" else 2] = "3" if part == "size" else "A" * 43 + "="
        row.note = "\n".join(lines)

    _behind_the_back(stage, change)

    assert [code for code, _, _ in _faults(_verified(stage, notary))] == ["bad_signature"]


def test_a_part_of_a_chain_is_read_from_the_last_note_before_it(stage: Stage, notary: Notary) -> None:
    for _ in range(3):
        _sign(stage, notary, 4)

    [whole] = _verified(stage, notary, chain=CHAIN, first=10, last=11).results
    _behind_the_back(stage, lambda session: _rehash(session, 6))
    beyond = _verified(stage, notary, chain=CHAIN, first=10, last=12)

    assert (whole.entries, whole.sound_up_to, whole.fault) == (3, 11, None)
    assert _faults(beyond) == [("rehashed", 9, 12)]


def test_a_broken_chain_is_not_signed(stage: Stage, notary: Notary) -> None:
    _sign(stage, notary, 4)
    _write(stage, 4)
    change = "UPDATE audit SET body = replace(body, 'nr. 1', 'nr. 9') WHERE chain = 1 AND seq = 6"
    _behind_the_back(stage, lambda session: session.execute(sa.text(change)))
    stage.now += checkpoints.LONGEST_UNSIGNED

    assert notary.sign_due(stage.sessions) == 0


def test_the_trail_is_read_through_every_night_and_what_was_found_is_kept(stage: Stage, notary: Notary) -> None:
    _write(stage, 3)
    assert notary.check_due(stage.sessions) == 1
    assert notary.check_due(stage.sessions) == 0
    change = "UPDATE audit SET body = replace(body, 'nr. 1', 'nr. 9') WHERE chain = 1 AND seq = 2"
    _behind_the_back(stage, lambda session: session.execute(sa.text(change)))
    stage.wait(hours=17)
    assert notary.check_due(stage.sessions) == 0
    stage.wait(hours=2)
    assert notary.check_due(stage.sessions) == 1

    with stage.reading() as session:
        found = checks.last(session)
        assert found is not None
        assert (found.at, found.sound) == (stage.now, False)
        assert found.chains[CHAIN].fault is not None
        assert found.chains[CHAIN].fault.seq == 2
