"""Drafts of processes, with every state of their files

Revision: process_drafts, after reasons
"""

import sqlalchemy as sa
from alembic import op

revision = "process_drafts"
down_revision = "reasons"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "process_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("base_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["base_id"], ["release.id"], name=op.f("fk_process_draft_base_id")),
        sa.ForeignKeyConstraint(["begun_by_id"], ["participant.id"], name=op.f("fk_process_draft_begun_by_id")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["participant.id"], name=op.f("fk_process_draft_changed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_draft")),
        sa.UniqueConstraint("key", name=op.f("uq_process_draft_key")),
    )
    op.create_table(
        "process_draft_file",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("aside", sa.Boolean(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["process_draft.id"], name=op.f("fk_process_draft_file_draft_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["saved_by_id"], ["participant.id"], name=op.f("fk_process_draft_file_saved_by_id")),
        sa.PrimaryKeyConstraint("draft_id", "name", "revision", name=op.f("pk_process_draft_file")),
    )


def downgrade() -> None:
    op.drop_table("process_draft_file")
    op.drop_table("process_draft")
