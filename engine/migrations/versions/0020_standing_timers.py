"""Timers that stand still with their case or follow the deadline of a task, and what is overdue beyond its deadline

Revision: standing_timers, after early
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "standing_timers"
down_revision = "early"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("timer", sa.Column("value", _json(), nullable=True))
    op.add_column("timer", sa.Column("properties", _json(), server_default="{}", nullable=False))
    op.add_column("timer", sa.Column("guards", sa.String(length=80), server_default="", nullable=False))
    op.add_column("timer", sa.Column("left", sa.Integer(), nullable=True))
    op.add_column("task", sa.Column("overdue_kind", sa.String(length=20), server_default="", nullable=False))
    op.add_column("task", sa.Column("overdue_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_task_overdue",
        "task",
        ["overdue_at"],
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )


def downgrade() -> None:
    op.drop_index("ix_task_overdue", "task")
    for column in ("overdue_at", "overdue_kind"):
        op.drop_column("task", column)
    for column in ("left", "guards", "properties", "value"):
        op.drop_column("timer", column)


def _json() -> sa.JSON:
    return sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
