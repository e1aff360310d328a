"""Answers are sealed in the trail when they are handed in: whoever changes them in the database is found."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine.background.notary import Notary
from engine.casework import handedin
from engine.casework.records import Task
from engine.ledger import audit, checks, keys, protection, seals, verification
from engine.ledger.audit import SEAL, Action, AuditEntry, AuditHead
from engine.ledger.seals import Compared, Differing
from engine.ledger.verification import Stretch
from tests import builders
from tests.stage import Stage

VOTE = {"vote": "stop", "reason": "Æbler & 漢字"}
TWO = builders.process(
    "votes", builders.line(*((name, builders.user(name, "need_owner")) for name in ("t_first", "t_second")))
)


def _voted(stage: Stage, *answers: Mapping[str, object]) -> list[Task]:
    """A case in which these answers were handed in, one after the other; the tasks as they are then."""
    case = stage.open(TWO, "votes", by="karen", organisation="bolgelev")
    done = []
    for given in answers:
        [task] = stage.open_tasks(case)
        stage.complete(task, given, by="karen")
        done.append(stage.task(task))
    return done


def _store(stage: Stage, task: Task, answers: object) -> None:
    """What only an administrator of the database can do."""
    with stage.writing() as session:
        session.execute(sa.update(Task).where(Task.id == task.id).values(answers=answers))


def _compared(stage: Stage, **stretch: int) -> Compared:
    with stage.reading() as session:
        return handedin.compare(session, Stretch(**stretch))


def _completions(session: Session) -> list[AuditEntry]:
    query = sa.select(AuditEntry).where(AuditEntry.action == Action.TASK_COMPLETED.value)
    return list(session.scalars(query.order_by(AuditEntry.seq)))


def _changed_vote(stored: dict[str, object]) -> dict[str, object]:
    return {**stored, "given": {**VOTE, "vote": "approve"}}


def test_answers_as_they_were_handed_in_fit(stage: Stage) -> None:
    _voted(stage, VOTE, {})

    assert _compared(stage) == Compared(covered=2)


def test_a_changed_vote_is_found_with_its_task_and_case_though_the_trail_is_whole(stage: Stage) -> None:
    vote, _ = _voted(stage, VOTE, VOTE)
    assert vote.answers is not None
    _store(stage, vote, _changed_vote(vote.answers))

    with stage.reading() as session:
        assert verification.verify(session).sound
        entry = _completions(session)[0]
    found = Differing(task=vote.id, case=stage.case(vote.case_id).number, chain=entry.chain, seq=entry.seq)
    assert _compared(stage) == Compared(covered=2, differing=(found,))


@pytest.mark.parametrize("stored", [None, {}, [], {"given": VOTE}, {"given": {**VOTE, "more": 1}, "salt": "0" * 32}])
def test_answers_taken_away_or_put_in_anew_do_not_fit(stage: Stage, stored: object) -> None:
    vote, _ = _voted(stage, VOTE, {})
    _store(stage, vote, stored)

    assert [one.task for one in _compared(stage).differing] == [vote.id]


def test_answers_that_changed_places_do_not_fit(stage: Stage) -> None:
    first, second = _voted(stage, VOTE, {**VOTE, "vote": "approve"})
    _store(stage, first, second.answers)
    _store(stage, second, first.answers)

    assert [one.task for one in _compared(stage).differing] == [first.id, second.id]


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"given": NaN}'])
def test_what_is_no_json_any_more_does_not_fit(text: str) -> None:
    assert not seals.fits(seals.of({}), text)


def test_whoever_reads_the_seal_alone_cannot_try_out_votes(stage: Stage) -> None:
    first, second = _voted(stage, VOTE, VOTE)

    with stage.reading() as session:
        found = [entry.facts["details"][SEAL] for entry in _completions(session)]
        sought = [entry.sought for entry in _completions(session)]
    guesses = {seals.of({"given": VOTE}), seals.of(VOTE)}
    assert len({*found, *guesses}) == 2 + len(guesses)
    assert found == [seals.of(task.answers or {}) for task in (first, second)]
    assert all(seal not in words for seal, words in zip(found, sought, strict=True))


def test_entries_from_before_there_were_seals_are_counted_as_not_covered(stage: Stage) -> None:
    older, _ = _voted(stage, VOTE, VOTE)
    with stage.reading() as session:
        first, second = _completions(session)
    _rewrite_without_seal(stage, first)
    _store(stage, older, {"given": {"vote": "approve"}})

    with stage.reading() as session:
        assert verification.verify(session).sound
        assert list(handedin.of_case(session, older.case_id)) == [second.task_id]
    assert _compared(stage) == Compared(covered=1, uncovered=1)


def test_a_part_of_a_chain_is_compared_alone(stage: Stage) -> None:
    first, second = _voted(stage, VOTE, VOTE)
    for task in (first, second):
        _store(stage, task, None)
    with stage.reading() as session:
        place = _completions(session)[1]

    found = _compared(stage, chain=place.chain, first=place.seq, last=place.seq)
    assert (found.covered, [one.task for one in found.differing]) == (1, [second.id])
    assert _compared(stage, chain=place.chain + 1) == Compared()


def test_the_nightly_check_keeps_which_answers_were_changed(stage: Stage, tmp_path: Path) -> None:
    notary = Notary(keys.load_or_create(tmp_path / "key.pem", "sager.example.org"), tmp_path / "notes.txt")
    vote, _ = _voted(stage, VOTE, VOTE)
    assert vote.answers is not None
    _store(stage, vote, _changed_vote(vote.answers))
    notary.check_due(stage.sessions)

    with stage.reading() as session:
        check = checks.last(session)
    assert check is not None
    assert (check.sound, check.trail_sound, check.covered, check.uncovered) == (False, True, 2, 0)
    assert [(one.task, one.case) for one in check.differing] == [(vote.id, stage.case(vote.case_id).number)]
    assert check.unnamed == 0


def _rewrite_without_seal(stage: Stage, older: AuditEntry) -> None:
    """Write a chain as it was written before there were seals: from one entry on, with new hashes."""
    with stage.writing() as session:
        on_table = " ON audit" if session.get_bind().dialect.name == "postgresql" else ""
        for trigger in protection.TRIGGERS:
            session.execute(sa.text(f"DROP TRIGGER {trigger}{on_table}"))
        later = (AuditEntry.chain == older.chain, AuditEntry.seq >= older.seq)
        previous = older.prev
        for entry in session.scalars(sa.select(AuditEntry).where(*later).order_by(AuditEntry.seq)):
            facts = json.loads(entry.body)
            if entry.seq == older.seq:
                del facts["details"][SEAL]
            entry.prev, entry.body = previous, audit.canonical(facts)
            entry.hash = previous = audit.link(previous, entry.body)
        session.execute(sa.update(AuditHead).where(AuditHead.chain == older.chain).values(hash=previous))
    with stage.writing() as session:
        protection.protect(session.connection())
