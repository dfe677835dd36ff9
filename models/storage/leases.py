"""Who holds which episode, as the catalog last said: statements inside a caller's transaction."""

from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import Connection, delete, insert, select

from models.storage.tables import LEASE
from models.storage.values import Lease


def put(connection: Connection, leases: Iterable[Lease]) -> None:
    """What the catalog says of these episodes now."""
    rows = [asdict(lease) for lease in leases]
    drop(connection, [row["episode_id"] for row in rows])
    if rows:
        connection.execute(insert(LEASE), rows)


def drop(connection: Connection, episode_ids: Iterable[str]) -> None:
    """Nobody holds them as far as this machine knows."""
    connection.execute(delete(LEASE).where(LEASE.c.episode_id.in_(list(episode_ids))))


def all_of(connection: Connection) -> tuple[Lease, ...]:
    """Also those that have run out: by whose clock, only the catalog knows."""
    rows = connection.execute(select(LEASE).order_by(LEASE.c.episode_id)).mappings()
    return tuple(Lease(**{**row, "is_mine": bool(row["is_mine"])}) for row in rows)


def tokens(connection: Connection, episode_ids: Iterable[str]) -> dict[str, int]:
    """Of those that this device holds."""
    mine = select(LEASE.c.episode_id, LEASE.c.token).where(
        LEASE.c.is_mine, LEASE.c.episode_id.in_(list(episode_ids))
    )
    return {row.episode_id: row.token for row in connection.execute(mine)}
