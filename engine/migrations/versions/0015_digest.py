"""What waits to be told to people in the morning

Revision: digest, after secrecy
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "digest"
down_revision = "secrecy"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digest_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("about", sa.String(length=20), nullable=False),
        sa.Column("template", sa.String(length=80), nullable=False),
        sa.Column(
            "values",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_digest_item_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_digest_item_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_item")),
        sa.UniqueConstraint("key", name=op.f("uq_digest_item_key")),
    )
    op.create_index("ix_digest_item_participant_id", "digest_item", ["participant_id"])
    op.create_index("ix_digest_item_case_id", "digest_item", ["case_id"])
    op.create_index(
        "ix_digest_item_due",
        "digest_item",
        ["due_at"],
        sqlite_where=sa.text("told_at IS NULL"),
        postgresql_where=sa.text("told_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("digest_item")
