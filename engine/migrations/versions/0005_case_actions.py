"""What people send cases by case actions

Revision: case_actions, after mail
"""

import sqlalchemy as sa
from alembic import op

from engine.database import Json, UtcDateTime

revision = "case_actions"
down_revision = "mail"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request", sa.String(64), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("element", sa.String(120), nullable=False),
        sa.Column("action", sa.String(60), nullable=False),
        sa.Column("form_id", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("answers", Json, nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_action"),
        sa.UniqueConstraint("request", name="uq_case_action_request"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_case_action_case_id"),
        sa.ForeignKeyConstraint(["version_id"], ["process_version.id"], name="fk_case_action_version_id"),
        sa.ForeignKeyConstraint(["taken_by_id"], ["participant.id"], name="fk_case_action_taken_by_id"),
    )
    op.create_index("ix_case_action_case_id_taken_at", "case_action", ["case_id", "taken_at"])


def downgrade() -> None:
    op.drop_table("case_action")
