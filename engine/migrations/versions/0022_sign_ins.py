"""Where people are signed in; whoever is signed in when this is applied signs in once more

Revision: sign_ins, after notices_without_case
"""

import sqlalchemy as sa
from alembic import op

revision = "sign_ins"
down_revision = "notices_without_case"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(length=60), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_sign_in_participant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("key", name=op.f("uq_sign_in_key")),
    )
    op.create_index(op.f("ix_sign_in_participant_id"), "sign_in", ["participant_id"])
    op.create_index(op.f("ix_sign_in_begun_at"), "sign_in", ["begun_at"])


def downgrade() -> None:
    op.drop_table("sign_in")
