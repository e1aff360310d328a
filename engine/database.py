"""Databases: how a connection is prepared, the read-only rule, and the one place that commits."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from engine import errors

PATIENCE = 30  # seconds that a writer waits for another
PRAGMAS = (
    f"busy_timeout={PATIENCE * 1000}",
    "journal_mode=WAL",
    "foreign_keys=ON",
    "recursive_triggers=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
)
WRITES = "writes"
_COLLECTED = "collected"
_NUL = re.compile(r"(?<!\\)(\\\\)*\\u0000")  # after an even number of backslashes: the character, not its spelling
Hook = Callable[[Session], None]
_before_commit: list[Hook] = []
_after_commit: list[Hook] = []


class UtcDateTime(sa.TypeDecorator[datetime]):
    """A moment, stored in UTC; a naive datetime is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class Base(DeclarativeBase):
    """All tables of the product."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, date: sa.Date, dict[str, Any]: Json, list[Any]: Json}  # noqa: RUF012


def create_engine(url: str, *, durable: bool = False, **options: Any) -> sa.Engine:
    """An engine whose transactions only read unless they were begun by `transaction`.

    `durable` makes SQLite survive a power cut without losing the last commits, at a price in speed.
    """
    options = {"json_serializer": _compact_json, **options}
    if url.startswith("sqlite"):
        engine = sa.create_engine(url, connect_args={"timeout": PATIENCE, "check_same_thread": False}, **options)
        pragmas = (*PRAGMAS, f"synchronous={'FULL' if durable else 'NORMAL'}")
        event.listen(engine, "connect", lambda connection, _record: _prepare_sqlite(connection, pragmas))
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = sa.create_engine(url, pool_pre_ping=True, **options)
        event.listen(engine, "connect", lambda connection, _record: _prepare_postgresql(connection))
        event.listen(engine, "begin", _begin_postgresql)
    event.listen(engine, "handle_error", _refuse_unstorable)
    return engine


def session_factory(engine: sa.Engine) -> sessionmaker[Session]:
    """Sessions on `engine` for work outside a request."""
    return sessionmaker(engine)


def before_commit(hook: Hook) -> Hook:
    """Let `hook` write what was collected during the use case, at the end of each transaction."""
    _before_commit.append(hook)
    return hook


def before_commit_first(hook: Hook) -> Hook:
    """Like before_commit, but ahead of the hooks registered so far."""
    _before_commit.insert(0, hook)
    return hook


def after_commit(hook: Hook) -> Hook:
    """Call `hook` after each transaction that was committed."""
    _after_commit.append(hook)
    return hook


def forget_after_commit(hook: Hook) -> None:
    """Call `hook` no longer."""
    if hook in _after_commit:
        _after_commit.remove(hook)


@contextmanager
def transaction(session: Session) -> Iterator[Session]:
    """Run one use case as the writer and commit it: the only commit of the product.

    What the session has read so far is given back first, so that the use case sees the newest state.
    Raises Busy when another writer does not let go, ChangedMeanwhile when a row moved on or somebody else has entered
    the same one, Rejected for a value that no column can hold; rolls back on any error.
    """
    if session.info.get(WRITES):
        raise RuntimeError("a transaction is already open in this session")
    session.rollback()
    session.info[WRITES], session.info[_COLLECTED] = True, {}
    try:
        with _undone_on_error(session):
            session.connection(execution_options={WRITES: True})
            yield session
            for hook in _before_commit:
                hook(session)
            session.commit()
        for hook in tuple(_after_commit):
            hook(session)
    finally:
        session.info.pop(WRITES, None)
        session.info.pop(_COLLECTED, None)


def collected(session: Session, subject: str) -> list[Any]:
    """The list in which the running use case gathers rows of a subject until the end of its transaction."""
    if not session.info.get(WRITES):
        raise RuntimeError(f"{subject} can only be collected in a transaction")
    gathered: list[Any] = session.info[_COLLECTED].setdefault(subject, [])
    return gathered


def collected_so_far(session: Session, subject: str) -> Sequence[Any]:
    """What the running use case has gathered of a subject; nothing while the session only reads."""
    gathered: Sequence[Any] = session.info.get(_COLLECTED, {}).get(subject, ())
    return gathered


def insert_unless_there(session: Session, table: type[Base], **values: object) -> None:
    """Insert a row unless its key is taken; of two who do so at once, the later waits for the earlier."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(dialect.insert(table).values(values).on_conflict_do_nothing())


def is_busy(problem: sa.exc.DBAPIError) -> bool:
    """Whether the database refused because somebody else holds a lock."""
    code = getattr(problem.orig, "sqlstate", None)
    return code in ("55P03", "40001", "40P01") or "database is locked" in str(problem.orig)


@contextmanager
def _undone_on_error(session: Session) -> Iterator[None]:
    try:
        yield
    except BaseException as problem:
        session.rollback()
        if isinstance(problem, StaleDataError) or (isinstance(problem, sa.exc.IntegrityError) and _is_taken(problem)):
            raise errors.ChangedMeanwhile() from problem
        if isinstance(problem, sa.exc.DBAPIError) and is_busy(problem):
            raise errors.Busy() from problem
        raise


def _is_taken(problem: sa.exc.IntegrityError) -> bool:
    code = getattr(problem.orig, "sqlstate", None)
    return code == "23505" or "UNIQUE constraint failed" in str(problem.orig)


def _refuse_unstorable(context: sa.engine.ExceptionContext) -> None:
    """Name a value that no column can hold: NUL or half a character in a text, a number that is too large."""
    original = context.original_exception
    if isinstance(original, errors.Rejected):
        raise original
    if isinstance(original, OverflowError | UnicodeEncodeError) or isinstance(
        context.sqlalchemy_exception, sa.exc.DataError
    ):
        raise errors.Rejected(unstorable=type(original).__name__) from original


def _prepare_sqlite(connection: Any, pragmas: tuple[str, ...]) -> None:
    connection.isolation_level = None  # the driver must not open transactions of its own
    connection.create_function("lower", 1, _lower, deterministic=True)  # SQLite's own knows English letters alone
    cursor = connection.cursor()
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _prepare_postgresql(connection: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{PATIENCE}s'")
    connection.commit()


def _lower(text: object) -> object:
    return text.lower() if isinstance(text, str) else text


def _begin_sqlite(connection: sa.Connection) -> None:
    # A deferred BEGIN that turns into a write meets "database is locked" at once; BEGIN IMMEDIATE waits its turn.
    writes = bool(connection.get_execution_options().get(WRITES))
    driver = connection.connection.dbapi_connection
    assert driver is not None  # noqa: S101
    cursor = driver.cursor()
    try:
        cursor.execute(f"PRAGMA query_only={0 if writes else 1}")
        cursor.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
    except sqlite3.Error as problem:
        raise sa.exc.OperationalError("BEGIN", None, problem) from problem
    finally:
        cursor.close()


def _begin_postgresql(connection: sa.Connection) -> None:
    driver: Any = connection.connection.dbapi_connection
    driver.read_only = not connection.get_execution_options().get(WRITES)


def _compact_json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if "\\u0000" in text and _NUL.search(text):  # PostgreSQL has no place for it; SQLite must not be where it hides
        raise errors.Rejected(unstorable="NUL")
    return text
