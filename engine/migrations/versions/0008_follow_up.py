"""A day on which whoever has a task looks at it again

Revision: follow_up, after the one named below
"""

import sqlalchemy as sa
from alembic import op

revision = "follow_up"
down_revision = "process_drafts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("task", sa.Column("follow_up_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("task", "follow_up_on")
