"""Substitutes of people who are away, and in whose place a task is taken and done

Revision: substitutes, after gates
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "substitutes"
down_revision = "gates"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "substitution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("absent_id", sa.Integer(), nullable=False),
        sa.Column("substitute_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("roles", JSON, nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.ForeignKeyConstraint([column], ["participant.id"], name=op.f(f"fk_substitution_{column}"))
            for column in ("absent_id", "substitute_id", "named_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substitution")),
    )
    op.create_index("ix_substitution_absent_id", "substitution", ["absent_id"])
    op.create_index("ix_substitution_substitute_id", "substitution", ["substitute_id"])
    for column in ("taken_for_id", "ended_for_id"):
        reference = sa.ForeignKey("participant.id", name=op.f(f"fk_task_{column}"))
        op.add_column("task", sa.Column(column, sa.Integer(), reference, nullable=True), inline_references=True)
