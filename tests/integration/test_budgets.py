"""What an act may cost: statements, commits and rows."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy import event

from engine.database import Base
from tests import builders
from tests.stage import Stage

NAMES = [f"t_{number}" for number in range(1, 6)]
FIVE_TASKS = builders.process("five", builders.line(*((name, builders.user(name, "tf_coord")) for name in NAMES)))
KEPT_FOR_ALL = {"organisation", "participant", "membership", "process", "process_version", "version_file", "release"}


@contextmanager
def counted(engine: sa.Engine) -> Iterator[dict[str, list[str]]]:
    """Statements and commits on an engine while the block runs."""
    seen: dict[str, list[str]] = {"statements": [], "commits": []}

    def statement(_connection, _cursor, text, *_rest):  # type: ignore[no-untyped-def]
        seen["statements"].append(text)

    def commit(_connection) -> None:  # type: ignore[no-untyped-def]
        seen["commits"].append("commit")

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", commit)
    yield seen
    event.remove(engine, "before_cursor_execute", statement)
    event.remove(engine, "commit", commit)


def test_completing_a_task_takes_at_most_20_statements_and_one_commit(stage: Stage) -> None:
    case = stage.open(FIVE_TASKS, "five", by="karen", organisation="bolgelev")
    [first] = stage.open_tasks(case)
    stage.complete(first, {"n": 1}, by="sara")
    [second] = stage.open_tasks(case)
    with counted(stage.sessions.kw["bind"]) as seen:
        stage.complete(second, {"n": 2}, by="sara", revision=second.revision)

    assert len(seen["commits"]) == 1
    assert len(seen["statements"]) <= 20, "\n".join(seen["statements"])


def test_a_finished_case_of_five_tasks_leaves_at_most_20_rows(stage: Stage) -> None:
    stage.publish(FIVE_TASKS)
    before = _rows(stage)
    case = stage.open_case("five", by="karen", organisation="bolgelev")
    for _ in NAMES:
        [task] = stage.open_tasks(case)
        stage.complete(task, {"n": 1}, by="sara")

    assert stage.case(case).closed
    after = _rows(stage)
    grown = {table: after[table] - before[table] for table in after if after[table] != before[table]}
    assert sum(grown.values()) <= 20, grown


def _rows(stage: Stage) -> dict[str, int]:
    with stage.reading() as session:
        return {
            table.name: session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if table.name not in KEPT_FOR_ALL
        }
