"""Why an organisation is closed on a day

Revision: closings, after audit_search
"""

import sqlalchemy as sa
from alembic import op

revision = "closings"
down_revision = "audit_search"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("closing_day", sa.Column("reason", sa.String(length=200), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("closing_day", "reason")
