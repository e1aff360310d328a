"""Keys of other systems, and the messages that came for cases

Revision: incoming, after digest
"""

import sqlalchemy as sa
from alembic import op

from engine.database import Json, UtcDateTime

revision = "incoming"
down_revision = "digest"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "message_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("responsible_id", sa.Integer(), nullable=False),
        sa.Column("names", Json, nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_by_id", sa.Integer(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_message_key"),
        sa.UniqueConstraint("digest", name="uq_message_key_digest"),
        *(_refers("message_key", column, to) for column, to in _OF_KEYS),
    )
    op.create_table(
        "incoming",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=True),
        sa.Column("sender_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("correlation", sa.Text(), nullable=True),
        sa.Column("payload", Json, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("why", sa.String(20), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("reason_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_incoming"),
        sa.UniqueConstraint("mark", name="uq_incoming_mark"),
        *(_refers("incoming", column, to) for column, to in _OF_MESSAGES),
    )
    op.create_index("ix_incoming_outcome_received_at", "incoming", ["outcome", "received_at"])
    op.create_index("ix_incoming_key_id_received_at", "incoming", ["key_id", "received_at"])


def downgrade() -> None:
    op.drop_table("incoming")
    op.drop_table("message_key")


_OF_KEYS = (
    ("organisation_id", "organisation"),
    ("responsible_id", "participant"),
    ("made_by_id", "participant"),
    ("revoked_by_id", "participant"),
)
_OF_MESSAGES = (
    ("key_id", "message_key"),
    ("sender_id", "case"),
    ("organisation_id", "organisation"),
    ("case_id", "case"),
    ("settled_by_id", "participant"),
    ("reason_id", "reason"),
)


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}")
