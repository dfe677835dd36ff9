"""Refused work of which a restored catalog was not told again; from here on the journal holds conflicts too."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """A program that cannot read conflicts in the journal must not own the file any more."""
    op.add_column("outbox", sa.Column("untold", sa.Integer, nullable=False, server_default="0"))
