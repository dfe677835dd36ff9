"""Privacy of an episode beside its labels."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Nobody has said anything of what is there."""
    op.add_column("document", sa.Column("privacy", sa.Text, nullable=False, server_default="{}"))
