"""Notices that belong to no case, and parked mail found by its receiver

Revision: notices_without_case, after standing_timers
"""

import sqlalchemy as sa
from alembic import op

revision = "notices_without_case"
down_revision = "standing_timers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("notice") as notice:
        notice.alter_column("case_id", existing_type=sa.Integer(), nullable=True)
    parked = sa.text("state = 'parked'")
    op.create_index("ix_outbox_parked", "outbox", ["recipient_id"], sqlite_where=parked, postgresql_where=parked)


def downgrade() -> None:
    op.drop_index("ix_outbox_parked", table_name="outbox")
    op.execute("DELETE FROM notice WHERE case_id IS NULL")
    with op.batch_alter_table("notice") as notice:
        notice.alter_column("case_id", existing_type=sa.Integer(), nullable=False)
