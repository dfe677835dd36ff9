"""An edit writes two pages less: the outbox counts without a table of its own, and has one index less to enter."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_TEXTS = ("why", "lost_base", "resolved_by", "site")
_COLUMNS = (
    "local_seq, changeset_id, episode_id, parent, body, state, seq, why, lost_base, resolved_by, site, untold"
)
_LAST = """
INSERT INTO meta (name, value) SELECT 'last_number', seq FROM sqlite_sequence WHERE name = 'outbox'
ON CONFLICT (name) DO UPDATE SET value = max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))
"""


def upgrade() -> None:
    """SQLite takes AUTOINCREMENT from no table: a new one is filled. The highest number given stays known."""
    run = op.get_bind().exec_driver_sql
    run(_LAST)
    op.rename_table("outbox", "outbox_before")
    for name in ("unsettled", "queued", "episode"):
        op.drop_index(f"ix_outbox_{name}")
    _make()
    run(f"INSERT INTO outbox ({_COLUMNS}) SELECT {_COLUMNS} FROM outbox_before ORDER BY local_seq")
    op.drop_table("outbox_before")
    _index("queued", "local_seq", where="state = 'queued'")
    _index("answered", "local_seq", where="state <> 'applied' AND state <> 'queued'")
    op.create_index("ix_outbox_episode", "outbox", ["episode_id", "state"])


def _make() -> None:
    op.create_table(
        "outbox",
        sa.Column("local_seq", sa.Integer, primary_key=True),
        sa.Column("changeset_id", sa.Text, nullable=False),
        sa.Column("episode_id", sa.Text, sa.ForeignKey("document.episode_id"), nullable=False),
        sa.Column("parent", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False, server_default="queued"),
        sa.Column("seq", sa.BigInteger),
        *(sa.Column(name, sa.Text, nullable=False, server_default="") for name in _TEXTS),
        sa.Column("untold", sa.Integer, nullable=False, server_default="0"),
        sa.UniqueConstraint("changeset_id", name="uq_outbox_changeset_id"),
    )


def _index(name: str, column: str, *, where: str) -> None:
    op.create_index(f"ix_outbox_{name}", "outbox", [column], sqlite_where=sa.text(where))
