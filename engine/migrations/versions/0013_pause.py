"""Since when a case is paused

Revision: pause, after substitutes
"""

import sqlalchemy as sa
from alembic import op

revision = "pause"
down_revision = "substitutes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case", sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("case", "paused_at")
