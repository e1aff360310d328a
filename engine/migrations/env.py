"""Run by Alembic: connects as the writer and applies the steps."""

from typing import Literal

from alembic import context

from engine import database, migrations


def render(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our moment type as the plain one of the database, so that no step depends on later code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, database.UtcDateTime) else False


engine = database.create_engine(str(context.config.get_main_option("sqlalchemy.url")))

with engine.connect().execution_options(**{database.WRITES: True}) as connection:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET lock_timeout = '5s'")
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(360360)")
    context.configure(
        connection=connection,
        target_metadata=migrations.metadata(),
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
        render_item=render,
    )
    with context.begin_transaction():
        context.run_migrations()
        migrations.apply_protection(connection)
    connection.commit()
engine.dispose()
