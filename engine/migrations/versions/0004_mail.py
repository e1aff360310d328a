"""Mail: who a message is for, when it was sent, and what each person wants to be told

Revision: mail, after closings
"""

import sqlalchemy as sa
from alembic import op

revision = "mail"
down_revision = "closings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    recipient = sa.Column("recipient_id", sa.Integer(), sa.ForeignKey("participant.id"), nullable=True)
    op.add_column("outbox", recipient, inline_references=True)
    op.add_column("outbox", sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_outbox_recipient_id", "outbox", ["recipient_id"])

    # What was told before there was mail is not told again.
    op.add_column("notice", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE notice SET told_at = created_at")
    op.create_index(
        "ix_notice_untold",
        "notice",
        ["id"],
        sqlite_where=sa.text("told_at IS NULL"),
        postgresql_where=sa.text("told_at IS NULL"),
    )

    op.create_table(
        "mail_wish",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=20), nullable=False),
        sa.Column("choice", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_mail_wish_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("participant_id", "about", name=op.f("pk_mail_wish")),
    )


def downgrade() -> None:
    op.drop_table("mail_wish")
    op.drop_index("ix_notice_untold", table_name="notice")
    op.drop_column("notice", "told_at")
    op.drop_index("ix_outbox_recipient_id", table_name="outbox")
    op.drop_column("outbox", "sent_at")
    op.drop_column("outbox", "recipient_id")
