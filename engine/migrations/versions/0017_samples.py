"""Samples of the audit trail, and what reviewers find in them

Revision: samples, after incoming
"""

import sqlalchemy as sa
from alembic import op

from engine.database import Json

revision = "samples"
down_revision = "incoming"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_sample",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drawn_by_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("scope", Json, nullable=False),
        sa.Column("heads", Json, nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["drawn_by_id"], ["participant.id"], name=op.f("fk_audit_sample_drawn_by_id")),
        sa.ForeignKeyConstraint(["finished_by_id"], ["participant.id"], name=op.f("fk_audit_sample_finished_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_sample")),
    )
    op.create_index("ix_audit_sample_drawn_at_id", "audit_sample", ["drawn_at", "id"])
    op.create_table(
        "audit_sample_item",
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("chain", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("finding", sa.String(length=20), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("found_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["found_by_id"], ["participant.id"], name=op.f("fk_audit_sample_item_found_by_id")),
        sa.ForeignKeyConstraint(["sample_id"], ["audit_sample.id"], name=op.f("fk_audit_sample_item_sample_id")),
        sa.PrimaryKeyConstraint("sample_id", "position", name=op.f("pk_audit_sample_item")),
    )


def downgrade() -> None:
    op.drop_table("audit_sample_item")
    op.drop_table("audit_sample")
