"""The tables of ``labels.sqlite``, as the newest migration leaves them.

``document`` with ``phase``, ``remark`` and ``mark`` is what the person sees: the catalog's state with their own queued
work on top; ``more`` is the JSON of what is seldom said there, "" for nothing.
``shadow`` is the catalog's state alone: the changes of its rows in order of ``n``, on an empty document, make it;
``document.shadow_head`` is the last change-set in it. ``document.awaited`` is the ``shadow_head`` of before,
from when the site's log is taken anew until it has come that far, "" otherwise. ``outbox`` keeps every edit that this
store ever acknowledged, those that the catalog applied until they are pruned; ``local_seq`` numbers them without a gap,
and the fact ``last_number`` remembers the highest one once rows are deleted. Each index that a new edit enters costs it
a page: what was answered has one of its own, that no edit enters.
``outbox.untold`` is 1 for refused work that the catalog may have lost when it was restored from a backup.
A ``site`` of "" is not decided yet. ``site.count`` and ``site.mark`` are kept for the comparison with the catalog's.
``place`` describes the recordings of this machine. ``uncached`` holds what the catalog said of episodes until the list
in its own file holds it durably ("" where only labels changed); ``withdrawn.erased`` says that neither journal nor
copies hold anything of it any more. ``stuck`` holds what the catalog applied to an episode after ``shadow_head`` and
that does not fit ``shadow``.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

METADATA = MetaData()

META = Table("meta", METADATA, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))

PLACE = Table(
    "place",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("path", Text, nullable=False),
    Column("inner_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("start_ns", BigInteger, nullable=False),
    Column("end_ns", BigInteger, nullable=False),
    Column("task", Text, nullable=False),
    Column("robot", Text, nullable=False),
    Column("streams", Text, nullable=False),
    Column("problems", Integer, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("site", Text, nullable=False, server_default=""),
    Column("registered", Integer, nullable=False, server_default="0"),
)

SITE = Table(
    "site",
    METADATA,
    Column("code", Text, primary_key=True),
    Column("granted", Integer, nullable=False, server_default="1"),
    Column("cursor", BigInteger, nullable=False, server_default="0"),
    Column("chain", Text, nullable=False, server_default=""),
    Column("count", BigInteger, nullable=False, server_default="0"),
    Column("mark", Text, nullable=False, server_default=""),
)

LEASE = Table(
    "lease",
    METADATA,
    Column("episode_id", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("device_id", Text, nullable=False),
    Column("token", BigInteger, nullable=False),
    Column("expires_at_ns", BigInteger, nullable=False),
    Column("is_mine", Integer, nullable=False),
)

WITHDRAWN = Table(
    "withdrawn",
    METADATA,
    Column("episode_id", Text, primary_key=True),
    Column("site", Text, nullable=False),
    Column("erased", Integer, nullable=False, server_default="0"),
)

UNCACHED = Table(
    "uncached",
    METADATA,
    Column("episode_id", Text, primary_key=True),
    Column("record", Text, nullable=False),
)

DOCUMENT = Table(
    "document",
    METADATA,
    Column("episode_id", Text, primary_key=True),
    Column("start_ns", BigInteger, nullable=False),
    Column("end_ns", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("grade", Text, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("annotator", Text, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("review_reasons", Text, nullable=False),
    Column("taxonomy_id", Text, nullable=False),
    Column("taxonomy_version", Integer, nullable=False),
    Column("privacy", Text, nullable=False, server_default="{}"),
    Column("more", Text, nullable=False, server_default=""),
    Column("head", Text, nullable=False),
    Column("shadow_head", Text, nullable=False, server_default=""),
    Column("site", Text, nullable=False, server_default=""),
    Column("awaited", Text, nullable=False, server_default=""),
)

SHADOW = Table(
    "shadow",
    METADATA,
    Column("n", Integer, primary_key=True),
    Column("episode_id", Text, ForeignKey("document.episode_id"), nullable=False),
    Column("changes", Text, nullable=False),
)

PHASE = Table(
    "phase",
    METADATA,
    Column("episode_id", Text, ForeignKey("document.episode_id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("label", Text, nullable=False),
    Column("start_ns", BigInteger, nullable=False),
    Column("end_ns", BigInteger, nullable=False),
    Column("tier", Text, nullable=False, server_default=""),
    Column("more", Text, nullable=False, server_default=""),
    sqlite_with_rowid=False,
)

MARK = Table(
    "mark",
    METADATA,
    Column("episode_id", Text, ForeignKey("document.episode_id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("tier", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("start_ns", BigInteger, nullable=False),
    Column("end_ns", BigInteger, nullable=False),
    Column("more", Text, nullable=False, server_default=""),
    sqlite_with_rowid=False,
)

REMARK = Table(
    "remark",
    METADATA,
    Column("episode_id", Text, ForeignKey("document.episode_id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("t_ns", BigInteger, nullable=False),
    Column("author", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("stream", Text, nullable=False),
    Column("more", Text, nullable=False, server_default=""),
    sqlite_with_rowid=False,
)

UNDO = Table(
    "undo",
    METADATA,
    Column("episode_id", Text, ForeignKey("document.episode_id"), primary_key=True),
    Column("stack", Text, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("changes", Text, nullable=False),
    sqlite_with_rowid=False,
)

OUTBOX = Table(
    "outbox",
    METADATA,
    Column("local_seq", Integer, primary_key=True),
    Column("changeset_id", Text, nullable=False),
    Column("episode_id", Text, ForeignKey("document.episode_id"), nullable=False),
    Column("parent", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("state", Text, nullable=False, server_default="queued"),
    Column("seq", BigInteger),
    Column("why", Text, nullable=False, server_default=""),
    Column("lost_base", Text, nullable=False, server_default=""),
    Column("resolved_by", Text, nullable=False, server_default=""),
    Column("site", Text, nullable=False, server_default=""),
    Column("untold", Integer, nullable=False, server_default="0"),
    UniqueConstraint("changeset_id", name="uq_outbox_changeset_id"),
)

Index("ix_outbox_queued", OUTBOX.c.local_seq, sqlite_where=text("state = 'queued'"))
Index("ix_outbox_answered", OUTBOX.c.local_seq, sqlite_where=text("state <> 'applied' AND state <> 'queued'"))
Index("ix_outbox_episode", OUTBOX.c.episode_id, OUTBOX.c.state)
Index("ix_place_path", PLACE.c.path, PLACE.c.inner_id)
Index("ix_place_fingerprint", PLACE.c.fingerprint)
Index("ix_place_unregistered", PLACE.c.id, sqlite_where=text("registered = 0 AND path <> ''"))
Index("ix_shadow_episode", SHADOW.c.episode_id)
Index("ix_document_awaited", DOCUMENT.c.site, sqlite_where=text("awaited <> ''"))

CONFLICT_BASE = Table(
    "conflict_base",
    METADATA,
    Column("episode_id", Text, primary_key=True),
    Column("head", Text, primary_key=True),
    Column("changes", Text, nullable=False),
    Column("others", Text, nullable=False, server_default="[]"),
    sqlite_with_rowid=False,
)

STUCK = Table(
    "stuck",
    METADATA,
    Column("episode_id", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("site", Text, nullable=False),
    Column("changeset_id", Text, nullable=False),
    Column("body", Text, nullable=False),
    sqlite_with_rowid=False,
)

CONFLICT_ASIDE = Table(
    "conflict_aside",
    METADATA,
    Column("changeset_id", Text, primary_key=True),
    sqlite_with_rowid=False,
)
