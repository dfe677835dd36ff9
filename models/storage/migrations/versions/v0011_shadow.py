"""The catalog's state of an episode lies apart from its labels, so that an edit does not write it again."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """What was one text of an episode is its first."""
    op.create_table(
        "shadow",
        sa.Column("n", sa.Integer, primary_key=True),
        sa.Column("episode_id", sa.Text, sa.ForeignKey("document.episode_id"), nullable=False),
        sa.Column("changes", sa.Text, nullable=False),
    )
    op.create_index("ix_shadow_episode", "shadow", ["episode_id"])
    op.execute(
        "INSERT INTO shadow (episode_id, changes) SELECT episode_id, shadow FROM document WHERE shadow <> '[]'"
    )
    op.drop_column("document", "shadow")
