"""What the audit trail is searched by

The new columns repeat facts of the hashed body, so no entry says anything else than before. The triggers that refuse
changes step aside while the columns are filled; they are put back at the end of the migration, as always.

Revision: audit_search, after 0001
"""

import json
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "audit_search"
down_revision = "0001"
branch_labels = None
depends_on = None

BATCH, LONGEST = 1_000, 4_000
TRIGGERS = ("audit_no_update", "audit_no_delete")
audit = sa.table("audit", *map(sa.column, ("chain", "seq", "body", "task_id", "sought")))


def upgrade() -> None:
    op.add_column("audit", sa.Column("task_id", sa.Integer(), nullable=True))
    op.add_column("audit", sa.Column("sought", sa.Text(), server_default="", nullable=False))
    op.create_index("ix_audit_task_id", "audit", ["task_id"])
    connection = op.get_bind()
    on_table = " ON audit" if connection.dialect.name == "postgresql" else ""
    for trigger in TRIGGERS:
        op.execute(f"DROP TRIGGER IF EXISTS {trigger}{on_table}")
    _fill(connection)


def downgrade() -> None:
    op.drop_index("ix_audit_task_id", "audit")
    op.drop_column("audit", "sought")
    op.drop_column("audit", "task_id")


def _fill(connection: sa.Connection) -> None:
    place = sa.tuple_(audit.c.chain, audit.c.seq)
    query = sa.select(audit.c.chain, audit.c.seq, audit.c.body).order_by(audit.c.chain, audit.c.seq).limit(BATCH)
    change = sa.update(audit).where(audit.c.chain == sa.bindparam("of"), audit.c.seq == sa.bindparam("number"))
    change = change.values(task_id=sa.bindparam("task"), sought=sa.bindparam("words"))
    rows = connection.execute(query).all()
    while rows:
        connection.execute(change, [{"of": row.chain, "number": row.seq, **_values(row.body)} for row in rows])
        rows = connection.execute(query.where(place > (rows[-1].chain, rows[-1].seq))).all()


def _values(body: str) -> dict[str, object]:
    try:
        details = dict(json.loads(body)["details"])
    except (KeyError, TypeError, ValueError):  # not written by the product: verification names it
        details = {}
    task = details.get("task")
    words = dict.fromkeys(_words({key: value for key, value in details.items() if key != "tables"}))
    return {
        "task": task if isinstance(task, int) and not isinstance(task, bool) else None,
        "words": "\n".join(["", *words, ""])[:LONGEST] if words else "",
    }


def _words(value: object) -> Iterator[str]:
    if isinstance(value, str) and value:
        yield value.casefold().replace("\0", "")
    elif isinstance(value, dict):
        for part in value.values():
            yield from _words(part)
    elif isinstance(value, list):
        for part in value:
            yield from _words(part)
