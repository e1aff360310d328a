"""Reminders: ladders with their history, weeks of rest, and what has been said about a task

Tasks that are open already are taken up by the clock; of several reminders that are due only the last is sent.

Revision: reminders, after follow_up
"""

from datetime import UTC, date, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "reminders"
down_revision = "follow_up"
branch_labels = None
depends_on = None

LADDERS = {
    "standard": "-3w, 0, +2w:escalate",
    "gate": "-3w, 0, +2w:tf_coord, +5w:chair",
    "review": "-5w, -2w, 0, +2w:escalate",
    "clarify": "-5w, -2w, 0",
    "round": "-10w, -5w, -2w",
    "dpo": "-5w, -2w, 0, +2w:manager",
    "long": "-20w, -10w, -3w, 0, +5w:escalate",
    "meeting": "-10w, -3w, 0, +2w:tf_coord",
    "weekly": "0, +1w",
    "clock24": "-12h, -4h, -1h:manager, 0:manager",
    "clock72": "-48h, -24h, -6h:manager, 0:manager",
    "calendar": "-14d, -7d, -1d, 0, +1d:escalate",
    "once": "-2w",
}
QUIET = {"DK": (28, 30), "SE": (28, 31)}
FIRST_DAY = date(2026, 1, 1)


def upgrade() -> None:
    _tables()
    op.add_column("task", sa.Column("ladder", _json(), nullable=True))
    op.add_column("task", sa.Column("next_reminder_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("task", sa.Column("reminded", _json(), nullable=True))
    op.execute("UPDATE task SET next_reminder_at = opened_at, reminded = '[\"new\"]' WHERE status = 'open'")
    op.create_index(
        "ix_task_reminder",
        "task",
        ["next_reminder_at"],
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )


def downgrade() -> None:
    op.drop_index("ix_task_reminder", table_name="task")
    for column in ("reminded", "next_reminder_at", "ladder"):
        op.drop_column("task", column)
    op.drop_table("quiet_weeks")
    op.drop_table("ladder")


def _tables() -> None:
    ladder = op.create_table(
        "ladder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("rungs", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["participant.id"], name=op.f("fk_ladder_entered_by_id_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ladder")),
    )
    op.create_index("ix_ladder_key_since", "ladder", ["key", "since"])
    weeks = op.create_table(
        "quiet_weeks",
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("country", name=op.f("pk_quiet_weeks")),
    )
    at = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=UTC)
    op.bulk_insert(
        ladder, [{"key": key, "rungs": rungs, "since": FIRST_DAY, "entered_at": at} for key, rungs in LADDERS.items()]
    )
    op.bulk_insert(weeks, [{"country": code, "first": first, "last": last} for code, (first, last) in QUIET.items()])


def _json() -> sa.JSON:
    return sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
