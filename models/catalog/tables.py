"""Tables of a catalog in a SQLite file, and the version that both homes share.

``revision`` keeps every change-set ever answered, whatever the answer, and is the receipt of its push;
``change_log`` numbers what happened at each site densely from 1, in a chain of digests. Both only grow; a withdrawal
empties the bodies. ``episode``, ``segment``, ``remark`` and ``mark`` are what follows from them. ``gram`` finds
episodes by two characters that stand beside each other.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, MetaData, Table, Text

SCHEMA_VERSION = 3
MIN_CLIENT = 2
"""The oldest version of the program that this version of the catalog works with."""

metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("singleton", Boolean, primary_key=True),
    Column("catalog_id", Text, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("schema_version", Integer, nullable=False),
    Column("min_client", Integer, nullable=False),
)

site = Table(
    "site",
    metadata,
    Column("site_id", Integer, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
)


def _site() -> Column[int]:
    return Column("site_id", Integer, ForeignKey("site.site_id"), primary_key=True)


stream_head = Table(
    "stream_head",
    metadata,
    _site(),
    Column("head", Integer, nullable=False),
    Column("chain", Text, nullable=False),
    Column("episodes", Integer, nullable=False),
    Column("mark", Text, nullable=False),
)

episode = Table(
    "episode",
    metadata,
    _site(),
    Column("episode_id", Text, primary_key=True, unique=True),
    Column("added", Integer, nullable=False, unique=True),
    Column("record", Text),
    Column("name", Text, nullable=False),
    Column("task", Text, nullable=False),
    Column("robot", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("annotator", Text, nullable=False),
    Column("grade", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("head", Text),
    Column("withdrawn", Boolean, nullable=False),
)

segment = Table(
    "segment",
    metadata,
    _site(),
    Column("episode_id", Text, primary_key=True),
    Column("segment_id", Text, primary_key=True),
    Column("label", Text, nullable=False),
    Column("start_ns", Integer, nullable=False),
    Column("end_ns", Integer, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("tier", Text, nullable=False, server_default=""),
)

mark = Table(
    "mark",
    metadata,
    _site(),
    Column("episode_id", Text, primary_key=True),
    Column("mark_id", Text, primary_key=True),
    Column("tier", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("start_ns", Integer, nullable=False),
    Column("end_ns", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("deleted", Boolean, nullable=False),
)

remark = Table(
    "remark",
    metadata,
    _site(),
    Column("episode_id", Text, primary_key=True),
    Column("remark_id", Text, primary_key=True),
    Column("t_ns", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("deleted", Boolean, nullable=False),
)

revision = Table(
    "revision",
    metadata,
    Column("arrival", Integer, primary_key=True),
    Column("site_id", Integer, ForeignKey("site.site_id"), nullable=False),
    Column("changeset_id", Text, nullable=False, unique=True),
    Column("episode_id", Text),
    Column("status", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("device_id", Text, nullable=False),
    Column("server_at", Text, nullable=False),
)

change_log = Table(
    "change_log",
    metadata,
    _site(),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("episode_id", Text, nullable=False),
    Column("changeset_id", Text, unique=True),
    Column("digest", Text, nullable=False),
    Column("chain", Text, nullable=False),
    Column("server_at", Text, nullable=False),
)

lease = Table(
    "lease",
    metadata,
    _site(),
    Column("episode_id", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("device_id", Text, nullable=False),
    Column("token", Integer, nullable=False),
    Column("expires_at_ns", Integer, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("audit_id", Integer, primary_key=True),
    Column("login", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("server_at", Text, nullable=False),
)

gram = Table(
    "gram",
    metadata,
    Column("gram", Text, primary_key=True),
    Column("added", Integer, primary_key=True),
)
