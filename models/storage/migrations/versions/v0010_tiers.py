"""Tracks of arms, marks, and what is said beyond the label: grades of phases, instructions, scores, answers."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """What was said before stays as it was; it says nothing more."""
    op.add_column("phase", sa.Column("tier", sa.Text, nullable=False, server_default=""))
    for table in ("document", "phase", "remark"):
        op.add_column(table, sa.Column("more", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "mark",
        sa.Column("episode_id", sa.Text, sa.ForeignKey("document.episode_id"), primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("tier", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("start_ns", sa.BigInteger, nullable=False),
        sa.Column("end_ns", sa.BigInteger, nullable=False),
        sa.Column("more", sa.Text, nullable=False, server_default=""),
        sqlite_with_rowid=False,
    )
