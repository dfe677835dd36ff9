"""Episodes, revisions and the dense log."""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_ID = sa.Uuid(as_uuid=False)


def upgrade() -> None:
    """Make all tables; a new catalog gets its id here, once."""
    _make_heads()
    _make_history()
    if op.get_bind().dialect.name == "postgresql":
        _make_moves()


def _make_heads() -> None:
    meta = op.create_table(
        "meta",
        sa.Column("singleton", sa.Boolean, sa.CheckConstraint("singleton"), primary_key=True),
        sa.Column("catalog_id", sa.String, nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("schema_version", sa.Integer, nullable=False),
    )
    stream_head = op.create_table(
        "stream_head",
        sa.Column("singleton", sa.Boolean, sa.CheckConstraint("singleton"), primary_key=True),
        sa.Column("head", _NUMBER, nullable=False),
    )
    op.bulk_insert(
        meta,
        [{"singleton": True, "catalog_id": str(uuid.uuid4()), "epoch": 1, "schema_version": int(revision)}],
    )
    op.bulk_insert(stream_head, [{"singleton": True, "head": 0}])


def _make_history() -> None:
    op.create_table(
        "episode",
        sa.Column("episode_id", _ID, primary_key=True),
        sa.Column("record", sa.Text),
        sa.Column("state", sa.String, nullable=False, server_default="new"),
        sa.Column("annotator", sa.String, nullable=False, server_default=""),
        sa.Column("head", _ID),
    )
    op.create_table(
        "revision",
        sa.Column("arrival", _NUMBER, sa.Identity(always=True), primary_key=True),
        sa.Column("changeset_id", _ID, nullable=False, unique=True),
        sa.Column("episode_id", _ID, sa.ForeignKey("episode.episode_id")),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("why", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("server_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )
    op.create_index("revision_by_episode", "revision", ["episode_id", "arrival"])
    op.create_index("episode_by_state", "episode", ["state"])
    op.create_table(
        "change_log",
        sa.Column("seq", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("changeset_id", _ID, sa.ForeignKey("revision.changeset_id"), nullable=False, unique=True),
        sa.Column("server_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )


def _make_moves() -> None:
    """The review's steps as rows, for ``rushes.push``; filled from ``models.review.MOVES`` at each upgrade."""
    op.create_table(
        "move",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("source", sa.String, primary_key=True),
        sa.Column("target", sa.String, nullable=False),
        sa.Column("role", sa.String, primary_key=True),
    )
