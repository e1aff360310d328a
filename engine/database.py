"""Databases: how a connection is prepared, the read-only rule, and the one place that commits."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from engine import errors

PRAGMAS = (
    "journal_mode=WAL",
    "busy_timeout=30000",
    "foreign_keys=ON",
    "recursive_triggers=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
)
WRITES = "writes"
_COLLECTED = "collected"
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
    if not url.startswith("sqlite"):
        engine = sa.create_engine(url, pool_pre_ping=True, **options)
        event.listen(engine, "begin", _begin_postgresql)
        return engine
    engine = sa.create_engine(url, connect_args={"timeout": 30, "check_same_thread": False}, **options)
    pragmas = (*PRAGMAS, f"synchronous={'FULL' if durable else 'NORMAL'}")
    event.listen(engine, "connect", lambda connection, _record: _prepare_sqlite(connection, pragmas))
    event.listen(engine, "begin", _begin_sqlite)
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
    Raises Busy when another writer does not let go, ChangedMeanwhile when a row moved on; rolls back on any error.
    """
    if session.info.get(WRITES):
        raise RuntimeError("a transaction is already open in this session")
    session.rollback()
    session.info[WRITES], session.info[_COLLECTED] = True, {}
    try:
        _begin_writing(session)
        yield session
        for hook in _before_commit:
            hook(session)
        session.commit()
    except StaleDataError as problem:
        session.rollback()
        raise errors.ChangedMeanwhile() from problem
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(WRITES, None)
        session.info.pop(_COLLECTED, None)
    for hook in _after_commit:
        hook(session)


def collected(session: Session, subject: str) -> list[Any]:
    """The list in which the running use case gathers rows of a subject until the end of its transaction."""
    if not session.info.get(WRITES):
        raise RuntimeError(f"{subject} can only be collected in a transaction")
    gathered: list[Any] = session.info[_COLLECTED].setdefault(subject, [])
    return gathered


def _begin_writing(session: Session) -> None:
    try:
        session.connection(execution_options={WRITES: True})
    except sa.exc.OperationalError as problem:
        if is_busy(problem):
            raise errors.Busy() from problem
        raise


def is_busy(problem: sa.exc.DBAPIError) -> bool:
    """Whether the database refused because somebody else holds a lock."""
    code = getattr(problem.orig, "sqlstate", None)
    return code in ("55P03", "40001", "40P01") or "database is locked" in str(problem.orig)


def _prepare_sqlite(connection: Any, pragmas: tuple[str, ...]) -> None:
    connection.isolation_level = None  # the driver must not open transactions of its own
    connection.create_function("lower", 1, _lower, deterministic=True)  # SQLite's own knows English letters alone
    cursor = connection.cursor()
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


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
    except Exception as problem:
        raise sa.exc.OperationalError("BEGIN", None, problem) from problem
    finally:
        cursor.close()


def _begin_postgresql(connection: sa.Connection) -> None:
    driver: Any = connection.connection.dbapi_connection
    driver.read_only = not connection.get_execution_options().get(WRITES)


def _compact_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
