"""The list of episodes moves to a file of its own that may be thrown away; what is known only here stays."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Descriptions that came from the catalog stay too: they are few in an older file, and spare a look at it."""
    op.rename_table("episode", "place")
    op.create_index("ix_place_path", "place", ["path", "inner_id"])
    op.create_index("ix_place_fingerprint", "place", ["fingerprint"])
    op.create_index(
        "ix_place_unregistered", "place", ["id"], sqlite_where=sa.text("registered = 0 AND path <> ''")
    )
    op.create_table(
        "uncached",
        sa.Column("episode_id", sa.Text, primary_key=True),
        sa.Column("record", sa.Text, nullable=False),
    )
    op.add_column("withdrawn", sa.Column("erased", sa.Integer, nullable=False, server_default="0"))
