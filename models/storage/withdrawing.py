"""An episode that the law takes away: nothing of it stays but its id. Statements inside a caller's transaction."""

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from models.storage.database import prepared
from models.storage.outbox import KEEP_LAST
from models.storage.tables import (
    CONFLICT_ASIDE,
    CONFLICT_BASE,
    DOCUMENT,
    LEASE,
    MARK,
    OUTBOX,
    PHASE,
    PLACE,
    REMARK,
    SHADOW,
    STUCK,
    UNCACHED,
    UNDO,
    WITHDRAWN,
)

ERASED_FROM = (CONFLICT_BASE, SHADOW, PHASE, REMARK, MARK, UNDO, OUTBOX, DOCUMENT, LEASE, STUCK, UNCACHED)
"""All tables that say something of an episode, those that refer to another one before it; and ``place``."""
_IS = prepared(select(WITHDRAWN.c.episode_id).where(WITHDRAWN.c.episode_id == bindparam("of")))


def is_withdrawn(connection: Connection, episode_id: str) -> bool:
    """Whether it is gone for good."""
    return connection.exec_driver_sql(_IS, {"of": episode_id}).first() is not None


def has_any(connection: Connection) -> bool:
    """Whether one is."""
    return connection.execute(select(WITHDRAWN.c.episode_id).limit(1)).first() is not None


def all_ids(connection: Connection) -> tuple[str, ...]:
    """Every one."""
    return tuple(
        connection.execute(select(WITHDRAWN.c.episode_id).order_by(WITHDRAWN.c.episode_id)).scalars()
    )


def erase(connection: Connection, episode_id: str, site: str) -> None:
    """Labels, undo, acknowledged edits, sent or not, and where the recording lies."""
    refused = select(OUTBOX.c.changeset_id).where(OUTBOX.c.episode_id == episode_id)
    connection.execute(delete(CONFLICT_ASIDE).where(CONFLICT_ASIDE.c.changeset_id.in_(refused)))
    connection.exec_driver_sql(KEEP_LAST)
    for table in ERASED_FROM:
        connection.execute(delete(table).where(table.c.episode_id == episode_id))
    connection.execute(delete(PLACE).where(PLACE.c.id == episode_id))
    connection.execute(upsert(WITHDRAWN).values(episode_id=episode_id, site=site).on_conflict_do_nothing())


def unerased(connection: Connection) -> tuple[str, ...]:
    """Those of which journal or copies may still hold something."""
    return tuple(connection.execute(select(WITHDRAWN.c.episode_id).where(WITHDRAWN.c.erased == 0)).scalars())


def mark_erased(connection: Connection, episode_ids: Iterable[str]) -> None:
    """Nothing of them is left anywhere."""
    connection.execute(
        update(WITHDRAWN).where(WITHDRAWN.c.episode_id.in_(list(episode_ids))).values(erased=1)
    )


def sites_of(connection: Connection, episode_ids: Iterable[str]) -> dict[str, str]:
    """Where they belonged."""
    found = connection.execute(
        select(WITHDRAWN.c.episode_id, WITHDRAWN.c.site).where(WITHDRAWN.c.episode_id.in_(list(episode_ids)))
    )
    return {row.episode_id: row.site for row in found}
