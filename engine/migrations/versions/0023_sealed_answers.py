"""What the nightly check finds when it holds the answers of tasks against the trail

Revision: sealed_answers, after sign_ins
"""

import sqlalchemy as sa
from alembic import op

from engine.database import Json

revision = "sealed_answers"
down_revision = "sign_ins"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("audit_check", sa.Column("answers", Json, nullable=True))


def downgrade() -> None:
    op.drop_column("audit_check", "answers")
