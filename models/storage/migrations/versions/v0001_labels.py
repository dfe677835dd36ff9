"""Episodes, their labels, undo, and the outbox of acknowledged edits."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """From an empty file."""
    _make("meta", _key("name"), _text("value"))
    _make(
        "episode",
        _key("id"),
        *(_text(name) for name in ("path", "inner_id", "name", "format")),
        *_times(),
        *(_text(name) for name in ("task", "robot", "streams")),
        _number("problems"),
        _text("fingerprint"),
    )
    _make(
        "document",
        _key("episode_id"),
        *_times(),
        *(_text(name) for name in ("state", "grade", "reasons", "note", "annotator", "reviewer")),
        _text("review_reasons"),
        _text("taxonomy_id"),
        _number("taxonomy_version"),
        _text("head"),
    )
    _label_tables()
    _outbox()


def _label_tables() -> None:
    _make("phase", _of_document(), _key("id"), _text("label"), *_times(), sqlite_with_rowid=False)
    _make(
        "remark",
        _of_document(),
        _key("id"),
        sa.Column("t_ns", sa.BigInteger, nullable=False),
        *(_text(name) for name in ("author", "text", "reason", "stream")),
        sqlite_with_rowid=False,
    )
    _make(
        "undo",
        _of_document(),
        _key("stack"),
        sa.Column("place", sa.Integer, primary_key=True),
        _text("changes"),
        sqlite_with_rowid=False,
    )


def _outbox() -> None:
    _make(
        "outbox",
        sa.Column("local_seq", sa.Integer, primary_key=True),
        _text("changeset_id"),
        sa.Column("episode_id", sa.Text, sa.ForeignKey("document.episode_id"), nullable=False),
        _text("parent"),
        _text("body"),
        sa.Column("state", sa.Text, nullable=False, server_default="queued"),
        sa.UniqueConstraint("changeset_id", name="uq_outbox_changeset_id"),
        sqlite_autoincrement=True,
    )


def _make(name: str, *parts: sa.schema.SchemaItem, **options: bool) -> None:
    op.create_table(name, *parts, **options)


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=True)


def _of_document() -> sa.Column[str]:
    return sa.Column("episode_id", sa.Text, sa.ForeignKey("document.episode_id"), primary_key=True)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _times() -> tuple[sa.Column[int], sa.Column[int]]:
    return (
        sa.Column("start_ns", sa.BigInteger, nullable=False),
        sa.Column("end_ns", sa.BigInteger, nullable=False),
    )
