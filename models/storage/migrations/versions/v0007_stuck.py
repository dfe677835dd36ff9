"""Change-sets of the catalog that do not fit the labels here, kept until they do."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Empty: what did not fit stopped the pull until now."""
    op.create_table(
        "stuck",
        sa.Column("episode_id", sa.Text, primary_key=True),
        sa.Column("seq", sa.BigInteger, primary_key=True),
        sa.Column("site", sa.Text, nullable=False),
        sa.Column("changeset_id", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
