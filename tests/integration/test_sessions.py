"""Transactions that end badly: nothing of them stays, and nobody else waits for them."""

import pytest
import sqlalchemy as sa

from engine import errors
from engine.casework import cases, permissions, programs, tasks
from engine.database import transaction
from tests import builders
from tests.integration.processes import NOTE, WAITS
from tests.stage import Stage


def _ask_for(stage: Stage, case_id: int, patience: str) -> None:
    with stage.writing() as session:
        session.execute(sa.text(f"SET LOCAL lock_timeout = '{patience}'"))
        cases.locked(session, case_id)


def test_a_release_that_was_never_committed_is_not_remembered(stage: Stage) -> None:
    def publish_in_vain() -> None:
        with stage.writing() as session:
            programs.of(session, builders.publish(session, WAITS).id)
            raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        publish_in_vain()
    case = stage.open(NOTE, "note", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    assert task.element == "t_note"


def test_a_session_can_be_used_after_any_error(stage: Stage) -> None:
    case = stage.open(NOTE, "note", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)

    def spoil(session: sa.orm.Session) -> None:
        with transaction(session):
            session.execute(
                sa.text("INSERT INTO candidate (task_id, participant_id, due) VALUES (999999, 1, '2027-01-01')")
            )

    with stage.sessions() as session:
        with pytest.raises(sa.exc.IntegrityError):
            spoil(session)
        with pytest.raises(errors.Rejected), transaction(session):
            tasks.save_draft(session, task.id, {"a": "\0"}, stage.people.get(session, "karen"))
        with transaction(session):
            tasks.save_draft(session, task.id, {"a": "b"}, stage.people.get(session, "karen"))
        kept = tasks.draft(session, task.id, permissions.asker(stage.people.get(session, "karen")))
        assert kept is not None
        assert kept.typed == {"a": "b"}


def test_somebody_who_may_not_see_a_task_cannot_leave_a_draft_on_it(stage: Stage) -> None:
    case = stage.open(NOTE, "note", by="karen", organisation="bolgelev")
    [task] = stage.open_tasks(case)
    with pytest.raises(errors.NotFound), stage.writing() as session:
        tasks.save_draft(session, task.id, {"a": "b"}, stage.people.get(session, "lone"))


def test_a_worker_that_holds_one_case_makes_nobody_wait_for_another(stage: Stage) -> None:
    """PostgreSQL locks the case alone; SQLite has one writer at a time, so there is nothing to hold beside it."""
    stage.publish(NOTE)
    held, free = (stage.open_case("note", by="karen", organisation="bolgelev") for _ in range(2))
    [task] = stage.open_tasks(free)
    if stage.sessions.kw["bind"].dialect.name == "sqlite":
        stage.complete(task, {"title": "free"}, by="karen")
    else:
        with stage.writing() as holding:
            cases.locked(holding, held)
            stage.complete(task, {"title": "free"}, by="karen")
            with pytest.raises(errors.Busy):
                _ask_for(stage, held, patience="50ms")

    assert stage.case(free).title == "free"
