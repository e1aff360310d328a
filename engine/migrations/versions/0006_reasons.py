"""Reasons that people write, beside the audit trail

Revision: reasons, after case_actions
"""

import sqlalchemy as sa
from alembic import op

revision = "reasons"
down_revision = "case_actions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["written_by_id"], ["participant.id"], name=op.f("fk_reason_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reason")),
    )
