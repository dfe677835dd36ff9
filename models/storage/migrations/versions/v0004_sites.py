"""Sites, each with its own place in its own log; leases; and what was withdrawn."""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_MAIN = "main"


def upgrade() -> None:
    """All that was ever synced belongs to the site "main"; of what was not, nobody has said it yet."""
    for table in ("episode", "document", "outbox"):
        op.add_column(table, _text("site"))
    op.add_column("document", _text("awaited"))
    op.add_column("episode", sa.Column("registered", sa.Integer, nullable=False, server_default="0"))
    op.create_index("ix_outbox_queued", "outbox", ["local_seq"], sqlite_where=sa.text("state = 'queued'"))
    op.create_index("ix_outbox_episode", "outbox", ["episode_id"])
    op.create_index("ix_document_awaited", "document", ["site"], sqlite_where=sa.text("awaited <> ''"))
    _make_tables()
    _fill(op.get_bind())


def _make_tables() -> None:
    op.create_table(
        "site",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("granted", sa.Integer, nullable=False, server_default="1"),
        sa.Column("cursor", sa.BigInteger, nullable=False, server_default="0"),
        _text("chain"),
        sa.Column("count", sa.BigInteger, nullable=False, server_default="0"),
        _text("mark"),
    )
    op.create_table(
        "lease",
        sa.Column("episode_id", sa.Text, primary_key=True),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("device_id", sa.Text, nullable=False),
        sa.Column("token", sa.BigInteger, nullable=False),
        sa.Column("expires_at_ns", sa.BigInteger, nullable=False),
        sa.Column("is_mine", sa.Integer, nullable=False),
    )
    op.create_table(
        "withdrawn",
        sa.Column("episode_id", sa.Text, primary_key=True),
        sa.Column("site", sa.Text, nullable=False),
    )


def _fill(connection: sa.Connection) -> None:
    """The chain was not known to older files: the log is taken again from its beginning, and nothing is re-offered."""
    run = connection.exec_driver_sql
    if run("SELECT 1 FROM meta WHERE name = 'catalog_id'").first() is None:
        run("DELETE FROM meta WHERE name = 'cursor'")
        return
    for table in ("episode", "document", "outbox"):
        run(f"UPDATE {table} SET site = ?", (_MAIN,))
    run("UPDATE document SET awaited = shadow_head WHERE shadow_head <> ''")
    run("UPDATE document SET shadow = '[]', shadow_head = ''")
    run("UPDATE outbox SET state = 'ahead' WHERE state = 'applied'")
    run("INSERT INTO site (code, mark) VALUES (?, ?)", (_MAIN, uuid.UUID(int=0).hex))
    run("INSERT INTO meta (name, value) VALUES ('default_site', ?)", (_MAIN,))
    run("DELETE FROM meta WHERE name = 'cursor'")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")
