"""Tables of a catalog, the same in both homes; in PostgreSQL they live in the schema ``rushes``.

``revision`` keeps every change-set ever answered, whatever the answer, and is the receipt of its push;
``change_log`` numbers the applied ones densely from 1. Both only grow. ``episode`` is what follows from them:
the id of the last applied change-set (``head``) and the state that it left.
"""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, MetaData, String, Table, Text, Uuid

SCHEMA_VERSION = 1

metadata = MetaData()
_NUMBER = BigInteger().with_variant(Integer, "sqlite")

meta = Table(
    "meta",
    metadata,
    Column("singleton", Boolean, primary_key=True),
    Column("catalog_id", String, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("schema_version", Integer, nullable=False),
)

stream_head = Table(
    "stream_head",
    metadata,
    Column("singleton", Boolean, primary_key=True),
    Column("head", _NUMBER, nullable=False),
)

episode = Table(
    "episode",
    metadata,
    Column("episode_id", Uuid(as_uuid=False), primary_key=True),
    Column("record", Text),
    Column("state", String, nullable=False),
    Column("annotator", String, nullable=False),
    Column("head", Uuid(as_uuid=False)),
)

revision = Table(
    "revision",
    metadata,
    Column("arrival", _NUMBER, primary_key=True),
    Column("changeset_id", Uuid(as_uuid=False), nullable=False, unique=True),
    Column("episode_id", Uuid(as_uuid=False), ForeignKey("episode.episode_id"), index=True),
    Column("status", String, nullable=False),
    Column("why", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("body", Text, nullable=False),
)

change_log = Table(
    "change_log",
    metadata,
    Column("seq", _NUMBER, primary_key=True, autoincrement=False),
    Column(
        "changeset_id", Uuid(as_uuid=False), ForeignKey("revision.changeset_id"), nullable=False, unique=True
    ),
)
