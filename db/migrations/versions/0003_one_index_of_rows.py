"""The changes of a row found by one index, those that count for nothing by another.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the new indexes in the place of the two that told of rows."""
    op.drop_index("ix_change_row", "change")
    op.drop_index("ix_change_latest", "change")
    op.create_index(
        "ix_change_row_latest_field_member", "change", ["row", "latest", "field", "member"]
    )
    op.create_index(
        "ix_change_without_effect", "change", ["gesture"], sqlite_where=sa.text("counts = 0")
    )
