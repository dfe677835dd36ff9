"""What a conflict began with, and which conflicts a person put away."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Of older conflicts the base is not known here; the catalog tells it."""
    op.create_table(
        "conflict_base",
        sa.Column("episode_id", sa.Text, primary_key=True),
        sa.Column("head", sa.Text, primary_key=True),
        sa.Column("changes", sa.Text, nullable=False),
        sa.Column("others", sa.Text, nullable=False, server_default="[]"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "conflict_aside",
        sa.Column("changeset_id", sa.Text, primary_key=True),
        sqlite_with_rowid=False,
    )
