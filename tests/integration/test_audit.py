"""The audit trail: written with what it records, never changed unseen."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from engine import database
from engine.ledger import audit, protection, verification
from engine.ledger.audit import Action, Actor, AuditEntry, Entry
from tests import builders
from tests.stage import Stage

ONE_TASK = builders.process("note", builders.line(("t_note", builders.user("t_note", "need_owner"))))


def _unprotect(session: sa.orm.Session) -> None:
    """What only an administrator of the database can do."""
    on_table = " ON audit" if session.get_bind().dialect.name == "postgresql" else ""
    for trigger in protection.TRIGGERS:
        session.execute(sa.text(f"DROP TRIGGER {trigger}{on_table}"))


def _some_entries(stage: Stage) -> None:
    case = stage.open(ONE_TASK, "note", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    stage.complete(task, {}, by="karen")


def test_each_organisation_has_a_chain_and_the_platform_one(stage: Stage) -> None:
    _some_entries(stage)
    with stage.reading() as session:
        verdict = verification.verify(session)
        chains = {
            chain: list(session.scalars(sa.select(AuditEntry.action).where(AuditEntry.chain == chain).order_by("seq")))
            for chain in verdict.chains
        }
    assert verdict.sound
    assert chains[audit.PLATFORM] == [Action.PROCESS_PUBLISHED]
    assert [actions for chain, actions in chains.items() if chain] == [
        [Action.ROLE_GIVEN, Action.CASE_OPENED, Action.TASK_COMPLETED, Action.CASE_CLOSED]
    ]


def test_an_entry_and_what_it_records_are_written_together_or_not_at_all(stage: Stage) -> None:
    def change_ones_mind() -> None:
        with stage.writing() as session:
            audit.record(session, Entry(action=Action.PERSON_ADDED, actor=Actor.COMMAND))
            raise RuntimeError("not after all")

    with pytest.raises(RuntimeError, match="after all"):
        change_ones_mind()
    with stage.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == 0


def test_an_entry_outside_a_transaction_is_refused(stage: Stage) -> None:
    with stage.reading() as session, pytest.raises(RuntimeError):
        audit.record(session, Entry(action=Action.PERSON_ADDED, actor=Actor.COMMAND))


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE audit SET body = body",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit SELECT chain, seq, at, 'forged', actor_id, case_id, prev, hash, body FROM audit",
        "TRUNCATE audit",
    ],
)
def test_the_product_itself_cannot_change_an_entry(stage: Stage, attack: str) -> None:
    _some_entries(stage)
    with pytest.raises(DBAPIError), stage.writing() as session:
        session.execute(sa.text(attack))
    with stage.reading() as session:
        assert verification.verify(session).sound


@pytest.mark.parametrize(
    ("attack", "fault"),
    [
        ("UPDATE audit SET body = replace(body, 'task.completed', 'task.released') WHERE seq = 3", "changed"),
        ("UPDATE audit SET actor_id = actor_id + 1 WHERE seq = 3", "changed"),
        ("DELETE FROM audit WHERE seq = 2", "missing"),
        ("DELETE FROM audit WHERE seq = 4", "tail_cut"),
    ],
)
def test_an_administrator_who_changes_the_trail_is_found_with_the_number_of_the_entry(
    stage: Stage, attack: str, fault: str
) -> None:
    _some_entries(stage)
    with stage.writing() as session:
        _unprotect(session)
        session.execute(sa.text(f"{attack} AND chain <> 0"))
    with stage.reading() as session:
        verdict = verification.verify(session)
    number = int(attack.split("seq = ")[1][0])
    assert [(found.code, found.seq) for found in verdict.faults] == [(fault, number)]
    assert set(verdict.unprotected) == set(protection.TRIGGERS)


def test_missing_triggers_are_put_back(stage: Stage) -> None:
    with stage.writing() as session:
        _unprotect(session)
    with stage.writing() as session:
        protection.protect(session.connection())
    with stage.reading() as session:
        assert protection.missing(session.connection()) == []


def test_a_write_outside_a_transaction_fails(stage: Stage) -> None:
    with stage.reading() as session, pytest.raises(DBAPIError):
        session.execute(sa.text("UPDATE participant SET name = 'x'"))


def test_a_transaction_inside_another_is_refused(stage: Stage) -> None:
    with stage.writing() as session, pytest.raises(RuntimeError), database.transaction(session):
        pass
