"""Processes that begin by themselves, and the cases that the clock has opened

Revision: starts, after samples
"""

import sqlalchemy as sa
from alembic import op

revision = "starts"
down_revision = "samples"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case", sa.Column("by_clock", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "start_timer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("element", sa.String(length=120), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left", sa.Integer(), nullable=True),
        sa.Column("period", sa.String(length=60), nullable=False),
        sa.Column("anchor_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name=op.f("fk_start_timer_process_id")),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_start_timer_release_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_start_timer")),
        sa.UniqueConstraint("release_id", "element", name=op.f("uq_start_timer_release_id_element")),
    )
    op.create_index(op.f("ix_start_timer_process_id"), "start_timer", ["process_id"])
    op.create_index(
        "ix_start_timer_due",
        "start_timer",
        ["due_at"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )


def downgrade() -> None:
    op.drop_table("start_timer")
    op.drop_column("case", "by_clock")
