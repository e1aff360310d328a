"""Gates: the decisions of each case in its journal, and the tranches released

Revision: gates, after checkpoints
"""

import sqlalchemy as sa
from alembic import op

revision = "gates"
down_revision = "checkpoints"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gate_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=250), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("gate", sa.String(length=20), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("proposal", sa.String(length=20), nullable=False),
        sa.Column("conditions", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_text", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_gate_decision_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_decision")),
        sa.UniqueConstraint("key", name=op.f("uq_gate_decision_key")),
        sa.UniqueConstraint("case_id", "serial", name=op.f("uq_gate_decision_case_id_serial")),
    )
    op.create_index(op.f("ix_gate_decision_case_id"), "gate_decision", ["case_id"])
    op.create_table(
        "tranche",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("gate", sa.String(length=20), nullable=False),
        sa.Column("amount", sa.String(length=40), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_tranche_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", "gate", name=op.f("pk_tranche")),
    )


def downgrade() -> None:
    op.drop_table("tranche")
    op.drop_table("gate_decision")
