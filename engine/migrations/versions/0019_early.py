"""Until when a message that came early waits for a case

Revision: early, after starts
"""

import sqlalchemy as sa
from alembic import op

revision = "early"
down_revision = "starts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incoming", sa.Column("keep_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("incoming", "keep_until")
