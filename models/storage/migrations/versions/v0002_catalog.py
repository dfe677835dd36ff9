"""What sync needs: the catalog's own state of an episode, and its answers to the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Nothing of an older file was ever synced: its shadows are empty, its outbox is queued."""
    op.add_column("document", sa.Column("shadow_head", sa.Text, nullable=False, server_default=""))
    op.add_column("document", sa.Column("shadow", sa.Text, nullable=False, server_default="[]"))
    op.add_column("outbox", sa.Column("seq", sa.BigInteger))
    for name in ("why", "lost_base", "resolved_by"):
        op.add_column("outbox", sa.Column(name, sa.Text, nullable=False, server_default=""))
    op.create_index(
        "ix_outbox_unsettled",
        "outbox",
        ["episode_id", "local_seq"],
        sqlite_where=sa.text("state <> 'applied'"),
    )
