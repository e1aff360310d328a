"""Confidential cases

Revision: secrecy, after pause
"""

import sqlalchemy as sa
from alembic import op

revision = "secrecy"
down_revision = "pause"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case", sa.Column("confidential", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("case", sa.Column("secrecy", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("case", "secrecy")
    op.drop_column("case", "confidential")
