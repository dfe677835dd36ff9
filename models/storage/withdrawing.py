"""An episode that the law takes away: nothing of it stays but its id. Statements inside a caller's transaction."""

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from models.storage.database import prepared
from models.storage.tables import DOCUMENT, EPISODE, LEASE, OUTBOX, PHASE, REMARK, UNDO, WITHDRAWN

_IS = prepared(select(WITHDRAWN.c.episode_id).where(WITHDRAWN.c.episode_id == bindparam("of")))


def is_withdrawn(connection: Connection, episode_id: str) -> bool:
    """Whether it is gone for good."""
    return connection.exec_driver_sql(_IS, {"of": episode_id}).first() is not None


def among(connection: Connection, episode_ids: Iterable[str]) -> frozenset[str]:
    """Those that are gone for good."""
    return frozenset(each for each in episode_ids if is_withdrawn(connection, each))


def all_ids(connection: Connection) -> tuple[str, ...]:
    """Every one."""
    return tuple(
        connection.execute(select(WITHDRAWN.c.episode_id).order_by(WITHDRAWN.c.episode_id)).scalars()
    )


def erase(connection: Connection, episode_id: str, site: str) -> None:
    """Labels, undo, acknowledged edits, sent or not, and where the recording lies."""
    for table in (PHASE, REMARK, UNDO, OUTBOX, DOCUMENT, LEASE):
        connection.execute(delete(table).where(table.c.episode_id == episode_id))
    connection.execute(delete(EPISODE).where(EPISODE.c.id == episode_id))
    connection.execute(upsert(WITHDRAWN).values(episode_id=episode_id, site=site).on_conflict_do_nothing())
